import { describeEvent } from "./describe-event.ts";
import type { LogLevel } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";

/** How a line for people begins. @example timePrefix("info", 0) === "1970-01-01T00:00:00Z info  " */
export function timePrefix(level: LogLevel, timeMs: number): string {
	const time = new Date(timeMs).toISOString().slice(0, 19);
	return `${time}Z ${level.padEnd(5)} `;
}

/** An event as a line of people's log, without its end. */
export function peopleLine(event: ServerEvent, timeMs: number): string {
	const { level, text } = describeEvent(event);
	return `${timePrefix(level, timeMs)}${text}`;
}
