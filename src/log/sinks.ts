import { createConsola, LogLevels } from "consola";
import { describeEvent, levelOf } from "./describe-event.ts";
import type { Log, LogLevel } from "./log.ts";

const RANKS: Readonly<Record<LogLevel, number>> = {
	debug: 0,
	info: 1,
	warn: 2,
	error: 3,
};

/** Where a sink writes, and from which level on. */
export interface SinkOptions {
	readonly level: LogLevel;
	/** Takes one line without its end. */
	readonly write: (line: string) => void;
	/** For the time on each line. */
	readonly nowMs: () => number;
}

/** One JSON object a line, for programs: the event as it is, with its time and level. */
export function jsonLog({ level, write, nowMs }: SinkOptions): Log {
	return {
		event: (event) => {
			const own = levelOf(event);
			if (RANKS[own] < RANKS[level]) return;
			const time = new Date(nowMs()).toISOString();
			write(JSON.stringify({ time, level: own, ...event }));
		},
	};
}

/** One sentence a line, for people. */
export function peopleLog({ level, write, nowMs }: SinkOptions): Log {
	const consola = createConsola({
		level: LogLevels[level],
		// consola would write info to stdout, which belongs to results, and drop repeats; a log may do neither.
		throttle: 0,
		reporters: [
			{
				log: ({ type, args }) => {
					const time = new Date(nowMs()).toISOString().slice(0, 19);
					write(`${time}Z ${type.padEnd(5)} ${args.join(" ")}`);
				},
			},
		],
	});
	return {
		event: (event) => {
			const { level: own, text } = describeEvent(event);
			if (RANKS[own] >= RANKS[level]) consola[own](text);
		},
	};
}
