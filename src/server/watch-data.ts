import type { AccountStore } from "../accounts/index.ts";
import { HOUR_MS, MINUTE_MS } from "../base/index.ts";
import type { Log } from "../log/index.ts";
import { systemClock, watchFolder } from "../platform/index.ts";
import type { CertificateKeeper } from "./certificate-keeper.ts";
import type { ClientJudge } from "./client-judge.ts";
import type { ProblemBoard } from "./problem-board.ts";

/** A machine's addresses may change within a day. */
const RENEWAL_LOOK_MS: number = HOUR_MS;

/** An account that expires loses its open sessions within this time. */
const EXPIRY_LOOK_MS: number = MINUTE_MS;

/** What other programs, and people with an editor, may change while the server runs. */
export interface WatchedData {
	/** The data folder; undefined: nothing is on disk, and nothing can change. */
	readonly folder: string | undefined;
	readonly accounts: Pick<AccountStore, "onChange" | "reload">;
	readonly certificates: Pick<CertificateKeeper, "refresh">;
	/** Their files may be anywhere: they are read again with everything else. */
	readonly clients: Pick<ClientJudge, "refresh">;
	/** Renews the program's own certificates when it is time. */
	readonly renewCertificates: () => Promise<void>;
	/** Accounts are other than before, or time has passed and one may have expired. */
	readonly onAccountsChanged: () => void;
	readonly log: Log;
	readonly problems: ProblemBoard;
}

/** The watching under way. */
export interface DataWatch {
	/** Reads everything again now. */
	refresh(): Promise<void>;
	end(): void;
}

/**
 * Keeps accounts and certificates in memory as they are on disk. A file that is bad is told to the log once, and changes
 * nothing.
 */
export function watchData(data: WatchedData): DataWatch {
	const { log, problems } = data;
	const forgetAccounts = data.accounts.onChange(data.onAccountsChanged);
	let cancelExpiry = (): void => undefined;
	const lookForExpired = (): void => {
		data.onAccountsChanged();
		cancelExpiry = systemClock.after(EXPIRY_LOOK_MS, lookForExpired);
	};
	lookForExpired();
	const accounts = async (): Promise<void> => {
		await problems.during("accounts", async () => {
			if (!(await data.accounts.reload())) return;
			log.event({ kind: "reloaded", what: "accounts.toml" });
		});
	};
	const certificates = async (): Promise<void> => {
		await problems.during("certificates", async () => {
			if (await data.clients.refresh()) {
				log.event({ kind: "reloaded", what: "client authorities" });
			}
			await data.certificates.refresh();
		});
	};
	const refresh = async (): Promise<void> => {
		await accounts();
		await certificates();
	};
	const renewal = (): Promise<boolean> =>
		problems.during("renewal", data.renewCertificates);
	let isEnded = false;
	let cancelRenewal = (): void => undefined;
	const renewLater = (): void => {
		if (isEnded) return;
		cancelRenewal = systemClock.after(RENEWAL_LOOK_MS, () => {
			void renewal().finally(renewLater);
		});
	};
	renewLater();
	const { folder } = data;
	const ends =
		folder === undefined
			? []
			: [
					// The default certificate's name is in state.json, which lies beside accounts.toml.
					watchFolder(folder, refresh),
					watchFolder(`${folder}/certs`, certificates),
				];
	return {
		refresh,
		end: () => {
			isEnded = true;
			cancelRenewal();
			cancelExpiry();
			forgetAccounts();
			for (const end of ends) end();
		},
	};
}
