import { mkdir, readdir, readFile, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
	type Folder,
	OperatorError,
	utf8,
	type WriteOptions,
} from "../base/index.ts";
import {
	chmodDescriptor,
	closeDescriptor,
	MAKE_NEW,
	NO_FOLLOW,
	openDescriptor,
	READ,
	syncDescriptor,
	WRITE,
} from "./disk/calls.ts";
import { PositionedWriter } from "./disk/positioned-writer.ts";
import { renameThere } from "./disk/replacing.ts";
import { TEMPORARY_PREFIX, temporaryName } from "./disk/temporary-name.ts";
import { systemCode } from "./errno.ts";

/**
 * A {@link Folder} of the disk: private (its folders have mode 0700), and never half-written. The folder itself is
 * made when something is written. What a power cut left unfinished is not listed.
 *
 * @throws {OperatorError} from every method, `file.no-right` when the system forbids it; other errors of the system as they are
 * @example diskFolder("/srv/oceanftp-data/certs")
 */
export function diskFolder(location: string): Folder {
	const at = (path: string): string => join(location, ...partsOf(path));
	return {
		location,
		read: async (path) =>
			await withRight("read", at(path), async (file) => {
				const content = await unlessMissing(readFile(file), undefined);
				return content && new Uint8Array(content);
			}),
		write: async (path, content, options) =>
			await withRight("write", at(path), (file) =>
				replace(file, content, options),
			),
		rename: async (from, to) =>
			await withRight("rename", at(from), (file) => move(file, at(to))),
		remove: async (path) =>
			await withRight("remove", at(path), (file) =>
				unlessMissing(unlink(file), undefined),
			),
		list: async (path) =>
			await withRight("list", at(path), async (folder) => {
				const names = await unlessMissing(readdir(folder), []);
				return names
					.filter((name) => !name.startsWith(TEMPORARY_PREFIX))
					.sort();
			}),
		isOpenToOthers: async (path) =>
			await withRight("read", at(path), isOpenToOthers),
	};
}

const FOR_OTHERS = 0o066;

async function isOpenToOthers(file: string): Promise<boolean> {
	if (process.platform === "win32") return false;
	const facts = await unlessMissing(stat(file), undefined);
	if (facts === undefined || (facts.mode & FOR_OTHERS) === 0) return false;
	return keepsModes(dirname(file));
}

/** Whether the file system has modes at all: FAT and some shares show every file as open. */
async function keepsModes(folder: string): Promise<boolean> {
	const probe = join(folder, temporaryName());
	try {
		await writeNew(probe, new Uint8Array(), 0o600);
		return ((await stat(probe)).mode & FOR_OTHERS) === 0;
	} catch {
		// Where nothing can be written the modes that are shown are all there is.
		return true;
	} finally {
		await unlink(probe).catch(() => {});
	}
}

async function move(from: string, to: string): Promise<void> {
	await makePrivateFolder(dirname(to));
	await renameThere(from, to);
	await syncFolder(dirname(to));
	if (dirname(to) !== dirname(from)) await syncFolder(dirname(from));
}

/** The parts of a path that stays in its folder; these paths are the program's own, so another one is a bug. */
function partsOf(path: string): string[] {
	if (path === "") return [];
	const parts = path.split("/");
	if (parts.some((part) => ["", ".", ".."].includes(part))) {
		throw new Error(`not a path below the folder: ${path}`);
	}
	return parts;
}

async function replace(
	file: string,
	content: Uint8Array | string,
	options: WriteOptions = {},
): Promise<void> {
	const folder = dirname(file);
	await makePrivateFolder(folder);
	const temporary = join(folder, temporaryName());
	try {
		await writeNew(
			temporary,
			typeof content === "string" ? utf8(content) : content,
			options.secret ? 0o600 : 0o644,
		);
		await renameThere(temporary, file);
	} catch (error) {
		await unlink(temporary).catch(() => {});
		throw error;
	}
	await syncFolder(folder);
}

async function writeNew(
	path: string,
	content: Uint8Array,
	mode: number,
): Promise<void> {
	// Made for the owner alone, and opened to others when it is whole.
	const flags = WRITE | MAKE_NEW | NO_FOLLOW;
	const descriptor = await openDescriptor(path, flags, 0o600);
	try {
		await new PositionedWriter(descriptor, 0).write([content]);
		// The umask would decide otherwise, and Deno does not know of it.
		await chmodDescriptor(descriptor, mode);
		await syncDescriptor(descriptor);
	} finally {
		await closeDescriptor(descriptor);
	}
}

async function makePrivateFolder(path: string): Promise<void> {
	await mkdir(path, { recursive: true, mode: 0o700 });
}

/** So that a power cut does not take the new name away again. Windows cannot open a folder for that. */
async function syncFolder(path: string): Promise<void> {
	if (process.platform === "win32") return;
	const descriptor = await openDescriptor(path, READ);
	try {
		await syncDescriptor(descriptor);
	} finally {
		await closeDescriptor(descriptor);
	}
}

async function unlessMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
	try {
		return await work;
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return otherwise;
		throw error;
	}
}

const FORBIDDEN: Readonly<Record<string, string>> = {
	EACCES: "permission denied",
	EPERM: "operation not permitted",
	EROFS: "the file system is read-only",
};

async function withRight<T>(
	act: "read" | "write" | "rename" | "remove" | "list",
	path: string,
	work: (path: string) => Promise<T>,
): Promise<T> {
	try {
		return await work(path);
	} catch (error) {
		const code = systemCode(error) ?? "";
		const why = FORBIDDEN[code];
		if (why === undefined) throw error;
		const user = process.geteuid?.();
		const who = user === undefined ? "" : ` for user id ${user}`;
		throw new OperatorError(
			"file.no-right",
			`the server may not ${act} ${path}`,
			{
				why: `${why} (${code})${who}`,
				fix:
					code === "EROFS"
						? `make the file system of ${dirname(path)} writable, or choose another folder`
						: `give that user the right to ${path} and the folders above it, or start the server as their owner`,
				cause: error,
			},
		);
	}
}
