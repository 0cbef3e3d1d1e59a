import type { Log } from "./log.ts";

/** One log that tells each event to all of them, in order. */
export function combineLogs(logs: readonly Log[]): Log {
	return {
		event: (event) => {
			for (const log of logs) log.event(event);
		},
		hears: (kind) => logs.some((log) => log.hears?.(kind) ?? true),
	};
}
