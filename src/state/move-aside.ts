import type { Folder } from "../base/index.ts";

/** The database's name in the data folder. */
export const STATE_DATABASE = "state.db";

/** SQLite's own files beside it: what was written last, and an index of that. */
const SIDE_FILES = ["-wal", "-shm"];

/**
 * Moves a database that cannot be read out of the way, with what belongs to it, so that the next start makes a new one.
 * Only on request, and only while no server runs.
 *
 * @returns the new name; undefined when there is none to move
 */
export async function moveStateAside(
	folder: Folder,
	nowMs: number,
): Promise<string | undefined> {
	const names = new Set(await folder.list(""));
	if (!names.has(STATE_DATABASE)) return undefined;
	const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, "-");
	const aside = `${STATE_DATABASE}.damaged-${stamp}`;
	// The side files first: beside a new database they would be taken for its own.
	for (const end of [...SIDE_FILES, ""]) {
		if (!names.has(`${STATE_DATABASE}${end}`)) continue;
		await folder.rename(`${STATE_DATABASE}${end}`, `${aside}${end}`);
	}
	return aside;
}
