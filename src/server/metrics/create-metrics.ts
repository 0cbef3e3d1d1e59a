import { type Clock, DAY_MS } from "../../base/index.ts";
import { combineLogs, type Log } from "../../log/index.ts";
import { BUILD_INFO, processUsage } from "../../platform/index.ts";
import { eventFamilies } from "./event-family.ts";
import { EVENT_METRICS } from "./event-metrics.ts";
import { GAUGES, type GaugeName, type GaugeReading } from "./gauges.ts";
import { watchLoopLag } from "./loop-lag.ts";
import { type Family, familiesText, type Sample } from "./prometheus-text.ts";

/** The numbers of a running server. */
export interface Metrics {
	/** Counts what it hears; one more of the server's logs. */
	readonly log: Log;
	/** Asks for a number at each reading. */
	gauge(name: GaugeName, read: () => GaugeReading): void;
	/** All numbers in Prometheus' text format. */
	render(): string;
	/** Ends the watching of the event loop. */
	close(): void;
}

/**
 * Counters of events, and gauges that are asked. A transfer, the costliest event, takes 1.8 µs (`bun scripts/bench-logs.ts`).
 */
export function createMetrics({ clock }: { readonly clock: Clock }): Metrics {
	const counted = eventFamilies(EVENT_METRICS);
	const gauges = new Map<GaugeName, () => GaugeReading>();
	const lag = watchLoopLag(clock);
	const certificateEnds = new Map<string, number>();
	const startedMs = clock.nowMs();
	return {
		log: combineLogs([
			counted,
			{
				event: (event) => {
					if (event.kind !== "certificate") return;
					certificateEnds.set(event.name, event.notAfterMs);
				},
				hears: (kind) => kind === "certificate",
			},
		]),
		gauge: (name, read) => {
			gauges.set(name, read);
		},
		render: () =>
			familiesText([
				...counted.families(),
				...[...gauges].map(([name, read]) => gaugeFamily(name, read())),
				{
					name: "oceanftp_certificate_days_left",
					type: "gauge",
					help: "Days until a served certificate ends; negative when it has.",
					samples: [...certificateEnds].map(([name, endMs]) => ({
						labels: { name },
						value: (endMs - clock.nowMs()) / DAY_MS,
					})),
				},
				{
					name: "oceanftp_event_loop_lag_seconds",
					type: "histogram",
					help: "How late timers come.",
					samples: lag.histogram.samples({}),
				},
				...processFamilies(startedMs),
			]),
		close: () => lag.end(),
	};
}

function gaugeFamily(name: GaugeName, reading: GaugeReading): Family {
	return {
		name,
		type: "gauge",
		help: GAUGES[name],
		samples: samplesOf(reading),
	};
}

function samplesOf(reading: GaugeReading): readonly Sample[] {
	if (reading === undefined) return [];
	return typeof reading === "number" ? only(reading) : reading;
}

/** Under the names that every exporter gives them. */
function processFamilies(startedMs: number): Family[] {
	const { cpuSeconds, heapBytes, residentBytes } = processUsage();
	const { commit = "", version } = BUILD_INFO;
	return [
		{
			name: "process_resident_memory_bytes",
			type: "gauge",
			help: "Memory that the process holds.",
			samples: only(residentBytes),
		},
		{
			name: "process_heap_bytes",
			type: "gauge",
			help: "Memory that objects of the program take.",
			samples: only(heapBytes),
		},
		{
			name: "process_cpu_seconds_total",
			type: "counter",
			help: "Processor time since the start, user and system.",
			samples: only(cpuSeconds),
		},
		{
			name: "process_start_time_seconds",
			type: "gauge",
			help: "When the server started, in seconds since 1970.",
			samples: only(startedMs / 1000),
		},
		{
			name: "oceanftp_build_info",
			type: "gauge",
			help: "Always 1; its labels say what is running.",
			samples: [{ labels: { version, commit }, value: 1 }],
		},
	];
}

function only(value: number): Sample[] {
	return [{ labels: {}, value }];
}
