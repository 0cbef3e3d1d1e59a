export { peopleLog } from "./console-sink.ts";
export type { Description } from "./describe-event.ts";
export { describeEvent, levelOf } from "./describe-event.ts";
export { jsonLog } from "./json-sink.ts";
export type { Log, LogLevel } from "./log.ts";
export type { ServerEvent } from "./server-event.ts";
export type { SinkOptions } from "./sink-options.ts";
