export type { LogFileOptions, LogFileTrouble } from "./log-file.ts";
export { LogFile } from "./log-file.ts";
export type { LogReader } from "./log-reader.ts";
export { openLogReader } from "./log-reader.ts";
export type { RotatedName } from "./names.ts";
export { rotatedNames } from "./names.ts";
