import {
	type BigIntStats,
	close,
	closeSync,
	constants,
	fchmod,
	fdatasync,
	fstat,
	fstatSync,
	fsync,
	ftruncate,
	type NoParamCallback,
	open,
	openSync,
	read,
	write,
	writeFileSync,
	writev,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { fromMemory } from "./from-memory.ts";

// Numeric descriptors and callbacks, wrapped by hand: a FileHandle costs an object and a finalizer per file, and
// its writev and read go through more layers in both runtimes.

type Done<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

function call<T>(start: (done: Done<T>) => void): Promise<T> {
	return new Promise((resolve, reject) => {
		start((error, value) => (error === null ? resolve(value) : reject(error)));
	});
}

function callVoid(start: (done: NoParamCallback) => void): Promise<void> {
	return new Promise((resolve, reject) => {
		start((error) => (error === null ? resolve() : reject(error)));
	});
}

/** @param mode of what is made */
export function openDescriptor(
	path: string,
	flags: number,
	mode?: number,
): Promise<number> {
	const known =
		mode === undefined ? fromMemory().open(undefined, path, flags) : undefined;
	if (known !== undefined) return Promise.resolve(known);
	return call((done) => open(path, flags, mode, done));
}

export const closeDescriptor = (descriptor: number): Promise<void> =>
	callVoid((done) => close(descriptor, done));

/**
 * Lets go of what nothing was written to, or whose content was flushed: that writes nothing back, so it never waits. A call that goes to
 * the pool of threads and back costs 60 to 100 µs of the processor, twice as much as many a system call takes (strace, 4 KiB files).
 */
export const releaseDescriptor = (descriptor: number): void =>
	closeSync(descriptor);

/** The facts of what was opened just now, which the system still has in memory. */
export const statJustOpened = (descriptor: number): BigIntStats =>
	fstatSync(descriptor, { bigint: true });

export function statDescriptor(descriptor: number): Promise<BigIntStats> {
	if (fromMemory().placeOf(descriptor) !== "elsewhere") {
		return Promise.resolve(statJustOpened(descriptor));
	}
	return call((done) => fstat(descriptor, { bigint: true }, done));
}

export const chmodDescriptor = (
	descriptor: number,
	mode: number,
): Promise<void> => callVoid((done) => fchmod(descriptor, mode, done));

export const truncateDescriptor = (
	descriptor: number,
	sizeBytes: number,
): Promise<void> => callVoid((done) => ftruncate(descriptor, sizeBytes, done));

/** The content and what is needed to find it (fdatasync). */
export const syncContent = (descriptor: number): Promise<void> =>
	callVoid((done) => fdatasync(descriptor, done));

/** The content and everything about it (fsync); a folder's content are its names. */
export const syncDescriptor = (descriptor: number): Promise<void> =>
	callVoid((done) => fsync(descriptor, done));

/** @returns bytes read; 0 at the end */
export const readAt = (
	descriptor: number,
	into: Uint8Array,
	position: number,
): Promise<number> =>
	call((done) => read(descriptor, into, 0, into.length, position, done));

/** One write call. @returns bytes written, which may be fewer than given */
export function writeAt(
	descriptor: number,
	chunks: readonly Uint8Array[],
	position: number,
): Promise<number> {
	const [only, ...others] = chunks;
	if (only === undefined) return Promise.resolve(0);
	if (others.length === 0) {
		return call((done) =>
			write(descriptor, only, 0, only.length, position, done),
		);
	}
	return call((done) => writev(descriptor, [...chunks], position, done));
}

/** Whether {@link writeNewFile} can be used: Deno writes on its event loop, and everybody would wait for the disk. */
export const CAN_WRITE_NEW_FILE: boolean =
	"bun" in process.versions && process.platform === "linux";

/**
 * Makes a file with this content: one trip to the pool of threads instead of one for each call.
 *
 * @param options.sync the content is on the disk when this resolves. By O_DSYNC and not by Bun's `flush`, which keeps a failure to itself
 */
export function writeNewFile(
	path: string,
	content: Uint8Array,
	{ mode, sync }: { readonly mode: number; readonly sync: boolean },
): Promise<void> {
	const flag = WRITE | MAKE_NEW | NO_FOLLOW | (sync ? SYNC_EACH_WRITE : 0);
	return writeFile(path, content, { flag, mode });
}

/** The same at once, where no disk is waited for. */
export function writeNewFileNow(
	path: string,
	content: Uint8Array,
	mode: number,
): void {
	const descriptor = openSync(path, WRITE | MAKE_NEW | NO_FOLLOW, mode);
	try {
		writeFileSync(descriptor, content);
	} finally {
		closeSync(descriptor);
	}
}

// Not every system has every flag; 0 asks for nothing.
const flag = (value: number | undefined): number => value ?? 0;

/** Fails with ELOOP at a link. Missing on Windows. */
export const NO_FOLLOW: number = flag(constants.O_NOFOLLOW);
/** Opening a pipe never waits for its other end; without effect on files. */
export const NO_WAIT: number = flag(constants.O_NONBLOCK);
export const FOLDER_ONLY: number = flag(constants.O_DIRECTORY);
/** Linux O_PATH, the same number on every architecture that Bun and Deno run on: a hold on the thing, without opening it. */
export const HOLD_ONLY = 0o10000000;
export const READ: number = constants.O_RDONLY;
export const WRITE: number = constants.O_WRONLY;
/** Each write waits as for {@link syncContent}, and fails where that would. */
const SYNC_EACH_WRITE: number = flag(constants.O_DSYNC);
/** Makes the file; fails with EEXIST when anything, a link too, is there. */
export const MAKE_NEW: number = constants.O_CREAT | constants.O_EXCL;
