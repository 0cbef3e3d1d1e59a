import { readFile } from "node:fs/promises";
import process from "node:process";

/** CAP_NET_BIND_SERVICE. @see capabilities(7) */
const NET_BIND_SERVICE = 10n;

/**
 * The open-file limit of a process, out of `/proc/PID/limits`; undefined where there is none to be read.
 *
 * @example openFilesIn("Max open files  1024  4096  files") === 1024
 */
export function openFilesIn(limits: string): number | undefined {
	const [, soft] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
	if (soft === "unlimited") return Number.POSITIVE_INFINITY;
	return soft === undefined ? undefined : Number(soft);
}

/** Whether a process may listen on low ports, out of `/proc/PID/status`. */
export function mayBindLow(status: string): boolean {
	const [, effective] = /^CapEff:\s*([0-9a-f]+)/m.exec(status) ?? [];
	if (effective === undefined) return false;
	return (BigInt(`0x${effective}`) & (1n << NET_BIND_SERVICE)) !== 0n;
}

/** @param pid undefined: this process */
export async function openFileLimit(
	pid: number | undefined,
): Promise<number | undefined> {
	return openFilesIn(await textOf(`/proc/${pid ?? "self"}/limits`));
}

/** The lowest port that this process may listen on without asking anybody. */
export async function lowestPort(): Promise<number> {
	if (process.platform === "win32" || process.platform === "darwin") return 1;
	if (mayBindLow(await textOf("/proc/self/status"))) return 1;
	const start = await textOf("/proc/sys/net/ipv4/ip_unprivileged_port_start");
	const port = Number(start.trim() || "1024");
	return Number.isInteger(port) ? port : 1024;
}

async function textOf(file: string): Promise<string> {
	return await readFile(file, "utf8").catch(() => "");
}
