import type {
	Backend,
	Entry,
	FileFacts,
	ReadableFile,
	Upload,
	UploadMode,
} from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import { permissionLetters } from "./permissions.ts";
import type { Right, Rights } from "./rights.ts";
import { ROOT, type VirtualPath } from "./virtual-path.ts";

/**
 * The only handle on files that an FTP verb gets: the account's rights are enforced here, so a verb that
 * forgets to ask cannot open a hole. Everything throws {@link FileFailure} (`denied` when a right is missing).
 */
export interface AccountFiles {
	facts(path: VirtualPath): Promise<FileFacts>;
	/** Whether a session may be in this folder. @throws {FileFailure} notFound, notAFolder, denied */
	enter(path: VirtualPath): Promise<void>;
	/** A missing right is told at once, before anything is promised to the client; the rest while reading. */
	entries(path: VirtualPath): AsyncIterable<readonly Entry[]>;
	openRead(path: VirtualPath): Promise<ReadableFile>;
	/** May an upload begin? No file is touched. */
	checkUpload(path: VirtualPath, mode: UploadMode): Promise<void>;
	beginUpload(path: VirtualPath, mode: UploadMode): Promise<Upload>;
	remove(path: VirtualPath): Promise<void>;
	makeFolder(path: VirtualPath): Promise<void>;
	removeFolder(path: VirtualPath): Promise<void>;
	/** Whether a rename could begin at this path (RNFR). */
	checkRename(from: VirtualPath): Promise<void>;
	rename(from: VirtualPath, to: VirtualPath): Promise<void>;
	setModified(path: VirtualPath, modifiedMs: number): Promise<void>;
	/** @param mode permission bits, at most 0o777 */
	setMode(path: VirtualPath, mode: number): Promise<void>;
	/** How many bytes the account may still write in a folder; undefined when nobody knows. Told to those who may write. */
	freeBytes(folder: VirtualPath): Promise<number | undefined>;
	/** RFC 3659 §7.5.5 `perm` letters that hold for what the facts describe. */
	permissions(path: VirtualPath, facts: FileFacts): string;
}

/** What an account's files are made of. */
export interface AccountFilesOptions {
	/** The tree that the account sees as `/`. */
	readonly backend: Backend;
	readonly rights: Rights;
}

/** Which tree serves a path, what the path is called there, and what may be done with it. */
interface Place {
	readonly backend: Backend;
	readonly path: VirtualPath;
	readonly rights: Rights;
}

const RIGHTS_TO_UPLOAD: Readonly<Record<UploadMode["kind"], readonly Right[]>> =
	{
		replace: ["write"],
		new: ["write", "append"],
		append: ["append"],
		resume: ["write"],
	};

/**
 * The files of one account: a tree, seen through the account's rights. The right is asked before the tree is,
 * so that a missing right looks the same whether or not the file is there.
 *
 * Facts need no right. Renaming onto a file that is there also needs `write` or `delete`, since it ends that file.
 *
 * @example accountFiles({ backend: memoryBackend(), rights: new Set(["list", "read"]) })
 */
export function accountFiles({
	backend,
	rights,
}: AccountFilesOptions): AccountFiles {
	const placeOf = (path: VirtualPath): Place => ({ backend, path, rights });

	/** The place of a path where one of the rights is held. */
	function allowed(path: VirtualPath, ...anyOf: readonly Right[]): Place {
		const place = placeOf(path);
		if (anyOf.some((right) => place.rights.has(right))) return place;
		throw new FileFailure(
			"denied",
			`no right to ${anyOf.join(" or ")} ${path}`,
		);
	}

	return {
		facts: async (path) => {
			const place = placeOf(path);
			return await place.backend.facts(place.path);
		},
		enter: async (path) => {
			const place = placeOf(path);
			const { kind } = await place.backend.facts(place.path);
			if (kind === "folder") return;
			throw new FileFailure("notAFolder", `${path} is no folder to enter`);
		},
		entries: (path) => {
			const place = allowed(path, "list");
			return place.backend.entries(place.path);
		},
		openRead: async (path) => {
			const place = allowed(path, "read");
			return await place.backend.openRead(place.path);
		},
		checkUpload: async (path, mode) => {
			const place = allowed(path, ...RIGHTS_TO_UPLOAD[mode.kind]);
			await place.backend.checkUpload(place.path, mode);
		},
		beginUpload: async (path, mode) => {
			const place = allowed(path, ...RIGHTS_TO_UPLOAD[mode.kind]);
			return await place.backend.beginUpload(place.path, mode);
		},
		remove: async (path) => {
			const place = allowed(path, "delete");
			await place.backend.remove(place.path);
		},
		makeFolder: async (path) => {
			const place = allowed(path, "mkdir");
			await place.backend.makeFolder(place.path);
		},
		removeFolder: async (path) => {
			const place = allowed(path, "rmdir");
			await place.backend.removeFolder(place.path);
		},
		checkRename: async (from) => {
			const place = allowed(from, "rename");
			if (from === ROOT) {
				throw new FileFailure("denied", "the root keeps its name");
			}
			await place.backend.facts(place.path);
		},
		rename: async (from, to) => {
			const source = allowed(from, "rename");
			const target = allowed(to, "rename");
			if (await isThere(target)) allowed(to, "write", "delete");
			await source.backend.rename(source.path, target.path);
		},
		setModified: async (path, modifiedMs) => {
			const place = allowed(path, "write");
			await place.backend.setModified(place.path, modifiedMs);
		},
		setMode: async (path, mode) => {
			const place = allowed(path, "write");
			await place.backend.setMode(place.path, mode);
		},
		freeBytes: async (path) => {
			const place = allowed(path, "write", "append");
			return await place.backend.freeBytes(place.path);
		},
		permissions: (path, { kind }) => {
			const question = { kind, rights: placeOf(path).rights };
			return permissionLetters(
				path === ROOT ? { ...question, root: true } : question,
			);
		},
	};
}

async function isThere({ backend, path }: Place): Promise<boolean> {
	try {
		await backend.facts(path);
		return true;
	} catch (error) {
		if (error instanceof FileFailure && error.reason === "notFound") {
			return false;
		}
		throw error;
	}
}
