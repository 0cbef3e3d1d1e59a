import type { Database } from "./database.ts";

/**
 * What SQLite finds wrong when it looks at all of the file, which takes as long as reading it; undefined when nothing is. Opening
 * a file finds only what stands on its first pages.
 *
 * @throws {OperatorError} what the database throws
 * @see https://sqlite.org/pragma.html#pragma_quick_check
 */
export function unsoundness(database: Database): string | undefined {
	const row = database.prepare("PRAGMA quick_check(1)").get();
	const verdict = Object.values(row ?? {})[0];
	if (verdict === "ok") return undefined;
	return String(verdict).replaceAll(/\s*\n\s*/g, " ");
}
