import { hearsFrom, isLoudEnough, levelOf } from "./event-level.ts";
import type { Log } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";
import type { SinkOptions } from "./sink-options.ts";

/** One JSON object a line, for programs: the event as it is, with its time and level. */
export function jsonLog({ level, write, nowMs }: SinkOptions): Log {
	return {
		event: (event) => {
			if (isLoudEnough(levelOf(event), level)) write(jsonLine(event, nowMs()));
		},
		hears: hearsFrom(level),
	};
}

/** What JSON leaves as it is although a terminal obeys it, or a reader takes it for the end of a line. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/;
const EACH_UNSAFE: RegExp = new RegExp(UNSAFE, "g");

/** An event as a line of the files and of `--log-format json`, without its end. */
export function jsonLine(event: ServerEvent, timeMs: number): string {
	const time = new Date(timeMs).toISOString();
	const line = JSON.stringify({ time, level: levelOf(event), ...event });
	return UNSAFE.test(line) ? line.replace(EACH_UNSAFE, escaped) : line;
}

function escaped(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
