/** Time, handed in so that tests own it. */
export interface Clock {
	/** Wall clock, milliseconds since 1970 UTC: for dates that people see. */
	nowMs(): number;
	/** A clock that never steps: for timers and durations. */
	monotonicMs(): number;
	/** Calls back once after `ms`; the returned function takes the call back. */
	after(ms: number, callback: () => void): () => void;
}
