export type { AccountFiles, AccountFilesOptions } from "./account-files.ts";
export { accountFiles } from "./account-files.ts";
export type {
	Backend,
	Entry,
	FileFacts,
	ReadableFile,
	Upload,
	UploadMode,
} from "./backend.ts";
export type { FileFailureReason } from "./file-failure.ts";
export { FileFailure } from "./file-failure.ts";
export type { MemoryBackendOptions } from "./memory-backend.ts";
export { memoryBackend } from "./memory-backend.ts";
export type { PermissionQuestion } from "./permissions.ts";
export { permissionLetters } from "./permissions.ts";
export type { Right, Rights } from "./rights.ts";
export { ALL_RIGHTS, RIGHTS } from "./rights.ts";
export type { VirtualPath } from "./virtual-path.ts";
export {
	childOf,
	nameOf,
	parentOf,
	partsOf,
	RESERVED_PREFIX,
	ROOT,
	resolvePath,
} from "./virtual-path.ts";
