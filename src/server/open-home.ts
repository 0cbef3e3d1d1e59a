import type { Settings } from "../config/index.ts";
import {
	type AccountFiles,
	type AccountFilesOptions,
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
 * Opens an account's home with its mounts at login, making the home when it is missing. Sessions of one account share what they see
 * where nothing of it hangs on the moment of the login.
 *
 * @throws {OperatorError} root.overlap, file.no-right; {FileFailure} when a folder cannot be opened
 */
export function homeOpener(
	options: HomeOptions,
): (account: HomeAccount, settings: HomeSettings) => Promise<AccountFiles> {
	const check = servedFolderCheck(options.dataFolder, options.files);
	const shared = new WeakMap<HomeAccount, SharedHome>();
	return async (account, settings) => {
		const home = homeOf(options, account);
		const realHome = await check(home);
		if (!options.isRootShared) await options.files.makePrivateFolder(home);
		const known = shared.get(account);
		if (known?.settings === settings && known.realHome === realHome) {
			return known.files;
		}
		const open = treeOpener(options, settings.files);
		const backend = await open(home);
		const mounts = await openMounts({ options, check, open }, account);
		const quota = await options.quotaOf?.(account, async () => ({
			realPath: realHome,
			name: options.isRootShared ? "/" : fillHome(account),
			backend,
		}));
		const seen = seenBy(account, settings, { backend, mounts, quota });
		const files = { ...seen, start: await startIn(seen, account) };
		const isSteady =
			!options.isRootShared &&
			mounts.length === 0 &&
			quota === undefined &&
			startOf(account) === ROOT &&
			settings.files.symlinks !== "any";
		if (isSteady) shared.set(account, { settings, realHome, files });
		return files;
	};
}

/** What all sessions of an account see under the same settings, as long as its home is in the same place. */
interface SharedHome {
	readonly settings: HomeSettings;
	readonly realHome: string;
	readonly files: AccountFiles;
}

/** What is open, seen by an account's rights and rules and those of the settings. */
function seenBy(
	account: HomeAccount,
	{ files: policy, limits }: HomeSettings,
	opened: Pick<AccountFilesOptions, "backend" | "mounts" | "quota">,
): AccountFiles {
	const { folders = [], names, rights } = account;
	return accountFiles({
		...opened,
		rights,
		folders: folders.map((folder) => ({
			path: resolvePath(ROOT, folder.path),
			rights: folder.rights,
		})),
		names: {
			denied: [...policy.deniedNames, ...(names?.denied ?? [])],
			hidden: [...policy.hiddenNames, ...(names?.hidden ?? [])],
		},
		policy: policyFor(account, policy, limits),
	});
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
	account: HomeAccount,
): Promise<VirtualPath> {
	const path = startOf(account);
	if (path === ROOT) return ROOT;
	try {
		await files.enter(path);
		return path;
	} catch (error) {
		if (error instanceof FileFailure) return ROOT;
		throw error;
	}
}

function startOf({ start = "/" }: HomeAccount): VirtualPath {
	return resolvePath(ROOT, start);
}
