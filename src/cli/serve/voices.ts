import { systemClock } from "../../platform/index.ts";
import {
	LOGS_FOLDER,
	type OpenLogs,
	type OpenMetrics,
	openLogs,
	openMetrics,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import type { Ground } from "../greet.ts";

/** By what a running server tells of itself. */
export interface Voices {
	readonly logs: OpenLogs;
	readonly metrics: OpenMetrics;
}

/** Opens logs and metrics; the logs are closed last, so that they hear of every other end. */
export function openVoices(
	held: AsyncDisposableStack,
	{ files, process }: Invocation,
	{ place, settings }: Ground,
): Voices {
	const metrics = openMetrics(settings.metrics, systemClock);
	const logs = openLogs({
		folder: place && files.resolve(place.realPath, LOGS_FOLDER),
		settings: settings.log,
		process,
		clock: systemClock,
		others: [metrics.log],
	});
	held.defer(() => logs.close());
	held.defer(() => metrics.close());
	return { logs, metrics };
}
