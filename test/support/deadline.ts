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
