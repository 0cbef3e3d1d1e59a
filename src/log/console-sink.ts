import { createConsola, LogLevels } from "consola";
import { describeEvent } from "./describe-event.ts";
import type { Log } from "./log.ts";
import { isLoudEnough, type SinkOptions } from "./sink-options.ts";

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
			if (isLoudEnough(own, level)) consola[own](text);
		},
	};
}
