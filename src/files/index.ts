export { absentBackend } from "./absent-backend.ts";
export type { AccountFiles } from "./account-files.ts";
export { accountFiles } from "./account-files.ts";
export type {
	Backend,
	BackendLinks,
	Entry,
	FileFacts,
	Intake,
	KeepWish,
	LentSocket,
	ReadableFile,
	Taken,
	Upload,
	UploadMode,
} from "./backend.ts";
export type { FileFailureReason } from "./file-failure.ts";
export { FileFailure } from "./file-failure.ts";
export { PART_SUFFIX } from "./kept-upload.ts";
export type { TreeSize } from "./measure-tree.ts";
export { measureTree } from "./measure-tree.ts";
export type { MemoryBackendOptions } from "./memory-backend.ts";
export { memoryBackend } from "./memory-backend.ts";
export type { PermissionQuestion } from "./permissions.ts";
export { permissionLetters } from "./permissions.ts";
export { fillPlaceholders } from "./placeholder.ts";
export type { CountedTree, QuotaKeeper } from "./quota.ts";
export type { Right, Rights } from "./rights.ts";
export { ALL_RIGHTS, RIGHTS } from "./rights.ts";
export type { SweptTrash, TrashSweep } from "./trash.ts";
export { sweepTrash, trashedMs } from "./trash.ts";
export type {
	AccountFilesOptions,
	FilesPolicy,
	FolderRights,
	MountedTree,
	NamePatterns,
} from "./view.ts";
export { TRASH_NAME } from "./view.ts";
export type { VirtualPath } from "./virtual-path.ts";
export {
	childOf,
	isWithin,
	nameOf,
	parentOf,
	partsOf,
	RESERVED_PREFIX,
	ROOT,
	resolvePath,
} from "./virtual-path.ts";
