export { Interrupted } from "./ask-line.ts";
export type { BuildInfo } from "./build-info.ts";
export { BUILD_INFO } from "./build-info.ts";
export { systemClock } from "./clock.ts";
export type { DatabaseRequest } from "./database.ts";
export { openDatabase } from "./database.ts";
export type {
	DiskRoom,
	HostDiagnosis,
	MountedSystem,
	NamedProcess,
	TrialRun,
} from "./diagnosis/index.ts";
export { hostDiagnosis } from "./diagnosis/index.ts";
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
export type { HttpListener, TextPage } from "./http-text.ts";
export { servePage } from "./http-text.ts";
export { compileAsUsual } from "./jit-policy.ts";
export { isJournalOnStderr } from "./journal-stream.ts";
export { keyMaterial } from "./key-material.ts";
export type {
	LineAddress,
	LineConnection,
	LineListener,
} from "./line-socket.ts";
export {
	canBePipe,
	canBeSocket,
	connectForLines,
	listenForLines,
} from "./line-socket.ts";
export type { FileLock, LockHolder } from "./lock.ts";
export { acquireLock, lockHolder, waitForLock } from "./lock.ts";
export type {
	LogFileOptions,
	LogFileTrouble,
	LogReader,
	RotatedName,
} from "./log-files/index.ts";
export { LogFile, openLogReader, rotatedNames } from "./log-files/index.ts";
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
	checkContext,
	clientSockets,
	HONOURS_TLS_CHOICE,
	listenTcp,
	passivePorts,
	peerCertificate,
} from "./net/index.ts";
export type { NotifyEnvironment, ServiceNotifier } from "./notify-socket.ts";
export { serviceNotifier } from "./notify-socket.ts";
export { scryptHasher } from "./passwords.ts";
export type { HostProcess, MachineAddress, RuntimeFacts } from "./process.ts";
export { hostProcess, OutputClosed } from "./process.ts";
export type { ProcessUsage } from "./process-usage.ts";
export { processUsage } from "./process-usage.ts";
export type { Identity, RunAs } from "./run-as.ts";
export { findIdentity, prepareRunAs } from "./run-as.ts";
export type { CommandResult } from "./run-command.ts";
export { runCommand } from "./run-command.ts";
export { signatureCheck } from "./signatures.ts";
export type { TerminalScreen } from "./terminal-screen.ts";
export { openScreen } from "./terminal-screen.ts";
export { terminalWatch } from "./terminal-watch.ts";
export { answersVersionAlone } from "./version-alone.ts";
export { watchFolder } from "./watch-folder.ts";
