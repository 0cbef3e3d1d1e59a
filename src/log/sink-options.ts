import type { LogLevel } from "./log.ts";

/** Where a sink writes, and from which level on. */
export interface SinkOptions {
	readonly level: LogLevel;
	/** Takes one line without its end. */
	readonly write: (line: string) => void;
	/** For the time on each line. */
	readonly nowMs: () => number;
}
