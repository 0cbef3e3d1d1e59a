export { Interrupted } from "./ask-line.ts";
export type { BuildInfo } from "./build-info.ts";
export { BUILD_INFO } from "./build-info.ts";
export { systemClock } from "./clock.ts";
export type {
	JournalOptions,
	OpenedJournal,
	UploadJournal,
} from "./disk/upload-journal.ts";
export { openUploadJournal } from "./disk/upload-journal.ts";
export type {
	BarredFolder,
	DiskBackendOptions,
	SymlinkPolicy,
} from "./disk-backend.ts";
export { diskBackend } from "./disk-backend.ts";
export { diskFolder } from "./disk-folder.ts";
export { fileHasher } from "./hashing.ts";
export type { HostFiles, PathFacts } from "./host-files.ts";
export { hostFiles } from "./host-files.ts";
export { keyMaterial } from "./key-material.ts";
export type {
	LineAddress,
	LineConnection,
	LineListener,
} from "./line-socket.ts";
export {
	canBeSocket,
	connectForLines,
	listenForLines,
} from "./line-socket.ts";
export type { FileLock } from "./lock.ts";
export { acquireLock, waitForLock } from "./lock.ts";
export type {
	AcceptedControl,
	ControlOptions,
	ListenRequest,
	PassivePorts,
	PeerCertificate,
	PeerRequest,
	TcpListener,
} from "./net/index.ts";
export {
	acceptControl,
	listenTcp,
	passivePorts,
	peerCertificate,
} from "./net/index.ts";
export { scryptHasher } from "./passwords.ts";
export type { HostProcess, MachineAddress, RuntimeFacts } from "./process.ts";
export { hostProcess } from "./process.ts";
export { signatureCheck } from "./signatures.ts";
export { watchFolder } from "./watch-folder.ts";
