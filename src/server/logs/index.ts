export {
	AUDIT_FILE,
	LOG_FILE,
	LOGS_FOLDER,
	TRANSFERS_FILE,
	XFERLOG_FILE,
} from "./names.ts";
export type { LogParts, LogSettings, OpenLogs } from "./open-logs.ts";
export { openLogs } from "./open-logs.ts";
