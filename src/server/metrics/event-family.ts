import type { Log, ServerEvent } from "../../log/index.ts";
import {
	type Change,
	type EventMetric,
	SECONDS_BOUNDS,
} from "./event-metrics.ts";
import type { Family } from "./prometheus-text.ts";
import { Histogram, SeriesMap } from "./series.ts";

/** The state of one number that follows from events. */
interface Counting {
	apply(change: Change): void;
	family(): Family;
}

/** Numbers that count by themselves when they hear of events. */
export interface EventFamilies extends Log {
	families(): readonly Family[];
}

type Reaction = (event: ServerEvent) => void;

/** Keeps the numbers of a table. An event costs a look-up and the numbers of its kind. */
export function eventFamilies(metrics: readonly EventMetric[]): EventFamilies {
	const reactions = new Map<string, Reaction[]>();
	const countings = metrics.map((metric) => {
		const counting = countingOf(metric);
		for (const [kind, change] of Object.entries(metric.on)) {
			const react: Reaction = (event) => {
				// The table's types tie each kind to its own function; the map's do not.
				const made: Change | undefined = Reflect.apply(change, undefined, [
					event,
				]);
				if (made !== undefined) counting.apply(made);
			};
			reactions.set(kind, [...(reactions.get(kind) ?? []), react]);
		}
		return counting;
	});
	return {
		event: (event) => {
			for (const react of reactions.get(event.kind) ?? []) react(event);
		},
		hears: (kind) => reactions.has(kind),
		families: () => countings.map((counting) => counting.family()),
	};
}

function countingOf(metric: EventMetric): Counting {
	return metric.type === "histogram" ? observing(metric) : adding(metric);
}

function adding({ name, type, help, initial = [] }: EventMetric): Counting {
	const series = new SeriesMap(() => ({ value: 0 }));
	for (const labels of initial) series.at(labels);
	return {
		apply: ({ labels = {}, by = 1 }) => {
			series.at(labels).value += by;
		},
		family: () => ({
			name,
			type,
			help,
			samples: series
				.entries()
				.map(({ labels, state }) => ({ labels, value: state.value })),
		}),
	};
}

function observing({ name, type, help, initial = [] }: EventMetric): Counting {
	const series = new SeriesMap(() => new Histogram(SECONDS_BOUNDS));
	for (const labels of initial) series.at(labels);
	return {
		apply: ({ labels = {}, by = 1 }) => series.at(labels).observe(by),
		family: () => ({
			name,
			type,
			help,
			samples: series
				.entries()
				.flatMap(({ labels, state }) => state.samples(labels)),
		}),
	};
}
