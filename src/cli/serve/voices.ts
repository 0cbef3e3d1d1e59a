import { systemClock } from "../../platform/index.ts";
import {
	createHistoryLog,
	type HistoryLog,
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
	/** Hears from the beginning on; it is kept once the state is open. */
	readonly history: HistoryLog;
}

/** Opens logs, metrics and the history's ear; the logs are closed last, so that they hear of every other end. */
export function openVoices(
	held: AsyncDisposableStack,
	{ files, process }: Invocation,
	{ place, settings }: Ground,
): Voices {
	const metrics = openMetrics(settings.metrics, systemClock);
	const history = createHistoryLog(systemClock);
	const logs = openLogs({
		folder: place && files.resolve(place.realPath, LOGS_FOLDER),
		settings: settings.log,
		process,
		clock: systemClock,
		others: [metrics.log, history.log],
	});
	held.defer(() => logs.close());
	held.defer(() => metrics.close());
	return { logs, metrics, history };
}
