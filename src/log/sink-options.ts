import type { LogLevel } from "./log.ts";

/** Where a sink writes, and from which level on. */
export interface SinkOptions {
	readonly level: LogLevel;
	/** Takes one line without its end. */
	readonly write: (line: string) => void;
	/** For the time on each line. */
	readonly nowMs: () => number;
}

const RANKS: Readonly<Record<LogLevel, number>> = {
	debug: 0,
	info: 1,
	warn: 2,
	error: 3,
};

/** Whether an event of this level is to be written. */
export function isLoudEnough(own: LogLevel, least: LogLevel): boolean {
	return RANKS[own] >= RANKS[least];
}
