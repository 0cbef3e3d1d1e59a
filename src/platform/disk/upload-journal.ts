import {
	closeSync,
	constants,
	fstatSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from "node:fs";
import { lstat, mkdir, readFile, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, resolve, sep } from "node:path";
import { systemCode } from "../errno.ts";
import { cutBack } from "./cut-back.ts";
import { isTemporaryName } from "./temporary-name.ts";

/** Where uploads under way are written down, so that the next start finds what a crash left. */
export interface UploadJournal {
	/** Before the temporary file is made. @param path absolute, with no link in it */
	begun(path: string): void;
	/** Before a file that is there is appended to, in place. @param path absolute, with no link in it */
	growing(path: string, before: BeforeGrowing): void;
	/** When it is gone, or has its name; when what was appended is complete, or cut off again. */
	ended(path: string): void;
}

/** A file as it was before anything was appended to it. */
export interface BeforeGrowing {
	readonly sizeBytes: number;
	/** Device and inode: another file by this name is none of our business. */
	readonly unique: string;
}

/** A journal that is open, and what was done with the one before. */
export interface OpenedJournal extends UploadJournal {
	/** The temporary files of the last run that were removed now. */
	readonly removed: readonly string[];
	/** The files that the last run was appending to, which have their old size again. */
	readonly cutBack: readonly string[];
	/** Ends it; a journal that names no upload any more is removed. */
	close(): void;
}

export interface JournalOptions {
	/** The journal; its folder is made when it is missing. */
	readonly file: string;
	/**
	 * Paths below this folder are written as seen from it, so that they hold when the folder is somewhere else at the next
	 * start, as on a stick; absolute.
	 */
	readonly base?: string;
	/** Called at the first failure to write: the server goes on, but a crash may leave files behind. */
	readonly onFailure: (error: unknown) => void;
	/** Size from which on the journal is written anew, unless so many uploads run that half of it is needed. */
	readonly maxBytes?: number;
}

const MAX_BYTES = 256 * 1024;

/** What is known of an upload under way: a temporary file, or a file that grows and the boot in which that began. */
type Entry = (BeforeGrowing & { readonly boot: string }) | undefined;
type Entries = Map<string, Entry>;

/**
 * Opens the journal of this run, and removes what uploads of the last one left: those files only that it names, and
 * only if they still look like ours. What an unfinished append left is cut off again, so that a client may repeat it;
 * not when the machine went down too: then the line that says that it was complete may be lost, and complete uploads
 * are worth more.
 *
 * Each upload costs two short writes (3 µs each with Bun, 8 µs with Deno), which are synchronous: a line that waits its turn could come
 * behind the file that it speaks of. They are not flushed to the disk: whoever kills the process leaves them to the system, which writes
 * them; only a power cut may lose the last ones. One process at a time may have it open (the data folder's lock sees to that).
 *
 * @throws the system's error when the journal cannot be read or made
 */
export async function openUploadJournal({
	base,
	file,
	maxBytes = MAX_BYTES,
	onFailure,
}: JournalOptions): Promise<OpenedJournal> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const left = await outstanding(file, base);
	const { removed, stuck } = await removeLeftovers(left);
	const boot = bootId();
	const shortened = await cutBackAll(left, boot);
	const running: Entries = new Map(stuck.map((path) => [path, undefined]));
	let descriptor = takePlace(writtenAnew({ base, file, running }), file);
	let sizeBytes = fstatSync(descriptor).size;
	let limitBytes = Math.max(maxBytes, 2 * sizeBytes);
	let hasFailed = false;
	let isClosed = false;

	function note(line: string): void {
		if (isClosed) return;
		try {
			sizeBytes += writeSync(descriptor, line);
			if (sizeBytes < limitBytes) return;
			const fresh = writtenAnew({ base, file, running });
			// Windows lets nothing take the place of a file that is open.
			closeSync(descriptor);
			descriptor = NONE;
			limitBytes = 2 * sizeBytes;
			try {
				descriptor = takePlace(fresh, file);
			} catch (error) {
				descriptor = openSync(file, LENGTHEN);
				throw error;
			}
			sizeBytes = fstatSync(descriptor).size;
			limitBytes = Math.max(maxBytes, 2 * sizeBytes);
		} catch (error) {
			if (!hasFailed) onFailure(error);
			hasFailed = true;
		}
	}

	return {
		removed,
		cutBack: shortened,
		begun: (path) => {
			running.set(path, undefined);
			note(lineOf("+", { path, base }));
		},
		growing: (path, before) => {
			if (boot === undefined) return;
			const entry = { ...before, boot };
			running.set(path, entry);
			note(lineOf("+", { path, base, entry }));
		},
		ended: (path) => {
			if (running.delete(path)) note(lineOf("-", { path, base }));
		},
		close: () => {
			if (isClosed) return;
			isClosed = true;
			if (descriptor !== NONE) closeSync(descriptor);
			if (running.size === 0) rmSync(file, { force: true });
		},
	};
}

type Sign = "+" | "-";

function lineOf(
	sign: Sign,
	{
		base,
		entry,
		path,
	}: {
		readonly base: string | undefined;
		readonly entry?: Entry;
		readonly path: string;
	},
): string {
	const isBelow = base !== undefined && path.startsWith(base + sep);
	// A stick may be read by another system next time; all of them take a slash.
	const name = isBelow
		? path.slice(base.length + 1).replaceAll(sep, "/")
		: path;
	const said = entry === undefined ? name : { path: name, ...entry };
	return `${sign}${JSON.stringify(said)}\n`;
}

/** Names this run of the machine's kernel; undefined where nothing does, and nothing is cut back. */
function bootId(): string | undefined {
	try {
		return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
	} catch {
		return undefined;
	}
}

/** No descriptor: the journal could neither be shortened nor opened again. */
const NONE = -1;

const LENGTHEN = constants.O_WRONLY | constants.O_APPEND;

/** A journal with nothing in it but what is running, beside the one that is there; open. */
function writtenAnew({
	base,
	file,
	running,
}: {
	readonly base: string | undefined;
	readonly file: string;
	readonly running: ReadonlyMap<string, Entry>;
}): number {
	const { O_CREAT, O_EXCL } = constants;
	const fresh = freshName(file);
	rmSync(fresh, { force: true });
	const descriptor = openSync(fresh, LENGTHEN | O_CREAT | O_EXCL, 0o600);
	try {
		for (const [path, entry] of running)
			writeSync(descriptor, lineOf("+", { path, base, entry }));
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

/** Puts it in the place of the old one as a whole. @returns its descriptor, which is closed when that fails */
function takePlace(descriptor: number, file: string): number {
	try {
		renameSync(freshName(file), file);
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

function freshName(file: string): string {
	return `${file}.new`;
}

/** What began and did not end. A last line that was cut off began nothing: its file was not made yet. */
async function outstanding(
	file: string,
	base: string | undefined,
): Promise<Entries> {
	const entries: Entries = new Map();
	const text = await readFile(file, "utf8").catch((error) => {
		if (systemCode(error) === "ENOENT") return "";
		throw error;
	});
	for (const line of text.split("\n").slice(0, -1)) {
		const said = saidIn(line.slice(1));
		if (said === undefined) continue;
		const path = base === undefined ? said.path : resolve(base, said.path);
		if (line.startsWith("+")) entries.set(path, said.entry);
		if (line.startsWith("-")) entries.delete(path);
	}
	return entries;
}

function saidIn(
	text: string,
): { readonly path: string; readonly entry: Entry } | undefined {
	let said: unknown;
	try {
		said = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof said === "string") return { path: said, entry: undefined };
	if (typeof said !== "object" || said === null) return undefined;
	const { path, sizeBytes, unique, boot }: Record<string, unknown> = {
		...said,
	};
	if (typeof path !== "string" || typeof sizeBytes !== "number")
		return undefined;
	if (typeof unique !== "string" || typeof boot !== "string") return undefined;
	return { path, entry: { sizeBytes, unique, boot } };
}

/** A file that cannot be cut back stays as it is: all that was promised is in it. */
async function cutBackAll(
	entries: Entries,
	boot: string | undefined,
): Promise<string[]> {
	const done: string[] = [];
	for (const [path, entry] of entries) {
		if (entry === undefined || entry.boot !== boot || !isAbsolute(path))
			continue;
		if (await cutBack(path, entry).catch(() => false)) done.push(path);
	}
	return done;
}

async function removeLeftovers(
	entries: Entries,
): Promise<{ removed: string[]; stuck: string[] }> {
	const removed: string[] = [];
	const stuck: string[] = [];
	for (const [path, entry] of entries) {
		if (entry !== undefined) continue;
		if (!isAbsolute(path) || !isTemporaryName(basename(path))) continue;
		try {
			if (!(await lstat(path)).isFile()) continue;
			await unlink(path);
			removed.push(path);
		} catch (error) {
			const code = systemCode(error);
			const isGone = code === "ENOENT" || code === "ENOTDIR";
			// A disk that is not there today may be there at the next start.
			if (!isGone || !(await isThere(dirname(path)))) stuck.push(path);
		}
	}
	return { removed, stuck: stuck.slice(0, MAX_STUCK) };
}

/** Of folders that never come back the journal keeps no more than this. */
const MAX_STUCK = 1000;

async function isThere(folder: string): Promise<boolean> {
	return await lstat(folder).then(
		() => true,
		() => false,
	);
}
