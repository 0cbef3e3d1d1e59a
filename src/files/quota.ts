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
	/** The same for all keepers that count one tree; absent: no other keeper does. */
	readonly tree?: CountedTree;
}

/** A tree that is counted now and then while it is in use. */
export interface CountedTree {
	/** From now on, until what it returns is called, the disk may show something else than what was reserved. */
	changing(): () => void;
}

const lanes = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Tells the counted tree that it changes, if anybody asks. To be called at the end, once. */
export function changeOf(quota: QuotaKeeper): () => void {
	return quota.tree?.changing() ?? (() => undefined);
}

/**
 * Does what changes a counted file while nobody else does, also in another session: two that each saw the old size
 * would each give it back.
 */
export async function alone<T>(
	quota: QuotaKeeper,
	path: string,
	work: () => Promise<T>,
): Promise<T> {
	const tree = quota.tree ?? quota;
	const waiting = lanes.get(tree) ?? new Map<string, Promise<unknown>>();
	lanes.set(tree, waiting);
	const changed = changeOf(quota);
	const before = waiting.get(path) ?? Promise.resolve();
	const mine = before.then(work, work);
	waiting.set(path, mine);
	try {
		return await mine;
	} finally {
		changed();
		if (waiting.get(path) === mine) waiting.delete(path);
	}
}
