export type { AddressGate } from "./address-gate.ts";
export { OPEN_GATE } from "./address-gate.ts";
export { administrationOf } from "./administration.ts";
export {
	asksClients,
	lazyClientJudge,
	wantCertificates,
} from "./asks-clients.ts";
export type { CareParts } from "./certificate-care.ts";
export { renewOwnCertificates } from "./certificate-care.ts";
export type { CertificateKeeper } from "./certificate-keeper.ts";
export { openCertificateKeeper } from "./certificate-keeper.ts";
export { banSubjectOf, viewOfBan } from "./control/ban-view.ts";
export type {
	BanView,
	ControlApi,
	ControlMethod,
	ReloadReport,
	StatusReport,
} from "./control/control-api.ts";
export type { ControlClient } from "./control/control-client.ts";
export { connectControl } from "./control/control-client.ts";
export type { ControlServer } from "./control/serve-control.ts";
export { CONTROL_SOCKET, serveControl } from "./control/serve-control.ts";
export type {
	RunningServer,
	ServerOptions,
} from "./create-server.ts";
export { createServer } from "./create-server.ts";
export type { DataFolder, DataFolderFlags } from "./data-folder.ts";
export { chooseDataFolder, openDataFolder } from "./data-folder.ts";
export { whileAccountsLocked, whileCertificatesLocked } from "./data-locks.ts";
export type { DataFolderChoice } from "./find-data-folder.ts";
export { findDataFolder } from "./find-data-folder.ts";
export type { ChosenCertificate, FirstLogin } from "./first-start.ts";
export {
	DEFAULT_CERTIFICATE,
	defaultCertificate,
	ensureCertificate,
	ensureFirstUser,
	FIRST_USER,
	forgetInitialLogin,
	hasInitialLogin,
	INITIAL_LOGIN_FILE,
} from "./first-start.ts";
export type { HistoryLog } from "./history-log.ts";
export { createHistoryLog } from "./history-log.ts";
export type { BoundSocket } from "./listener-set.ts";
export type { LogParts, LogSettings, OpenLogs } from "./logs/index.ts";
export {
	AUDIT_FILE,
	LOG_FILE,
	LOGS_FOLDER,
	openLogs,
	TRANSFERS_FILE,
	XFERLOG_FILE,
} from "./logs/index.ts";
export { MESSAGES_FOLDER } from "./message-files.ts";
export type { MessageParts, Messages } from "./messages.ts";
export { loadMessages } from "./messages.ts";
export type { OpenMetrics } from "./metrics/index.ts";
export { openMetrics } from "./metrics/index.ts";
export type {
	HomeAccount,
	HomeOptions,
	HomeSettings,
} from "./open-home.ts";
export { homeOpener } from "./open-home.ts";
export type { PlannedListener } from "./planned-listeners.ts";
export { plannedListeners, portsToKeep } from "./planned-listeners.ts";
export type { PreparedServer, ServerParts } from "./prepare-server.ts";
export { prepareServer } from "./prepare-server.ts";
export type { Problem } from "./problem-board.ts";
export { ProblemBoard } from "./problem-board.ts";
export type { ReadyFacts, ReadyFile } from "./ready-file.ts";
export { READY_FILE, readyFile, readyText } from "./ready-file.ts";
export { checkServedFolder, FILES_FOLDER } from "./served-folder.ts";
export { checkRoot, needsRoot, servedRoot } from "./served-root.ts";
export type { ServerState } from "./server-state.ts";
export { readState, writeState } from "./server-state.ts";
export type { SessionView } from "./sessions/session-view.ts";
export { watchSessions } from "./sessions/watch-sessions.ts";
export type { BoundListener, StartFacts } from "./start-lines.ts";
export { startLines, urlsOf } from "./start-lines.ts";
export type {
	TrafficAccount,
	TrafficControl,
	TrafficOptions,
	TrafficSettings,
} from "./traffic/traffic-control.ts";
export { createTrafficControl } from "./traffic/traffic-control.ts";
export type { DataWatch, WatchedData } from "./watch-data.ts";
export { watchData } from "./watch-data.ts";
