import type { Folder } from "../base/index.ts";

/** The database's name in the data folder. */
export const STATE_DATABASE = "state.db";

/** What the name of one that was moved aside begins with. */
export const DAMAGED_STATE: string = `${STATE_DATABASE}.damaged-`;

/** SQLite's own files beside it: what was written last, and an index of that. */
const SIDE_FILES = ["-wal", "-shm"];

/**
 * Moves a database that cannot be read out of the way, with what belongs to it, so that a new one can take its place. Only for
 * who holds the data folder's lock, and before anything has it open.
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
	const aside = `${DAMAGED_STATE}${stamp}`;
	// The side files first: beside a new database they would be taken for its own.
	for (const end of [...SIDE_FILES, ""]) {
		if (!names.has(`${STATE_DATABASE}${end}`)) continue;
		await folder.rename(`${STATE_DATABASE}${end}`, `${aside}${end}`);
	}
	return aside;
}
