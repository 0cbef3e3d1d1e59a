/**
 * Lets a few slow jobs run at once and a bounded number wait, first come first served.
 * Password hashing takes memory and processor time by design: without a bound, a flood of logins is an outage.
 */
export interface HashQueue {
	/** Runs the job in its turn; undefined when too many wait already. */
	run<T>(job: () => Promise<T>): Promise<T | undefined>;
}

export function createHashQueue(limits: {
	readonly atOnce: number;
	readonly waiting: number;
}): HashQueue {
	const waiting: (() => void)[] = [];
	let running = 0;
	return {
		run: async (job) => {
			if (running >= limits.atOnce) {
				if (waiting.length >= limits.waiting) return undefined;
				await new Promise<void>((resolve) => {
					waiting.push(resolve);
				});
			} else {
				running++;
			}
			try {
				return await job();
			} finally {
				const next = waiting.shift();
				// The place is handed on, so a newcomer cannot slip in between.
				if (next === undefined) running--;
				else next();
			}
		},
	};
}
