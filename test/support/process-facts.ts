import { readdirSync, readlinkSync } from "node:fs";
import { AT_ONCE_MS, within } from "./deadline.ts";

export { residentBytes } from "../../scripts/bench/process-usage.ts";

/** Whether the system tells what another process holds open. */
export const HAS_PROC: boolean = process.platform === "linux";

/** What the open sockets, files and pipes of a process are, by what they point to. */
export function descriptors(pid: number): readonly string[] {
	return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
		try {
			return [readlinkSync(`/proc/${pid}/fd/${name}`)];
		} catch {
			// Closed between the two looks.
			return [];
		}
	});
}

/** Waits until something holds that no event tells of; looks again every few milliseconds. */
export async function becomes(
	what: () => string,
	holds: () => boolean,
	limitMs: number = AT_ONCE_MS,
): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const timer = setInterval(() => {
		if (holds()) resolve();
	}, 10);
	try {
		if (holds()) return;
		await within(limitMs, "condition", promise);
	} catch {
		throw new Error(`not within ${limitMs} ms: ${what()}`);
	} finally {
		clearInterval(timer);
	}
}

/**
 * What a process holds open now, and the wait for it to be back there. A server opens each of its log files at the first
 * line for it, and keeps it: one descriptor of each is no leak, a second one is. Nor is what a thread waits with, which is started by the
 * first large upload in clear and stays.
 */
export function descriptorWatch(pid: number): { back(): Promise<void> } {
	const before = thatMustGo(pid);
	return {
		back: () =>
			becomes(
				() =>
					`descriptors back to ${before.length}: ${thatMustGo(pid)
						.filter((one) => !before.includes(one))
						.join(" ")}`,
				() => thatMustGo(pid).length <= before.length,
			),
	};
}

const LOG_FILE = /\/logs\/(?:oceanftp\.log|audit\.ndjson|transfers\.ndjson)$/;
const OF_THREADS = /^anon_inode:\[event(?:poll|fd)\]$/;

function thatMustGo(pid: number): readonly string[] {
	return descriptors(pid).filter(
		(one, index, all) =>
			!OF_THREADS.test(one) &&
			(!LOG_FILE.test(one) || all.indexOf(one) !== index),
	);
}
