import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second whatever its own tick is. */
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds, user and system, that a process and its threads have used, with those of all processes below it, ended ones too (as far as
 * their parents waited for them). Linux only.
 */
export function cpuSeconds(pid: number): number {
	let ticks = 0;
	for (const one of treeOf(pid)) {
		const fields = statFields(one);
		// utime, stime, and those of children that were waited for.
		for (const index of [11, 12, 13, 14]) ticks += Number(fields[index] ?? 0);
	}
	return ticks / TICKS_PER_SECOND;
}

/** Resident memory of a process in bytes. Linux only. */
export function residentBytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
	return Number(kib ?? 0) * 1024;
}

/** Memory of a process and all below it, what they share counted once (PSS): bytes. Linux only. */
export function treeBytes(pid: number): number {
	let kib = 0;
	for (const one of treeOf(pid)) {
		const text = readProc(`/proc/${one}/smaps_rollup`);
		kib += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
	}
	return kib * 1024;
}

/** How many processes there are from this one down. */
export function processCount(pid: number): number {
	return treeOf(pid).length;
}

function treeOf(root: number): readonly number[] {
	const parents = new Map<number, number[]>();
	for (const name of readdirSync("/proc")) {
		if (!/^\d+$/.test(name)) continue;
		const parent = Number(statFields(Number(name))[1] ?? -1);
		parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
	}
	const tree = [root];
	for (const one of tree) tree.push(...(parents.get(one) ?? []));
	return tree;
}

/** The fields behind the name, which is in parentheses and may hold spaces; the first is the state. Empty when the process is gone. */
function statFields(pid: number): readonly string[] {
	const stat = readProc(`/proc/${pid}/stat`);
	return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readProc(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
