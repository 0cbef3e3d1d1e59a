import type {
	Entry,
	FileFacts,
	ReadableFile,
	Upload,
	UploadMode,
} from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import { landscapeOf } from "./landscape.ts";
import { nameRules } from "./name-rules.ts";
import { permissionsOf } from "./permissions.ts";
import { alone } from "./quota.ts";
import { renamer } from "./rename.ts";
import { fixedFacts, seenEntries } from "./seen-entries.ts";
import { type Place, type Purpose, settler } from "./settle.ts";
import { moveToTrash } from "./trash.ts";
import { uploader } from "./upload.ts";
import type { AccountFilesOptions } from "./view.ts";
import { ROOT, type VirtualPath } from "./virtual-path.ts";
import {
	isPinnedPlace,
	settledBelowMounts,
	type Workings,
} from "./workings.ts";

/**
 * The only handle on files that an FTP verb gets: the account's rights are enforced here, so a verb that
 * forgets to ask cannot open a hole. Everything throws {@link FileFailure} (`denied` when a right is missing).
 */
export interface AccountFiles {
	/** Where a session begins. */
	readonly start: VirtualPath;
	/** The size that no file may outgrow; undefined when there is no such bound. */
	readonly largestFileBytes: number | undefined;
	facts(path: VirtualPath): Promise<FileFacts>;
	/** Whether a session may be in this folder. @throws {FileFailure} notFound, notAFolder, denied */
	enter(path: VirtualPath): Promise<void>;
	/** A missing right is told at once, before anything is promised to the client; the rest while reading. */
	entries(path: VirtualPath): AsyncIterable<readonly Entry[]>;
	openRead(path: VirtualPath): Promise<ReadableFile>;
	/** May an upload begin? No file is touched. Also asks for what {@link beginUpload} does not ask again: room on the disk. */
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
	/** The same for the entries of a folder, one after the other. */
	entryPermissions(folder: VirtualPath): (entry: Entry) => string;
}

/**
 * The files of one account: its own tree with others mounted in it, seen through its rights and rules. The right is asked before
 * the tree is, so that a missing right looks the same whether or not the file is there.
 *
 * Facts need no right. Renaming onto a file that is there also needs `write` or `delete`, since it ends that file.
 *
 * @example accountFiles({ backend: memoryBackend(), rights: new Set(["list", "read"]) })
 */
export function accountFiles(options: AccountFilesOptions): AccountFiles {
	const land = landscapeOf(options);
	const names = nameRules(options);
	const settle = settler(land, names);
	const workings: Workings = { options, land, names, settle };
	const { settled } = settle;
	const uploads = uploader(workings);
	const rename = renamer(workings);
	const permissions = permissionsOf(options, land, names);

	async function facts(path: VirtualPath): Promise<FileFacts> {
		if (land.isFixed(path)) return await fixedFacts(land, path);
		const place = await settled(path, LOOK);
		return await place.backend.facts(place.path);
	}

	return {
		start: options.start ?? ROOT,
		largestFileBytes: options.policy?.largestFileBytes,
		facts,
		enter: async (path) => {
			const { kind } = await facts(path);
			if (kind === "folder") return;
			throw new FileFailure("notAFolder", `${path} is no folder to enter`);
		},
		entries: (path) => {
			const { backend, path: inner } = settle.allowed(path, LIST);
			const isPlain = names.isEmpty && !land.hasRules;
			if (isPlain) return backend.entries(inner);
			const place = () => settled(path, LIST);
			return seenEntries({ path, place, land, names });
		},
		openRead: async (path) => {
			const place = await settled(path, { anyOf: ["read"] });
			return await place.backend.openRead(place.path);
		},
		checkUpload: uploads.check,
		beginUpload: uploads.begin,
		remove: async (path) => {
			const place = await settledBelowMounts(workings, path, REMOVE);
			await remove(options, place);
		},
		makeFolder: async (path) => {
			const place = await settledBelowMounts(workings, path, MAKE_FOLDER);
			await place.backend.makeFolder(place.path);
		},
		removeFolder: async (path) => {
			const place = await settledBelowMounts(workings, path, REMOVE_FOLDER);
			if (isPinnedPlace(workings, path, place)) {
				throw new FileFailure("denied", `${path} is here to stay`);
			}
			await place.backend.removeFolder(place.path);
		},
		checkRename: rename.check,
		rename: rename.rename,
		setModified: async (path, modifiedMs) => {
			const place = await settled(path, CHANGE);
			await place.backend.setModified(place.path, modifiedMs);
		},
		setMode: async (path, mode) => {
			const place = await settled(path, CHANGE);
			await place.backend.setMode(place.path, mode);
		},
		freeBytes: async (path) => {
			const place = await settled(path, { anyOf: ["write", "append"] });
			const free = await place.backend.freeBytes(place.path);
			return leastOf(
				free && Math.max(0, free - (options.policy?.leastFreeBytes ?? 0)),
				place.tree.quota?.free,
			);
		},
		permissions: permissions.of,
		entryPermissions: permissions.inFolder,
	};
}

const REMOVE = {
	anyOf: ["delete"],
	last: "itself",
	atVirtual: "notAFile",
} as const;
const MAKE_FOLDER = {
	anyOf: ["mkdir"],
	makes: true,
	atVirtual: "exists",
} as const;
const REMOVE_FOLDER = {
	anyOf: ["rmdir"],
	last: "itself",
	atVirtual: "denied",
} as const;
const LOOK: Purpose = { anyOf: [] };
const LIST: Purpose = { anyOf: ["list"] };
const CHANGE: Purpose = { anyOf: ["write"] };

async function remove(
	{ nowMs = Date.now, policy }: AccountFilesOptions,
	place: Place,
): Promise<void> {
	const { quota } = place.tree;
	const take = async (): Promise<number | undefined> =>
		policy?.trash === true
			? await moveToTrash(place, nowMs())
			: await place.backend.remove(place.path);
	if (quota === undefined) {
		await take();
		return;
	}
	await alone(quota, place.path, async () => {
		const sizeBytes = await take();
		if (sizeBytes === undefined) return;
		quota.release(sizeBytes);
		quota.removeFile();
	});
}

function leastOf(
	one: number | undefined,
	other: number | undefined,
): number | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return Math.min(one, other);
}
