import type { AccountStore } from "../accounts/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../base/index.ts";
import type { Log } from "../log/index.ts";
import { systemClock, watchFolder } from "../platform/index.ts";
import type { CertificateKeeper } from "./certificate-keeper.ts";
import type { ClientJudge } from "./client-judge.ts";
import { MESSAGES_FOLDER } from "./message-files.ts";
import type { Messages } from "./messages.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { TrashLook } from "./trash-keeper.ts";

/** A machine's addresses may change within a day. */
const RENEWAL_LOOK_MS: number = HOUR_MS;

/** The trash is emptied so often, and when it was too much for one look, again after the shorter time. */
const TRASH_LOOK_MS: number = DAY_MS;
const MORE_TRASH_MS: number = MINUTE_MS;

/** An account that expires loses its open sessions within this time. */
const EXPIRY_LOOK_MS: number = SECOND_MS;

/** The database and its side files: the server writes them itself, several times a second under load. */
const STATE_DATABASE = "state.db";

/** What other programs, and people with an editor, may change while the server runs. */
export interface WatchedData {
	/** The data folder; undefined: nothing is on disk, and nothing can change. */
	readonly folder: string | undefined;
	readonly accounts: Pick<AccountStore, "onChange" | "reload">;
	readonly certificates: Pick<CertificateKeeper, "refresh">;
	/** Their files may be anywhere: they are read again with everything else. */
	readonly clients: Pick<ClientJudge, "refresh">;
	readonly messages: Pick<Messages, "refresh">;
	/** Renews the program's own certificates when it is time. */
	readonly renewCertificates: () => Promise<void>;
	/** Deletes what has been in the trash for long enough. */
	readonly emptyTrash: (signal: AbortSignal) => Promise<TrashLook>;
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
	const messages = async (): Promise<void> => {
		if (!(await data.messages.refresh())) return;
		log.event({ kind: "reloaded", what: "messages" });
	};
	const refresh = async (): Promise<void> => {
		await accounts();
		await certificates();
		await messages();
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
	const endTrash = emptyTrashDaily(data);
	const { folder } = data;
	const ends =
		folder === undefined
			? []
			: [
					// The default certificate's name is in state.json, which lies beside accounts.toml.
					watchFolder(
						folder,
						refresh,
						(name) => !name.startsWith(STATE_DATABASE),
					),
					watchFolder(`${folder}/certs`, certificates),
					watchFolder(`${folder}/${MESSAGES_FOLDER}`, messages),
				];
	return {
		refresh,
		end: () => {
			isEnded = true;
			cancelRenewal();
			endTrash();
			cancelExpiry();
			forgetAccounts();
			for (const end of ends) end();
		},
	};
}

/** At once, beside everything else, and then day by day. */
function emptyTrashDaily({
	emptyTrash,
	problems,
}: Pick<WatchedData, "emptyTrash" | "problems">): () => void {
	const ending = new AbortController();
	let cancel = (): void => undefined;
	const look = async (): Promise<void> => {
		let waitMs = TRASH_LOOK_MS;
		await problems.during("trash", async () => {
			const came = await emptyTrash(ending.signal);
			if (came === "more") waitMs = MORE_TRASH_MS;
		});
		if (ending.signal.aborted) return;
		cancel = systemClock.after(waitMs, () => void look());
	};
	void look();
	return () => {
		ending.abort();
		cancel();
	};
}
