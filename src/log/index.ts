export type { Log, LogLevel } from "./log.ts";
export type { ServerEvent } from "./server-event.ts";
