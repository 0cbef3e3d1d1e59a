/**
 * How long a test waits for what must happen, when nothing else is said: many times what it takes, also on a machine that has much
 * else to do, and short enough that the test itself is still there to say what did not happen.
 */
export const PATIENCE_MS = 45_000;

/**
 * What must not wait for any timer of the server: long beside a busy machine's turns, short beside the timers by which the
 * same would happen later. The shortest of them is the 20 s for a TLS handshake; connecting, looking at folders again,
 * stalled transfers and the grace of a stop have 30 s and more.
 */
export const AT_ONCE_MS = 15_000;

/** Waits for something that must happen, and says what it was when it does not. */
export async function within<T>(
	limitMs: number,
	what: string,
	promise: Promise<T>,
): Promise<T> {
	const { promise: late, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(
		() => reject(new Error(`not within ${limitMs} ms: ${what}`)),
		limitMs,
	);
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
