/** Counts wrong passwords by some key; what is older than the window does not count. */
export interface FailureCounter {
	/** Counts one more. @returns how many there are now, this one included */
	count(key: string, nowMs: number): number;
	of(key: string, nowMs: number): number;
	/** Takes some back, all of them when no number is given. */
	forgive(key: string, count?: number): void;
}

interface Counted {
	count: number;
	readonly sinceMs: number;
}

/**
 * A {@link FailureCounter} of bounded size: whoever floods it with keys pushes out the oldest ones.
 *
 * @param options.windowMs counting begins anew when the first failure is so old
 */
export function failureCounter(options: {
	windowMs(): number;
	readonly mostKeys: number;
}): FailureCounter {
	const counted = new Map<string, Counted>();
	const current = (key: string, nowMs: number): Counted | undefined => {
		const entry = counted.get(key);
		if (entry === undefined) return undefined;
		const isOver = nowMs - entry.sinceMs >= options.windowMs();
		if (isOver) counted.delete(key);
		return isOver ? undefined : entry;
	};
	return {
		count: (key, nowMs) => {
			const entry = current(key, nowMs) ?? { count: 0, sinceMs: nowMs };
			entry.count += 1;
			counted.delete(key);
			counted.set(key, entry);
			const [oldest] = counted.keys();
			if (counted.size > options.mostKeys && oldest !== undefined) {
				counted.delete(oldest);
			}
			return entry.count;
		},
		of: (key, nowMs) => current(key, nowMs)?.count ?? 0,
		forgive: (key, count = Number.POSITIVE_INFINITY) => {
			const entry = counted.get(key);
			if (entry === undefined) return;
			entry.count -= count;
			if (entry.count <= 0) counted.delete(key);
		},
	};
}

const UNDELAYED_FAILURES = 3;
const FIRST_DELAY_MS = 500;
/** Short beside the time that a client waits for a reply, so that nobody is kept out of an account by somebody else's guesses. */
const LONGEST_DELAY_MS = 10_000;

/**
 * How long the answer to the n-th wrong password for a name waits: nothing for slips of the finger, then twice as long each time.
 *
 * @example delayForFailures(5) === 1000
 */
export function delayForFailures(count: number): number {
	const beyond = count - UNDELAYED_FAILURES;
	if (beyond <= 0) return 0;
	return Math.min(FIRST_DELAY_MS * 2 ** (beyond - 1), LONGEST_DELAY_MS);
}

/**
 * How long a ban lasts: twice as long as the one before, up to a longest.
 *
 * @param earlier how many bans there were before
 * @example banLengthMs(2, { banMs: 60_000, longestMs: 3_600_000 }) === 240_000
 */
export function banLengthMs(
	earlier: number,
	options: { readonly banMs: number; readonly longestMs: number },
): number {
	return Math.min(options.banMs * 2 ** earlier, options.longestMs);
}
