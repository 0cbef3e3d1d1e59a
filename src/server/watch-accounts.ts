import type { AccountStore } from "../accounts/index.ts";
import type { Log } from "../log/index.ts";
import { systemClock } from "../platform/index.ts";

const ACCOUNTS_LOOK_MS = 1000;

/**
 * Keeps the accounts in memory as their file is: other processes write it, so it is looked at every second.
 * A file that is bad is told to the log once, and changes nothing.
 *
 * @returns ends the watching
 */
export function watchAccounts(accounts: AccountStore, log: Log): () => void {
	let lastProblem = "";
	let cancel = (): void => undefined;
	const look = async (): Promise<void> => {
		try {
			if (await accounts.reload()) {
				log.event({ kind: "reloaded", what: "accounts.toml" });
			}
			lastProblem = "";
		} catch (error) {
			const what = error instanceof Error ? error.message : String(error);
			// Said once, not every second.
			if (what !== lastProblem) log.event({ kind: "problem", what });
			lastProblem = what;
		}
		if (!isStopped)
			cancel = systemClock.after(ACCOUNTS_LOOK_MS, () => void look());
	};
	let isStopped = false;
	cancel = systemClock.after(ACCOUNTS_LOOK_MS, () => void look());
	return () => {
		isStopped = true;
		cancel();
	};
}
