import type { Backend } from "./backend.ts";
import type { QuotaKeeper } from "./quota.ts";
import type { Rights } from "./rights.ts";
import type { VirtualPath } from "./virtual-path.ts";

/** What may be done in a folder and all that is below it. */
export interface FolderRights {
	readonly path: VirtualPath;
	readonly rights: Rights;
}

/** A virtual folder: another tree, seen at a path of this one. It hides what its own tree has at that path. */
export interface MountedTree {
	/** Never the root. The folders above it need not be on any disk. */
	readonly path: VirtualPath;
	readonly backend: Backend;
	readonly rights: Rights;
}

/** Names with a meaning of their own, as patterns of `*` and `?` without regard to case. */
export interface NamePatterns {
	/** Nothing is made, written or renamed to a name that fits one. */
	readonly denied?: readonly string[];
	/** What fits, and all below it, is not there for the account, whatever it asks. */
	readonly hidden?: readonly string[];
}

/** What the administrator decided for everybody. Absent: the usual. */
export interface FilesPolicy {
	/** `false`: what is there is not replaced, neither by an upload nor by a rename. Bytes may still be put behind its end. */
	readonly overwrite?: boolean;
	/** `everywhere`: new names are such that every system can hold them. */
	readonly safeNames?: "platform" | "everywhere";
	/**
	 * What becomes of an upload whose connection broke. `keep`: what has come is `NAME.part` beside the target. A client goes on by `SIZE NAME.part`,
	 * `REST n`, `STOR NAME.part`, and renames it when it is whole; what then comes onto the end of `NAME.part` is kept too, however often it breaks.
	 */
	readonly interrupted?: "discard" | "keep";
	/** Deleted files go to {@link TRASH_NAME} at the top of their tree. */
	readonly trash?: boolean;
	/** The size that no file may outgrow. */
	readonly largestFileBytes?: number | undefined;
	/** Uploads end when less than this is left on the disk. */
	readonly leastFreeBytes?: number | undefined;
}

/** Where deleted files go. No client sees it. */
export const TRASH_NAME = ".trash";

/** What an account's files are made of. */
export interface AccountFilesOptions {
	/** The tree that the account sees as `/`. */
	readonly backend: Backend;
	/** The most that the account may do anywhere: what is said of folders and mounts takes away from it. */
	readonly rights: Rights;
	/** Of those at or above a path the one with the longest path counts; above a mount they say nothing about the mount. */
	readonly folders?: readonly FolderRights[];
	readonly mounts?: readonly MountedTree[];
	/** Where a session begins; the root unless said. */
	readonly start?: VirtualPath;
	readonly names?: NamePatterns;
	readonly policy?: FilesPolicy;
	/** Counts what is in the account's own tree; mounts are not counted, since others fill and empty them too. */
	readonly quota?: QuotaKeeper | undefined;
	/** The time of day, for the names of deleted files. */
	readonly nowMs?: () => number;
}
