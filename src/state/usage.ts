import type { Clock } from "../base/index.ts";
import type { Database } from "./database.ts";
import type { Gatherer, Gathering } from "./gatherer.ts";
import { localDay } from "./local-day.ts";

/** What an account has moved today, growing as it moves. One object per account, the same for all its transfers. */
export interface Tally {
	readonly uploadedBytes: number;
	readonly downloadedBytes: number;
	/** Counts bytes; costs no more than an addition. */
	add(direction: "upload" | "download", bytes: number): void;
}

/** What an account moved on a day. */
export interface DayUsage {
	/** As `2026-11-22`, by the server's time zone. */
	readonly day: string;
	readonly uploadedBytes: number;
	readonly downloadedBytes: number;
}

/** Counts the bytes of accounts by day; what was counted survives a restart. */
export interface UsageLedger {
	/** Today's tally; asked for at the beginning of a transfer, it also sees that a new day has begun. */
	today(account: string): Tally;
	/** The days on which an account moved anything, the latest first. */
	days(account: string, most: number): readonly DayUsage[];
}

const ADD = `
	INSERT INTO usage (account, day, uploaded, downloaded) VALUES (?, ?, ?, ?)
	ON CONFLICT (account, day) DO UPDATE SET
		uploaded = uploaded + excluded.uploaded,
		downloaded = downloaded + excluded.downloaded`;

class AccountTally implements Tally {
	uploadedBytes = 0;
	downloadedBytes = 0;
	/** How much of that is in the database. */
	writtenUploaded = 0;
	writtenDownloaded = 0;
	#isDirty = false;
	readonly account: string;
	readonly #changed: (tally: AccountTally) => void;

	constructor(account: string, changed: (tally: AccountTally) => void) {
		this.account = account;
		this.#changed = changed;
	}

	add(direction: "upload" | "download", bytes: number): void {
		if (direction === "upload") this.uploadedBytes += bytes;
		else this.downloadedBytes += bytes;
		if (this.#isDirty) return;
		this.#isDirty = true;
		this.#changed(this);
	}

	begin(uploaded: number, downloaded: number): void {
		this.uploadedBytes = uploaded;
		this.downloadedBytes = downloaded;
		this.written();
	}

	written(): void {
		this.writtenUploaded = this.uploadedBytes;
		this.writtenDownloaded = this.downloadedBytes;
		this.#isDirty = false;
	}
}

/** Bytes of a day that are over and not written yet. */
interface Unwritten {
	readonly account: string;
	readonly day: string;
	readonly uploaded: number;
	readonly downloaded: number;
}

/** @param parts.database the tables must be there */
export function usageLedger({
	clock,
	database,
	gatherer,
}: {
	readonly clock: Clock;
	readonly database: Database;
	readonly gatherer: Gatherer;
}): UsageLedger {
	const add = database.prepare(ADD);
	const read = database.prepare(
		"SELECT uploaded, downloaded FROM usage WHERE account = ? AND day = ?",
	);
	const latest = database.prepare(
		"SELECT day, uploaded, downloaded FROM usage WHERE account = ? ORDER BY day DESC LIMIT ?",
	);
	const tallies = new Map<string, AccountTally>();
	const dirty = new Set<AccountTally>();
	/** Empty until somebody asks: the first local time of a process takes 8 ms, which a start need not wait for. */
	let day = "";
	let before: Unwritten[] = [];

	const unwrittenOf = (tally: AccountTally): Unwritten => ({
		account: tally.account,
		day,
		uploaded: tally.uploadedBytes - tally.writtenUploaded,
		downloaded: tally.downloadedBytes - tally.writtenDownloaded,
	});

	function turnPage(): void {
		const today = localDay(clock.nowMs());
		if (today === day) return;
		before = [...before, ...[...dirty].map(unwrittenOf)];
		dirty.clear();
		for (const tally of tallies.values()) tally.begin(0, 0);
		day = today;
	}

	function opened(account: string): AccountTally {
		const tally = new AccountTally(account, (changed) => {
			dirty.add(changed);
			gatherer.wake();
		});
		const row = gatherer.read(() => read.get(account, day), undefined);
		tally.begin(
			Number(row?.["uploaded"] ?? 0),
			Number(row?.["downloaded"] ?? 0),
		);
		tallies.set(account, tally);
		return tally;
	}

	const part: Gathering = {
		write: () => {
			turnPage();
			for (const each of [...before, ...[...dirty].map(unwrittenOf)]) {
				add.run(each.account, each.day, each.uploaded, each.downloaded);
			}
		},
		written: () => {
			before = [];
			for (const tally of dirty) tally.written();
			dirty.clear();
		},
	};
	gatherer.add(part);

	return {
		today: (name) => {
			turnPage();
			const account = name.toLowerCase();
			return tallies.get(account) ?? opened(account);
		},
		days: (name, most) => {
			gatherer.flush();
			return gatherer
				.read(() => latest.all(name.toLowerCase(), most), [])
				.map((row) => ({
					day: String(row["day"]),
					uploadedBytes: Number(row["uploaded"]),
					downloadedBytes: Number(row["downloaded"]),
				}));
		},
	};
}
