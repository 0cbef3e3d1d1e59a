import type { Folder } from "../../base/index.ts";
import {
	FILE_KINDS,
	type FileKind,
	pathOf,
	readStored,
	type StoredFiles,
} from "./stored-files.ts";
import type { PutFile } from "./transaction.ts";

/**
 * Copies of what is stored under a name, to be put into `certs/archive/` together with what replaces it.
 * Copies, not moves: until the new files take their places, those who read find the old ones there.
 *
 * @example "certs/archive/nas-20261122T193346Z.crt"
 */
export async function archiveCopies(
	folder: Folder,
	name: string,
	nowMs: number,
	kinds: readonly FileKind[] = FILE_KINDS,
): Promise<readonly PutFile[]> {
	const stored = await readStored(folder, name);
	const stem = await freeStem(folder, name, nowMs);
	return kinds.flatMap((kind) => {
		const content = stored[kind];
		if (content === undefined) return [];
		const path = `certs/archive/${stem}.${kind}`;
		return [{ path, content, ...secrecyOf(kind) }];
	});
}

/** Keys are readable by their owner only; requests and certificates are public. */
export function secrecyOf(kind: FileKind): { readonly secret?: true } {
	return kind === "key" ? { secret: true } : {};
}

/** The paths of all files that are there. */
export function storedPaths(stored: StoredFiles): readonly string[] {
	return FILE_KINDS.filter((kind) => stored[kind] !== undefined).map((kind) =>
		pathOf(stored.name, kind),
	);
}

/** The name with the second, and a number behind it when two fall into one second. */
async function freeStem(
	folder: Folder,
	name: string,
	nowMs: number,
): Promise<string> {
	const taken = await folder.list("certs/archive");
	const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, "");
	const isFree = (stem: string): boolean =>
		!FILE_KINDS.some((kind) => taken.includes(`${stem}.${kind}`));
	let stem = `${name}-${time}`;
	for (let count = 2; !isFree(stem); count++) stem = `${name}-${time}-${count}`;
	return stem;
}
