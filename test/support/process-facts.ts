import { readdirSync, readlinkSync } from "node:fs";
import { within } from "./deadline.ts";

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
	limitMs = 10_000,
): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const timer = setInterval(() => {
		if (holds()) resolve();
	}, 20);
	try {
		if (holds()) return;
		await within(limitMs, "condition", promise);
	} catch {
		throw new Error(`not within ${limitMs} ms: ${what()}`);
	} finally {
		clearInterval(timer);
	}
}

/** What a process holds open now, and the wait for it to be back there. */
export function descriptorWatch(pid: number): { back(): Promise<void> } {
	const before = descriptors(pid);
	return {
		back: () =>
			becomes(
				() =>
					`descriptors back to ${before.length}: ${descriptors(pid)
						.filter((one) => !before.includes(one))
						.join(" ")}`,
				() => descriptors(pid).length <= before.length,
			),
	};
}
