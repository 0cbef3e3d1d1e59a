import type { BigIntStats } from "node:fs";
import { chmod, lstat, mkdir, realpath, rmdir, unlink } from "node:fs/promises";
import {
	type Backend,
	type FileFacts,
	FileFailure,
	type Upload,
	type UploadMode,
	type VirtualPath,
} from "../files/index.ts";
import { freeBytes, setMode, setModified } from "./disk/changes.ts";
import { fileFacts, uniqueOf } from "./disk/file-facts.ts";
import { freedLater } from "./disk/freed-later.ts";
import { prepareFromMemory } from "./disk/from-memory.ts";
import { gatheredUpload } from "./disk/gathered-upload.ts";
import { grownUpload } from "./disk/grown-upload.ts";
import { factsOfName, GuardedTree, type Spot } from "./disk/guarded-tree.ts";
import type { HeldFolder } from "./disk/held-folder.ts";
import {
	canHoldByDescriptor,
	holdByDescriptor,
	realFolderNow,
} from "./disk/hold-by-descriptor.ts";
import { holdByPath } from "./disk/hold-by-path.ts";
import { listing } from "./disk/listing.ts";
import { openReadable } from "./disk/reading.ts";
import {
	type BarredFolder,
	faithfulPath,
	type SymlinkPolicy,
} from "./disk/real-path.ts";
import { renameThere } from "./disk/replacing.ts";
import type { UploadJournal } from "./disk/upload-journal.ts";
import {
	planUpload,
	refuseReadOnly,
	refuseUnwritable,
	takeClaim,
	type UploadPlan,
} from "./disk/upload-plan.ts";
import { failing, systemCode } from "./errno.ts";

export type { BarredFolder, SymlinkPolicy } from "./disk/real-path.ts";

/** Which folder of the disk, and how careful with it. */
export interface DiskBackendOptions {
	/** Absolute. May be a link, which is followed once, now. */
	readonly root: string;
	/**
	 * Where links may lead; `inside` unless said. A link that may not be followed is left out of listings, and
	 * answers everything with `denied` but removal and renaming, which act on the link itself.
	 */
	readonly symlinks?: SymlinkPolicy;
	/**
	 * Whether an upload is on the disk before it counts as complete; true unless said. Afterwards a power cut
	 * leaves the old file or the new one, never half of one. Costs 0.7 ms a file on a virtual SSD (64 KiB files), and
	 * nothing that shows on large ones.
	 */
	readonly sync?: boolean;
	/** Where temporary files are written down until they are complete; absent: nowhere, and a crash leaves them. */
	readonly journal?: UploadJournal;
	/** What no link leads to under `any`: the data folder, but for what of it is served. Real paths. */
	readonly barred?: BarredFolder | undefined;
	/** The permission bits that new files and folders do not get; absent: the process's own umask. */
	readonly umask?: number | undefined;
	/** How folders are held: `descriptor` where the system can, unless said. `path` is what other systems than Linux get. */
	readonly holding?: "descriptor" | "path";
}

/**
 * A folder of the disk as a tree of files that a client cannot get out of, whatever links are in it and whoever
 * moves things about meanwhile (see hold-by-descriptor.ts and hold-by-path.ts for what that means on which system).
 *
 * @throws {FileFailure} notFound, notAFolder, denied when the root cannot be used
 * @example const files = await diskBackend({ root: "/srv/files/alice" });
 */
export async function diskBackend(
	options: DiskBackendOptions,
): Promise<Backend> {
	await prepareFromMemory();
	const tree = await failing(`open ${options.root}`, () => openTree(options));
	const { journal, sync = true, symlinks = "inside", umask } = options;
	const care = { journal, sync, umask };
	const backend = backendOf(tree, care);
	if (symlinks === "never") return backend;
	return {
		...backend,
		links: {
			resolve: (path, last) =>
				failing(
					`look for ${path}`,
					async () => (await tree.resolve(path, last)) as VirtualPath,
				),
			unfollowed: backendOf(tree.unfollowed(), care),
		},
	};
}

function backendOf(tree: GuardedTree, care: MakingCare): Backend {
	return {
		facts: (path) => failing(`facts of ${path}`, () => facts(tree, path)),
		entries: (path) => listing(tree, path),
		openRead: (path) => failing(`open ${path}`, () => openReadable(tree, path)),
		checkUpload: (path, mode) =>
			failing(`upload ${path}`, async () => {
				const { spot, plan } = await planAt(tree, path, mode);
				await refuseUnwritable(spot, plan).finally(() => spot.folder.release());
			}),
		beginUpload: (path, mode) =>
			failing(`upload ${path}`, () => beginUpload(tree, path, mode, care)),
		remove: (path) => failing(`remove ${path}`, () => remove(tree, path)),
		makeFolder: (path) =>
			failing(`make ${path}`, () => makeFolder(tree, path, care)),
		removeFolder: (path) =>
			failing(`remove ${path}`, () =>
				tree.inParent(path, (folder, name) => removeFolder(folder, name)),
			),
		rename: (from, to) =>
			failing(`rename ${from} to ${to}`, () => move(tree, from, to)),
		setModified: (path, modifiedMs) =>
			failing(`time of ${path}`, () => setModified(tree, path, modifiedMs)),
		setMode: (path, mode) =>
			failing(`mode of ${path}`, () => setMode(tree, path, mode)),
		freeBytes: (path, enoughBytes) =>
			failing(`room at ${path}`, () => freeBytes(tree, path, enoughBytes)),
	};
}

async function openTree(options: DiskBackendOptions): Promise<GuardedTree> {
	const { root: given } = options;
	const now = realFolderNow(given);
	const root = faithfulPath(now ?? (await realpath(given)));
	const byDescriptor =
		options.holding === undefined
			? now !== undefined || (await canHoldByDescriptor(root))
			: options.holding === "descriptor";
	if (!byDescriptor && !(await lstat(root)).isDirectory()) {
		throw new FileFailure("notAFolder", `${root} is no folder`);
	}
	return new GuardedTree({
		root,
		symlinks: options.symlinks ?? "inside",
		holding: byDescriptor ? holdByDescriptor : holdByPath,
		barred: options.barred,
	});
}

async function facts(tree: GuardedTree, path: VirtualPath): Promise<FileFacts> {
	if (path === "/") {
		const root = await tree.hold(path);
		try {
			return fileFacts(await root.facts());
		} finally {
			root.release();
		}
	}
	return await tree.inParent(path, async (folder, name) => {
		const found = await tree.look(folder, name);
		if (found !== undefined) return fileFacts(found);
		throw new FileFailure("notFound", `no ${path}`);
	});
}

async function planAt(
	tree: GuardedTree,
	path: VirtualPath,
	mode: UploadMode,
): Promise<{ spot: Spot; plan: UploadPlan }> {
	if (path === "/") throw new FileFailure("notAFile", "the root is a folder");
	const spot = await tree.spot(path);
	try {
		return { spot, plan: await planUpload(spot, mode) };
	} catch (error) {
		spot.folder.release();
		throw error;
	}
}

/** How what is made comes into being. */
interface MakingCare {
	readonly sync: boolean;
	readonly journal: UploadJournal | undefined;
	readonly umask: number | undefined;
}

async function beginUpload(
	tree: GuardedTree,
	path: VirtualPath,
	mode: UploadMode,
	{ journal, sync, umask }: MakingCare,
): Promise<Upload> {
	const { spot, plan } = await planAt(tree, path, mode);
	let ended: () => void;
	try {
		if (plan.way === "staged") await refuseReadOnly(spot);
		ended = takeClaim(plan.claim);
	} catch (error) {
		spot.folder.release();
		throw error;
	}
	const { keptBytes } = plan;
	if (plan.way === "grown") {
		return await grownUpload({ spot, keptBytes, sync, journal, ended });
	}
	const mustBeNew =
		mode.kind === "new"
			? "exists"
			: plan.claim === undefined
				? undefined
				: "busy";
	return await gatheredUpload({
		spot,
		keptBytes,
		mustBeNew,
		newMode: umask === undefined ? undefined : 0o666 & ~umask,
		sync,
		journal,
		ended,
	});
}

async function remove(
	tree: GuardedTree,
	path: VirtualPath,
): Promise<number | undefined> {
	if (path === "/") throw new FileFailure("notAFile", "the root is a folder");
	return await tree.inParent(path, async (folder, name) => {
		const there = await factsOfName(folder, name);
		// Deno's unlink would remove an empty folder.
		if (there?.isDirectory()) {
			throw new FileFailure("notAFile", `${path} is a folder`);
		}
		await freedLater({ folder, name, facts: there }, () =>
			unlink(folder.at(name)),
		);
		return sizeOfFile(there);
	});
}

function sizeOfFile(facts: BigIntStats | undefined): number | undefined {
	return facts?.isFile() ? Number(facts.size) : undefined;
}

async function makeFolder(
	tree: GuardedTree,
	path: VirtualPath,
	{ umask }: MakingCare,
): Promise<void> {
	if (path === "/") throw new FileFailure("exists", "the root is there");
	await tree.inParent(path, async (folder, name) => {
		if (umask === undefined) return await mkdir(folder.at(name));
		const mode = 0o777 & ~umask;
		await mkdir(folder.at(name), { mode });
		// The process's own umask would decide otherwise, and Deno does not know of it.
		await folder.pinned(name, (made) => chmod(made, mode));
	});
}

/** Windows says of a file that there is none, when it is to be removed as a folder. */
async function removeFolder(folder: HeldFolder, name: string): Promise<void> {
	try {
		await rmdir(folder.at(name));
	} catch (error) {
		if (systemCode(error) !== "ENOENT") throw error;
		const there = await factsOfName(folder, name);
		if (there === undefined || there.isDirectory()) throw error;
		throw new FileFailure("notAFolder", `${name} is no folder`, error);
	}
}

/** @example isOtherCase("Photos", "photos") // true */
function isOtherCase(one: string, other: string): boolean {
	return one !== other && one.toLowerCase() === other.toLowerCase();
}

/** The source may be a link and moves as one; at the target a link to a folder counts as the folder. */
async function move(
	tree: GuardedTree,
	from: VirtualPath,
	to: VirtualPath,
): Promise<number | undefined> {
	return await tree.inParent(from, async (source, oldName) => {
		const moved = await factsOfName(source, oldName);
		if (moved === undefined) throw new FileFailure("notFound", `no ${from}`);
		if (to === "/") throw new FileFailure("exists", "the root is there");
		return await tree.inParent(to, async (target, newName) => {
			const there = await tree.lookBehind(target, newName);
			// A link is replaced itself; two names of one file both stay.
			const ended = there && (await factsOfName(target, newName));
			const isSame = ended && uniqueOf(ended) === uniqueOf(moved);
			// Where case makes no difference, the folder itself is found under its new name.
			const isNewCase = isSame && isOtherCase(oldName, newName);
			const isFolder = there?.facts.isDirectory() || moved.isDirectory();
			if (there && isFolder && !isNewCase) {
				throw new FileFailure("exists", `${to} is there`);
			}
			const replaced = { folder: target, name: newName, facts: ended };
			await freedLater(replaced, () =>
				renameThere(source.at(oldName), target.at(newName)),
			);
			return isSame ? undefined : sizeOfFile(ended);
		});
	});
}
