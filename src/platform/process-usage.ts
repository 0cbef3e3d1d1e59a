import process from "node:process";

/** What the process has taken of the machine. */
export interface ProcessUsage {
	readonly residentBytes: number;
	readonly heapBytes: number;
	/** In user and system mode, since the start. */
	readonly cpuSeconds: number;
}

/** As the system counts it now. */
export function processUsage(): ProcessUsage {
	const { rss, heapUsed } = process.memoryUsage();
	const { user, system } = process.cpuUsage();
	return {
		residentBytes: rss,
		heapBytes: heapUsed,
		cpuSeconds: (user + system) / 1e6,
	};
}
