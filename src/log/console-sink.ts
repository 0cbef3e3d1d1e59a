import { createConsola, LogLevels } from "consola/core";
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
	const consola = createConsola({
		level: LogLevels[level],
		// consola would write info to stdout, which belongs to results, and drop repeats; a log may do neither.
		throttle: 0,
		reporters: [
			{
				log: ({ type, args }) =>
					write(`${begins(levelNamed(type))}${args.join(" ")}`),
			},
		],
	});
	return {
		event: (event) => {
			const own = levelOf(event);
			if (isLoudEnough(own, level)) consola[own](describeEvent(event).text);
		},
		hears: hearsFrom(level),
	};
}

/** consola knows more types of line than we have levels; we call only those that are named like ours. */
function levelNamed(type: string): LogLevel {
	return type === "error" || type === "warn" || type === "debug"
		? type
		: "info";
}
