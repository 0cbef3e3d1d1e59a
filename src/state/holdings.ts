import type { Database } from "./database.ts";
import type { Gatherer } from "./gatherer.ts";

/** What a home holds, as it was counted last and has changed since. */
export interface Holding {
	readonly bytes: number;
	readonly files: number;
	/** When all of it was counted. */
	readonly countedMs: number;
}

/** Keeps what homes hold, so that a start need not count them all. */
export interface HoldingRecords {
	/** @param home as the account names it, never an absolute path of a portable folder */
	read(home: string): Holding | undefined;
	put(home: string, holding: Holding): void;
}

const PUT = `
	INSERT INTO holdings (home, bytes, files, counted_ms) VALUES (?, ?, ?, ?)
	ON CONFLICT (home) DO UPDATE SET
		bytes = excluded.bytes, files = excluded.files, counted_ms = excluded.counted_ms`;

/** @param parts.database the tables must be there */
export function holdingRecords({
	database,
	gatherer,
}: {
	readonly database: Database;
	readonly gatherer: Gatherer;
}): HoldingRecords {
	const put = database.prepare(PUT);
	const read = database.prepare(
		"SELECT bytes, files, counted_ms FROM holdings WHERE home = ?",
	);
	const waiting = new Map<string, Holding>();
	gatherer.add({
		write: () => {
			for (const [home, { bytes, files, countedMs }] of waiting) {
				put.run(home, bytes, files, countedMs);
			}
		},
		written: () => waiting.clear(),
	});
	return {
		read: (home) => {
			const fresh = waiting.get(home);
			if (fresh !== undefined) return fresh;
			const row = gatherer.read(() => read.get(home), undefined);
			if (row === undefined) return undefined;
			return {
				bytes: Number(row["bytes"]),
				files: Number(row["files"]),
				countedMs: Number(row["counted_ms"]),
			};
		},
		put: (home, holding) => {
			waiting.set(home, holding);
			gatherer.wake();
		},
	};
}
