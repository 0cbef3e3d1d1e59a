const DEADLINE_MS = 30_000;

/** The promise, or a failure that says what did not come in time. */
export function deadlined<T>(what: string, promise: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(
			() => reject(new Error(`${what} did not come within ${DEADLINE_MS} ms`)),
			DEADLINE_MS,
		);
		promise.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}
