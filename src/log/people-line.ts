import { SECOND_MS } from "../base/index.ts";
import { describeEvent } from "./describe-event.ts";
import type { LogLevel } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";

/** The second of the last line, and its text: many lines fall into one. */
let lastSecond = Number.NaN;
let lastText = "";

/** How a line for people begins. @example timePrefix("info", 0) === "1970-01-01T00:00:00Z info  " */
export function timePrefix(level: LogLevel, timeMs: number): string {
	const second = Math.floor(timeMs / SECOND_MS);
	if (second !== lastSecond) {
		lastText = new Date(timeMs).toISOString().slice(0, 19);
		lastSecond = second;
	}
	return `${lastText}Z ${level.padEnd(5)} `;
}

/** An event as a line of people's log, without its end. */
export function peopleLine(event: ServerEvent, timeMs: number): string {
	const { level, text } = describeEvent(event);
	return `${timePrefix(level, timeMs)}${text}`;
}
