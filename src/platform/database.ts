import type { Database } from "../state/index.ts";

/** Where a database is. */
export interface DatabaseRequest {
	/** Absolute; it is made when it is missing, readable by its owner only. Undefined: memory, gone when it is closed. */
	readonly file: string | undefined;
	/** How long a statement waits for another program that holds the file. Nothing else happens meanwhile. */
	readonly busyMs: number;
	/** Nothing is written through it, and the file, which must be there, keeps its mode and its kind of journal. */
	readonly looksOnly?: true;
}

/**
 * Opens a SQLite database. What reads it is loaded now, since most commands need none.
 *
 * @throws {OperatorError} state.damaged, state.locked, file.no-right
 */
export async function openDatabase(
	request: DatabaseRequest,
): Promise<Database> {
	const { openSqlite } = await import("./sqlite/open-sqlite.ts");
	return openSqlite(request);
}
