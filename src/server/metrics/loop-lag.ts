import { type Clock, SECOND_MS } from "../../base/index.ts";
import { Histogram } from "./series.ts";

const EVERY_MS: number = SECOND_MS / 2;
const BOUNDS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** How late timers are: what one session's work costs all others. */
export interface LoopLag {
	readonly histogram: Histogram;
	end(): void;
}

/** Sets a timer again and again, and observes by how much it comes late. */
export function watchLoopLag(
	clock: Pick<Clock, "after" | "monotonicMs">,
): LoopLag {
	const histogram = new Histogram(BOUNDS_SECONDS);
	let cancel = (): void => undefined;
	const arm = (): void => {
		const dueMs = clock.monotonicMs() + EVERY_MS;
		cancel = clock.after(EVERY_MS, () => {
			const lateMs = Math.max(0, clock.monotonicMs() - dueMs);
			histogram.observe(lateMs / SECOND_MS);
			arm();
		});
	};
	arm();
	return { histogram, end: () => cancel() };
}
