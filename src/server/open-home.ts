import type { Settings } from "../config/index.ts";
import {
	type AccountFiles,
	absentBackend,
	accountFiles,
	type Backend,
	FileFailure,
	type FilesPolicy,
	fillPlaceholders,
	type MountedTree,
	type QuotaKeeper,
	type Rights,
	ROOT,
	resolvePath,
	type VirtualPath,
} from "../files/index.ts";
import {
	type BarredFolder,
	diskBackend,
	type HostFiles,
	type UploadJournal,
} from "../platform/index.ts";
import { FILES_FOLDER, servedFolderCheck } from "./served-folder.ts";
import type { QuotaHome } from "./traffic/quota-keeper.ts";

/** What of an account decides how its files look. An effective account has all of it. */
export interface HomeAccount {
	readonly name: string;
	/** Relative to the root, or absolute; `{user}` stands for the name, here and in mounts. */
	readonly home: string;
	readonly rights: Rights;
	readonly folders?: readonly {
		readonly path: string;
		readonly rights: Rights;
	}[];
	readonly mounts?: readonly {
		readonly path: string;
		readonly folder: string;
		readonly rights: Rights;
	}[];
	readonly start?: string;
	readonly names?: {
		readonly denied: readonly string[];
		readonly hidden: readonly string[];
	};
	readonly limits?: {
		readonly largestFileBytes?: number;
		readonly quotaBytes?: number;
		readonly quotaFiles?: number;
	};
}

/** What holds for the files of all accounts. */
export interface HomeSettings {
	readonly files: Settings["files"];
	readonly limits: Pick<
		Settings["limits"],
		"largestFileBytes" | "freeSpaceBytes"
	>;
}

/** Where accounts' homes are. */
export interface HomeOptions {
	/** The folder that relative homes are in; absolute. */
	readonly root: string;
	/** Undefined when nothing is kept on disk. */
	readonly dataFolder: string | undefined;
	/** Every account sees the root itself, whatever its home says: `--ephemeral`. */
	readonly isRootShared: boolean;
	readonly files: HostFiles;
	/** Where uploads under way are written down; undefined when nothing is kept. */
	readonly journal: UploadJournal | undefined;
	/** Counts what is in an account's home, for all its sessions together; undefined: nobody counts. */
	readonly quotaOf?: (
		account: HomeAccount,
		/** Finds out which home it is. */
		home: () => Promise<QuotaHome>,
	) => Promise<QuotaKeeper | undefined>;
}

/**
 * Opens an account's home with its mounts at login, making the home when it is missing.
 *
 * @throws {OperatorError} root.overlap, file.no-right; {FileFailure} when a folder cannot be opened
 */
export function homeOpener(
	options: HomeOptions,
): (account: HomeAccount, settings: HomeSettings) => Promise<AccountFiles> {
	const check = servedFolderCheck(options.dataFolder, options.files);
	return async (account, settings) => {
		const { files: policy, limits } = settings;
		const opening = { options, check, open: treeOpener(options, policy) };
		const backend = await openOwn(opening, account);
		const mounts = await openMounts(opening, account);
		const quota = await options.quotaOf?.(account, async () => ({
			realPath: await options.files.realPath(homeOf(options, account)),
			name: options.isRootShared ? "/" : fillHome(account),
			backend,
		}));
		const { names } = account;
		const files = accountFiles({
			backend,
			rights: account.rights,
			folders: (account.folders ?? []).map(({ path, rights }) => ({
				path: resolvePath(ROOT, path),
				rights,
			})),
			mounts,
			names: {
				denied: [...policy.deniedNames, ...(names?.denied ?? [])],
				hidden: [...policy.hiddenNames, ...(names?.hidden ?? [])],
			},
			policy: policyFor(account, policy, limits),
			quota,
		});
		return { ...files, start: await startIn(files, account) };
	};
}

function policyFor(
	account: HomeAccount,
	{ interrupted, overwrite, safeNames, trash }: Settings["files"],
	{ freeSpaceBytes, largestFileBytes }: HomeSettings["limits"],
): FilesPolicy {
	const largest = Math.min(
		largestFileBytes ?? Number.POSITIVE_INFINITY,
		account.limits?.largestFileBytes ?? Number.POSITIVE_INFINITY,
	);
	return {
		interrupted,
		overwrite,
		safeNames,
		trash,
		largestFileBytes: Number.isFinite(largest) ? largest : undefined,
		leastFreeBytes: freeSpaceBytes > 0 ? freeSpaceBytes : undefined,
	};
}

/** The folders of the disk that an account sees: its home and its mounts. They need not be there. */
export function foldersSeenBy(
	options: Pick<HomeOptions, "files" | "isRootShared" | "root">,
	account: HomeAccount,
): readonly string[] {
	const { files, root } = options;
	const mounts = (account.mounts ?? []).map(({ folder }) =>
		files.resolve(root, fillPlaceholders(folder, account.name)),
	);
	return [homeOf(options, account), ...mounts];
}

function homeOf(
	{
		files,
		isRootShared,
		root,
	}: Pick<HomeOptions, "files" | "isRootShared" | "root">,
	account: HomeAccount,
): string {
	return isRootShared ? root : files.resolve(root, fillHome(account));
}

function fillHome({ home, name }: HomeAccount): string {
	return fillPlaceholders(home, name);
}

/** How the folders of an account are opened. */
interface Opening {
	readonly options: HomeOptions;
	/** Gives the real path of what may be served. */
	readonly check: (served: string) => Promise<string>;
	readonly open: OpenTree;
}

async function openOwn(
	{ check, open, options }: Opening,
	account: HomeAccount,
): Promise<Backend> {
	const home = homeOf(options, account);
	await check(home);
	if (!options.isRootShared) await options.files.makePrivateFolder(home);
	return await open(home);
}

async function openMounts(
	opening: Opening,
	account: HomeAccount,
): Promise<readonly MountedTree[]> {
	const opened: MountedTree[] = [];
	for (const { folder, path, rights } of account.mounts ?? []) {
		const filled = fillPlaceholders(folder, account.name);
		const backend = await openMount(opening, filled);
		opened.push({ path: resolvePath(ROOT, path), backend, rights });
	}
	return opened;
}

/** What lies in the root is ours to make. Elsewhere a folder that is missing may be a disk that is not there: nothing is put in its place. */
async function openMount(
	{ check, open, options }: Opening,
	folder: string,
): Promise<Backend> {
	const { files, root } = options;
	const mounted = files.resolve(root, folder);
	const real = await check(mounted);
	if (files.contains(await files.realPath(root), real)) {
		await files.makePrivateFolder(mounted);
	}
	const facts = await files.facts(mounted);
	if (facts === undefined) return absentBackend();
	return await open(mounted);
}

/** Opens a folder of the disk. */
type OpenTree = (root: string) => Promise<Backend>;

function treeOpener(
	options: HomeOptions,
	{ symlinks, umask }: Settings["files"],
): OpenTree {
	const { journal } = options;
	return async (root) =>
		await diskBackend({
			root,
			symlinks,
			umask,
			barred: symlinks === "any" ? await barredFor(options) : undefined,
			...(journal === undefined ? {} : { journal }),
		});
}

/** No link may lead to keys and passwords. */
async function barredFor({
	dataFolder,
	files,
}: HomeOptions): Promise<BarredFolder | undefined> {
	if (dataFolder === undefined) return undefined;
	const folder = await files.realPath(dataFolder);
	const openPart = await files.realPath(files.resolve(folder, FILES_FOLDER));
	return { folder, openPart };
}

/** A start folder that is not there must not keep anybody out. */
async function startIn(
	files: AccountFiles,
	{ start = "/" }: HomeAccount,
): Promise<VirtualPath> {
	const path = resolvePath(ROOT, start);
	if (path === ROOT) return ROOT;
	try {
		await files.enter(path);
		return path;
	} catch (error) {
		if (error instanceof FileFailure) return ROOT;
		throw error;
	}
}
