import { DAY_MS } from "../base/index.ts";
import type { Database } from "./database.ts";
import { localDay } from "./local-day.ts";

/** So few at a time that nobody notices the pause. */
const AT_ONCE = 2_000;

/**
 * Forgets what is older than it should be kept, some rows at a time. Bans that are over go too: a month later none of them
 * lengthens a new one.
 *
 * @param options.days undefined: history is kept for ever
 * @returns whether there may be more to forget
 */
export function forgetOld(
	database: Database,
	options: { readonly nowMs: number; readonly days: number | undefined },
): boolean {
	const { days, nowMs } = options;
	const bansBeforeMs = nowMs - 30 * DAY_MS;
	return database.transaction(() => {
		database.prepare("DELETE FROM bans WHERE until_ms < ?").run(bansBeforeMs);
		if (days === undefined) return false;
		const beforeMs = nowMs - days * DAY_MS;
		database.prepare("DELETE FROM usage WHERE day < ?").run(localDay(beforeMs));
		const gone = ["sessions", "transfers"].map((table) =>
			database
				.prepare(
					`DELETE FROM ${table} WHERE number IN (SELECT number FROM ${table} WHERE ended_ms < ? LIMIT ${AT_ONCE})`,
				)
				.run(beforeMs),
		);
		return gone.some((count) => count === AT_ONCE);
	});
}
