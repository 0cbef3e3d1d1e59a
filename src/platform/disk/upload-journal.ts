import {
	closeSync,
	constants,
	fstatSync,
	openSync,
	renameSync,
	rmSync,
	writeSync,
} from "node:fs";
import { lstat, mkdir, readFile, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import { systemCode } from "../errno.ts";
import { isTemporaryName } from "./temporary-name.ts";

/** Where uploads under way are written down, so that the next start finds what a crash left. */
export interface UploadJournal {
	/** Before the temporary file is made. @param path absolute, with no link in it */
	begun(path: string): void;
	/** When it is gone, or has its name. */
	ended(path: string): void;
}

/** A journal that is open, and what was done with the one before. */
export interface OpenedJournal extends UploadJournal {
	/** The temporary files of the last run that were removed now. */
	readonly removed: readonly string[];
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

/**
 * Opens the journal of this run, and removes what uploads of the last one left: those files only that it names, and
 * only if they still look like ours.
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
	const { removed, stuck } = await removeLeftovers(
		await outstanding(file, base),
	);
	const running = new Set<string>(stuck);
	let descriptor = writtenAnew({ base, file, running });
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
			closeSync(descriptor);
			descriptor = fresh;
			sizeBytes = fstatSync(descriptor).size;
			limitBytes = Math.max(maxBytes, 2 * sizeBytes);
		} catch (error) {
			if (!hasFailed) onFailure(error);
			hasFailed = true;
		}
	}

	return {
		removed,
		begun: (path) => {
			running.add(path);
			note(lineOf("+", path, base));
		},
		ended: (path) => {
			if (running.delete(path)) note(lineOf("-", path, base));
		},
		close: () => {
			if (isClosed) return;
			isClosed = true;
			closeSync(descriptor);
			if (running.size === 0) rmSync(file, { force: true });
		},
	};
}

type Sign = "+" | "-";

function lineOf(sign: Sign, path: string, base: string | undefined): string {
	const way = base === undefined ? path : relative(base, path);
	const isBelow = !isAbsolute(way) && !/^\.\.([\\/]|$)/.test(way);
	return `${sign}${JSON.stringify(isBelow ? way : path)}\n`;
}

/** The journal with nothing in it but what is running. Takes the old one's place as a whole. */
function writtenAnew({
	base,
	file,
	running,
}: {
	readonly base: string | undefined;
	readonly file: string;
	readonly running: ReadonlySet<string>;
}): number {
	const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
	const fresh = `${file}.new`;
	rmSync(fresh, { force: true });
	const flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL;
	const descriptor = openSync(fresh, flags, 0o600);
	try {
		for (const path of running) writeSync(descriptor, lineOf("+", path, base));
		renameSync(fresh, file);
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

/** What began and did not end. A last line that was cut off began nothing: its file was not made yet. */
async function outstanding(
	file: string,
	base: string | undefined,
): Promise<ReadonlySet<string>> {
	const paths = new Set<string>();
	const text = await readFile(file, "utf8").catch((error) => {
		if (systemCode(error) === "ENOENT") return "";
		throw error;
	});
	for (const line of text.split("\n").slice(0, -1)) {
		const written = pathIn(line.slice(1));
		if (written === undefined) continue;
		const path = base === undefined ? written : resolve(base, written);
		if (line.startsWith("+")) paths.add(path);
		if (line.startsWith("-")) paths.delete(path);
	}
	return paths;
}

function pathIn(text: string): string | undefined {
	try {
		const path: unknown = JSON.parse(text);
		return typeof path === "string" ? path : undefined;
	} catch {
		return undefined;
	}
}

async function removeLeftovers(
	paths: ReadonlySet<string>,
): Promise<{ removed: string[]; stuck: string[] }> {
	const removed: string[] = [];
	const stuck: string[] = [];
	for (const path of paths) {
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
