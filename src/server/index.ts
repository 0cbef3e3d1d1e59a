export type {
	BoundSocket,
	RunningServer,
	ServerOptions,
} from "./create-server.ts";
export { createServer } from "./create-server.ts";
export type { DataFolder, DataFolderFlags } from "./data-folder.ts";
export { chooseDataFolder, openDataFolder } from "./data-folder.ts";
export * from "./first-start.ts";
export type { PlannedListener } from "./planned-listeners.ts";
export { plannedListeners, portsToKeep } from "./planned-listeners.ts";
export { checkServedFolder, FILES_FOLDER } from "./served-folder.ts";
export type { ServerState } from "./server-state.ts";
export { readState, writeState } from "./server-state.ts";
export type { BoundListener, StartFacts } from "./start-lines.ts";
export { fingerprint, startLines, urlsOf } from "./start-lines.ts";
