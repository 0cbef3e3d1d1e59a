import { levelOf } from "./describe-event.ts";
import type { Log } from "./log.ts";
import { isLoudEnough, type SinkOptions } from "./sink-options.ts";

/** One JSON object a line, for programs: the event as it is, with its time and level. */
export function jsonLog({ level, write, nowMs }: SinkOptions): Log {
	return {
		event: (event) => {
			const own = levelOf(event);
			if (!isLoudEnough(own, level)) return;
			const time = new Date(nowMs()).toISOString();
			write(JSON.stringify({ time, level: own, ...event }));
		},
	};
}
