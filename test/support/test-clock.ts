import type { Clock } from "../../src/base/index.ts";

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
	/** Lets time pass; what falls due in between is called at its moment, and gets its turn to go on. */
	pass(ms: number): Promise<void>;
}

export function testClock(
	startMs: number = Date.UTC(2026, 10, 22, 12),
): TestClock {
	let elapsedMs = 0;
	const timers = new Set<{ dueMs: number; callback: () => void }>();
	const next = () =>
		[...timers].reduce<{ dueMs: number; callback: () => void } | undefined>(
			(first, one) =>
				first === undefined || one.dueMs < first.dueMs ? one : first,
			undefined,
		);
	const settle = async () => {
		for (let turn = 0; turn < 12; turn++) await Promise.resolve();
	};
	return {
		nowMs: () => startMs + Math.floor(elapsedMs),
		monotonicMs: () => elapsedMs,
		after: (ms, callback) => {
			const timer = { dueMs: elapsedMs + Math.max(ms, 0), callback };
			timers.add(timer);
			return () => timers.delete(timer);
		},
		pass: async (ms) => {
			const endMs = elapsedMs + ms;
			await settle();
			for (let due = next(); due && due.dueMs <= endMs; due = next()) {
				timers.delete(due);
				elapsedMs = due.dueMs;
				due.callback();
				await settle();
			}
			elapsedMs = endMs;
		},
	};
}
