import type { Clock } from "../../base/index.ts";
import type { Backend, QuotaKeeper } from "../../files/index.ts";
import type { Log } from "../../log/index.ts";
import type { State } from "../../state/index.ts";
import { CountedHome, type CountingGround } from "./counted-home.ts";

/** What of an account counts here. Absent is without limit. */
export interface QuotaAccount {
	readonly name: string;
	readonly limits?: {
		readonly quotaBytes?: number | undefined;
		readonly quotaFiles?: number | undefined;
	};
}

/** A home that an account opens. */
export interface QuotaHome {
	/** Its real path: two accounts with one home share one count. */
	readonly realPath: string;
	/** As the account names it. */
	readonly name: string;
	readonly backend: Backend;
}

export interface QuotaOptions {
	readonly state: Pick<State, "holdings">;
	/** The account as it is now, asked at each use; undefined: it is gone. */
	find(name: string): QuotaAccount | undefined;
	readonly clock: Clock;
	readonly log: Log;
}

/** Counts what the homes of accounts with a quota hold. */
export interface Quotas {
	/**
	 * The account's share in the count of its home. A home that was never counted is counted first, which may take some seconds.
	 * Undefined for accounts without a quota: nothing is counted for them.
	 *
	 * @param home asked only for accounts with a quota
	 */
	keeperFor(
		account: QuotaAccount,
		home: () => Promise<QuotaHome>,
	): Promise<QuotaKeeper | undefined>;
	/** Ends counting that is under way. */
	close(): void;
}

/** Makes the one {@link Quotas} of a server. Homes stay counted until it ends: a few numbers for each. */
export function createQuotas(options: QuotaOptions): Quotas {
	const { clock, find, log, state } = options;
	const closing = new AbortController();
	let lastTurn: Promise<void> = Promise.resolve();
	const ground: CountingGround = {
		records: state.holdings,
		clock,
		log,
		signal: closing.signal,
		inTurn: (work) => {
			lastTurn = lastTurn.then(work, work);
			return lastTurn;
		},
	};
	const homes = new Map<string, CountedHome>();
	return {
		keeperFor: async (account, opening) => {
			if (!hasQuota(account)) return undefined;
			const { backend, name, realPath } = await opening();
			const home =
				homes.get(realPath) ?? new CountedHome(name, backend, ground);
			homes.set(realPath, home);
			await home.opened(backend);
			return keeperOf(home, () => (find(account.name) ?? account).limits ?? {});
		},
		close: () => {
			closing.abort();
			for (const home of homes.values()) home.close();
		},
	};
}

function hasQuota({ limits }: QuotaAccount): boolean {
	return limits?.quotaBytes !== undefined || limits?.quotaFiles !== undefined;
}

function keeperOf(
	home: CountedHome,
	limits: () => NonNullable<QuotaAccount["limits"]>,
): QuotaKeeper {
	return {
		tree: home,
		reserve: (bytes) => home.takeBytes(bytes, limits().quotaBytes),
		release: (bytes) => home.giveBackBytes(bytes),
		addFile: () => home.takeFile(limits().quotaFiles),
		removeFile: () => home.giveBackFile(),
		get free() {
			const { quotaBytes } = limits();
			if (quotaBytes === undefined || home.bytes === undefined)
				return undefined;
			const free = Math.max(0, quotaBytes - home.bytes);
			if (free === 0) home.doubt();
			return free;
		},
	};
}
