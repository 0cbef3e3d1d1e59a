import type { Database } from "./database.ts";
import type { Holding } from "./holdings.ts";
import { localDay } from "./local-day.ts";
import { refuseNewer, versionOf } from "./migrations.ts";

/** How an account stands, as far as it is written down: what a running server counted in the last second may be missing. */
export interface Standing {
	/** Today by the server's time zone, as `2026-11-22`. */
	readonly day: string;
	readonly uploadedBytes: number;
	readonly downloadedBytes: number;
	/** Undefined for one that never earned, paid or was given any. */
	readonly credits: number | undefined;
	/** What its home held when it was counted, and has come and gone since; undefined where nobody counts. */
	readonly holding: Holding | undefined;
}

/** Whose standing is asked for. */
export interface StandingQuestion {
	readonly account: string;
	/** As holdings are written down by. */
	readonly home: string;
	readonly nowMs: number;
}

/**
 * Reads how an account stands. Writes nothing, so that a running server is not disturbed.
 *
 * @returns undefined when nothing was ever counted in this database
 * @throws {OperatorError} state.newer, and what the database throws
 */
export function standingIn(
	database: Database,
	{ account, home, nowMs }: StandingQuestion,
): Standing | undefined {
	refuseNewer(database);
	if (versionOf(database) === 0) return undefined;
	const name = account.toLowerCase();
	const day = localDay(nowMs);
	const moved = database
		.prepare(
			"SELECT uploaded, downloaded FROM usage WHERE account = ? AND day = ?",
		)
		.get(name, day);
	const credits = database
		.prepare("SELECT balance FROM credits WHERE account = ?")
		.get(name);
	const held = database
		.prepare("SELECT bytes, files, counted_ms FROM holdings WHERE home = ?")
		.get(home);
	return {
		day,
		uploadedBytes: Number(moved?.["uploaded"] ?? 0),
		downloadedBytes: Number(moved?.["downloaded"] ?? 0),
		credits: credits === undefined ? undefined : Number(credits["balance"]),
		holding:
			held === undefined
				? undefined
				: {
						bytes: Number(held["bytes"]),
						files: Number(held["files"]),
						countedMs: Number(held["counted_ms"]),
					},
	};
}
