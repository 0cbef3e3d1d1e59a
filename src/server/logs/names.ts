/** The folder for log files, in the data folder. */
export const LOGS_FOLDER = "logs";

/** Every event from the chosen level on, one JSON object a line. */
export const LOG_FILE = "oceanftp.log";
/** Uploads and downloads, whatever the level. */
export const TRANSFERS_FILE = "transfers.ndjson";
/** The same in wu-ftpd's form. */
export const XFERLOG_FILE = "xferlog";
/** Who came in, who was kept out, and what changed about it, whatever the level. */
export const AUDIT_FILE = "audit.ndjson";
