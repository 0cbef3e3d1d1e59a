import type { Clock } from "../../../src/base/index.ts";

/** Delays up to this go by at once; longer ones wait for {@link TestClock.advance}. */
const AT_ONCE_MS = 5_000;

/** A clock that stands still until it is told. */
export class TestClock implements Clock {
	#elapsedMs = 0;
	readonly #timers = new Map<
		number,
		{ readonly atMs: number; readonly callback: () => void }
	>();
	#nextId = 0;

	nowMs(): number {
		return Date.UTC(2026, 10, 22, 12) + this.#elapsedMs;
	}

	monotonicMs(): number {
		return this.#elapsedMs;
	}

	after(ms: number, callback: () => void): () => void {
		if (ms <= AT_ONCE_MS) {
			const timer = setTimeout(callback, 0);
			return () => clearTimeout(timer);
		}
		const id = this.#nextId++;
		this.#timers.set(id, { atMs: this.#elapsedMs + ms, callback });
		return () => this.#timers.delete(id);
	}

	advance(ms: number): void {
		this.#elapsedMs += ms;
		for (const [id, { atMs, callback }] of this.#timers) {
			if (atMs > this.#elapsedMs) continue;
			this.#timers.delete(id);
			callback();
		}
	}

	/** Timers that nobody has taken back. */
	get pending(): number {
		return this.#timers.size;
	}
}
