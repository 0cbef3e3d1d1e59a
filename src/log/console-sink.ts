import { describeEvent } from "./describe-event.ts";
import { hearsFrom, isLoudEnough, levelOf } from "./event-level.ts";
import type { Log, LogLevel } from "./log.ts";
import { timePrefix } from "./people-line.ts";
import type { SinkOptions } from "./sink-options.ts";

/** How a line for people begins. */
export interface PeopleOptions extends SinkOptions {
	/**
	 * `time`: time and level, the default. `priority`: `<6>`, as the journal and syslog want it, which know the time themselves.
	 * @see sd-daemon(3)
	 */
	readonly prefix?: "time" | "priority";
}

/** syslog's number for a level (RFC 5424 §6.2.1). */
const PRIORITIES: Readonly<Record<LogLevel, number>> = {
	error: 3,
	warn: 4,
	info: 6,
	debug: 7,
};

/** One sentence a line, for people. */
export function peopleLog(options: PeopleOptions): Log {
	const { level, write, nowMs, prefix = "time" } = options;
	const begins =
		prefix === "priority"
			? (own: LogLevel) => `<${PRIORITIES[own]}>`
			: (own: LogLevel) => timePrefix(own, nowMs());
	return {
		event: (event) => {
			const own = levelOf(event);
			if (!isLoudEnough(own, level)) return;
			write(`${begins(own)}${describeEvent(event).text}`);
		},
		hears: hearsFrom(level),
	};
}
