import type {
	Entry,
	FileFacts,
	ReadableFile,
	Upload,
	UploadMode,
} from "./backend.ts";
import type { VirtualPath } from "./virtual-path.ts";

/**
 * The only handle on files that an FTP verb gets: the account's rights are enforced here, so a verb that
 * forgets to ask cannot open a hole. Everything throws {@link FileFailure} (`denied` when a right is missing).
 */
export interface AccountFiles {
	facts(path: VirtualPath): Promise<FileFacts>;
	/** Whether a session may be in this folder. @throws {FileFailure} notFound, notAFolder, denied */
	enter(path: VirtualPath): Promise<void>;
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
	/** RFC 3659 §7.5.5 `perm` letters that hold for what the facts describe. */
	permissions(path: VirtualPath, facts: FileFacts): string;
}
