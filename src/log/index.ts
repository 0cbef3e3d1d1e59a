export type { Description } from "./describe-event.ts";
export { describeEvent, levelOf } from "./describe-event.ts";
export type { Log, LogLevel } from "./log.ts";
export type { ServerEvent } from "./server-event.ts";
export type { SinkOptions } from "./sinks.ts";
export { jsonLog, peopleLog } from "./sinks.ts";
