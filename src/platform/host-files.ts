import {
	access,
	chmod,
	constants,
	mkdir,
	open,
	readdir,
	readFile,
	realpath,
	rm,
	stat,
	unlink,
	writeFile,
} from "node:fs/promises";
import {
	basename,
	dirname,
	isAbsolute,
	join,
	relative,
	resolve,
} from "node:path";
import { decodeUtf8, OperatorError, type WriteOptions } from "../base/index.ts";
import { isFolderNow, realPathNow } from "./disk/hold-by-descriptor.ts";
import { renameThere } from "./disk/replacing.ts";

/** What a folder or file of the machine is, links followed. */
export interface PathFacts {
	readonly isFolder: boolean;
	/** The owner; undefined where there are none (Windows). */
	readonly uid: number | undefined;
	/** Permission bits with the sticky bit, at most 0o7777. */
	readonly mode: number;
}

/**
 * The machine's own files by absolute path: for finding the data folder and reading what the command line names.
 * Everything in the data folder goes through {@link import("../base/index.ts").Folder} instead.
 * @throws {OperatorError} file.no-right from every method when the system refuses
 */
export interface HostFiles {
	/** One absolute path out of parts, the last absolute one winning; relative to the current folder when none is. */
	resolve(...parts: readonly string[]): string;
	/** The folder above. */
	above(path: string): string;
	/** Whether `inner` is `outer` or lies below it; both real and absolute. */
	contains(outer: string, inner: string): boolean;
	/** With all links followed. What does not exist yet is put behind the real path of the nearest folder above that does. */
	realPath(path: string): Promise<string>;
	/** Undefined when nothing is there. */
	facts(path: string): Promise<PathFacts | undefined>;
	/** Whether this process may list, enter and change the folder. */
	mayUse(folder: string): Promise<boolean>;
	/** Whether this process may list and enter the folder. */
	mayRead(folder: string): Promise<boolean>;
	/** The names in a folder. */
	names(folder: string): Promise<readonly string[]>;
	/** Makes a folder, and those above it, with mode 0700. */
	makePrivateFolder(path: string): Promise<void>;
	/** Sets mode 0700; where a file system keeps no modes nothing happens. */
	makePrivate(path: string): Promise<void>;
	/** Whether a file made with mode 0600 in the folder bears that mode: FAT and some shares do not. */
	keepsModes(folder: string): Promise<boolean>;
	/** The text of a file; undefined when there is none. */
	readText(path: string): Promise<string | undefined>;
	/**
	 * The bytes of a file that somebody named; undefined when there is none.
	 * @throws {OperatorError} usage.invalid when it is longer than `mostBytes`
	 */
	readBytes(path: string, mostBytes: number): Promise<Uint8Array | undefined>;
	/** The whole text or nothing, renamed into place, for its owner only. */
	writeText(path: string, text: string): Promise<void>;
	/** The whole content or nothing, renamed into place; `secret` is for its owner only. */
	writeBytes(
		path: string,
		bytes: Uint8Array,
		options?: WriteOptions,
	): Promise<void>;
	/** A file or a folder with all that is in it; no failure when there is none. */
	remove(path: string): Promise<void>;
}

/** The disk. */
export function hostFiles(): HostFiles {
	return {
		resolve: (...parts) => resolve(...parts),
		above: dirname,
		contains: (outer, inner) => {
			const way = relative(outer, inner);
			return way === "" || (!/^\.\.([\\/]|$)/.test(way) && !isAbsolute(way));
		},
		realPath: (path) => refusalNamed(path, () => realPathOf(resolve(path))),
		facts: (path) => refusalNamed(path, () => factsOf(path)),
		mayUse: (folder) =>
			allows(folder, constants.R_OK | constants.W_OK | constants.X_OK),
		mayRead: (folder) => allows(folder, constants.R_OK | constants.X_OK),
		names: (folder) => refusalNamed(folder, () => readdir(folder)),
		makePrivateFolder: (path) =>
			refusalNamed(path, async () => {
				if (isFolderNow(path)) return;
				await mkdir(path, { recursive: true, mode: 0o700 });
			}),
		makePrivate: (path) => refusalNamed(path, () => chmod(path, 0o700)),
		keepsModes: (folder) => refusalNamed(folder, () => probeModes(folder)),
		readText: (path) =>
			refusalNamed(path, async () => {
				const bytes = await orMissing(readFile(path));
				return bytes === undefined ? undefined : textOf(path, bytes);
			}),
		readBytes: (path, mostBytes) =>
			refusalNamed(path, async () => {
				const bytes = await orMissing(readAtMost(path, mostBytes + 1));
				if (bytes !== undefined && bytes.length > mostBytes) {
					throw tooLong(path, mostBytes);
				}
				return bytes;
			}),
		writeText: (path, text) => writeWhole(path, text, 0o600),
		writeBytes: (path, bytes, options = {}) =>
			writeWhole(path, bytes, options.secret === true ? 0o600 : 0o644),
		remove: (path) =>
			refusalNamed(path, async () => {
				// Bun walks the tree in a way of its own, which a plain file should not depend on.
				const isFolder = (await factsOf(path))?.isFolder ?? false;
				await rm(path, { recursive: isFolder, force: true });
			}),
	};
}

/** A copy that was left half-written belongs to nobody, and is taken away. */
function writeWhole(
	path: string,
	content: string | Uint8Array,
	mode: number,
): Promise<void> {
	return refusalNamed(path, async () => {
		const staged = `${path}.${process.pid}.new`;
		try {
			await writeFile(staged, content, { mode });
			await renameThere(staged, path);
		} catch (error) {
			await rm(staged, { force: true });
			throw error;
		}
	});
}

/** Also from a pipe, which has no size that could be asked for first. */
async function readAtMost(path: string, most: number): Promise<Uint8Array> {
	const file = await open(path, "r");
	try {
		const bytes = new Uint8Array(most);
		let length = 0;
		for (;;) {
			const { bytesRead } = await file.read(bytes, length, most - length);
			length += bytesRead;
			if (bytesRead === 0 || length === most) return bytes.slice(0, length);
		}
	} finally {
		await file.close();
	}
}

function tooLong(path: string, mostBytes: number): OperatorError {
	return new OperatorError("usage.invalid", `${path} is too long.`, {
		why: `at most ${mostBytes} bytes are read from it`,
	});
}

function allows(path: string, rights: number): Promise<boolean> {
	return access(path, rights).then(
		() => true,
		() => false,
	);
}

async function realPathOf(path: string): Promise<string> {
	const real = realPathNow(path) ?? (await orMissing(realpath(path)));
	if (real !== undefined) return real;
	const above = dirname(path);
	return above === path ? path : join(await realPathOf(above), basename(path));
}

async function factsOf(path: string): Promise<PathFacts | undefined> {
	const facts = await orMissing(stat(path));
	if (facts === undefined) return undefined;
	return {
		isFolder: facts.isDirectory(),
		uid: process.getuid === undefined ? undefined : facts.uid,
		mode: facts.mode & 0o7777,
	};
}

async function probeModes(folder: string): Promise<boolean> {
	if (process.getuid === undefined) return true;
	const probe = join(folder, `.oceanftp-probe-${process.pid}`);
	try {
		await writeFile(probe, "", { mode: 0o600 });
		await chmod(probe, 0o600);
		return ((await stat(probe)).mode & 0o777) === 0o600;
	} finally {
		await orMissing(unlink(probe));
	}
}

function textOf(path: string, bytes: Uint8Array): string {
	const text = decodeUtf8(bytes);
	if (text !== undefined) return text;
	throw new OperatorError("config.syntax", `${path} is not UTF-8 text.`, {
		fix: `save ${path} as UTF-8`,
	});
}

async function orMissing<T>(work: Promise<T>): Promise<T | undefined> {
	try {
		return await work;
	} catch (error) {
		const code = codeOf(error);
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		throw error;
	}
}

const REFUSALS: ReadonlyMap<string, string> = new Map([
	["ENOENT", "there is no such folder"],
	["EACCES", "the system refuses it to this user"],
	["EPERM", "the system refuses it to this user"],
	["EROFS", "the file system is read-only"],
	["ENOTDIR", "a part of the path is no folder"],
	["EEXIST", "something else is there already"],
	["EISDIR", "it is a folder"],
	["ENOSPC", "the disk is full"],
	["ELOOP", "its links lead in a circle"],
]);

/** What the system refuses becomes an error that a person can mend; all else stays a bug. */
async function refusalNamed<T>(
	path: string,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const why = REFUSALS.get(codeOf(error));
		if (why === undefined) throw error;
		throw new OperatorError("file.no-right", `${path} cannot be used.`, {
			why: `${why} (${codeOf(error)})`,
			fix: `look at its owner and permissions: ls -ld ${path}`,
			cause: error,
		});
	}
}

function codeOf(error: unknown): string {
	const code: unknown =
		error instanceof Error ? Reflect.get(error, "code") : undefined;
	return typeof code === "string" ? code : "";
}
