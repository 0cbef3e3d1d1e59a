import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second whatever its own tick is. */
const TICKS_PER_SECOND = 100;

/** CPU seconds, user and system, that a process and its threads have used. Linux only. */
export function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	// The second field is the name in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory of a process in bytes. Linux only. */
export function residentBytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
	return Number(kib ?? 0) * 1024;
}
