/**
 * How much an account has and may have, counted as it changes. All its sessions share one, so that uploads at the same time
 * cannot each take the same rest.
 */
export interface QuotaKeeper {
	/** Before bytes are written. @throws {FileFailure} quotaExceeded when that many are not left; nothing is taken then */
	reserve(bytes: number): void;
	/** When bytes are gone, or were not written after all. */
	release(bytes: number): void;
	/** Before a file is made; folders do not count. @throws {FileFailure} quotaExceeded when the account may have no more files */
	addFile(): void;
	removeFile(): void;
	/** Bytes that are left; undefined without a limit. */
	readonly free: number | undefined;
}

const lanes = new WeakMap<QuotaKeeper, Map<string, Promise<unknown>>>();

/**
 * Does what changes a counted file while nobody else does, also in another session: two that each saw the old size
 * would each give it back.
 */
export async function alone<T>(
	quota: QuotaKeeper,
	path: string,
	work: () => Promise<T>,
): Promise<T> {
	const waiting = lanes.get(quota) ?? new Map<string, Promise<unknown>>();
	lanes.set(quota, waiting);
	const before = waiting.get(path) ?? Promise.resolve();
	const mine = before.then(work, work);
	waiting.set(path, mine);
	try {
		return await mine;
	} finally {
		if (waiting.get(path) === mine) waiting.delete(path);
	}
}
