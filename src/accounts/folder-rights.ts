import type { Rights } from "../files/index.ts";
import type { FolderRights } from "./account.ts";

/** Rights that depend on the place: those of a whole tree, and exceptions for folders. */
export interface PlacedRights {
	readonly rights: Rights;
	readonly folders: readonly FolderRights[];
}

/**
 * What may be done at a virtual path: of the folders that are the path or above it the longest counts, else what holds everywhere.
 *
 * @param path virtual and absolute, as `resolvePath` makes it
 * @example rightsAt({ rights: ALL_RIGHTS, folders: [{ path: "/in", rights: dropbox }] }, "/in/a.txt") // dropbox
 */
export function rightsAt(
	{ rights, folders }: PlacedRights,
	path: string,
): Rights {
	let longest: FolderRights | undefined;
	for (const folder of folders) {
		if (!isAtOrBelow(path, folder.path)) continue;
		if (longest !== undefined && longest.path.length > folder.path.length) {
			continue;
		}
		longest = folder;
	}
	return longest?.rights ?? rights;
}

/** @example isAtOrBelow("/a/b", "/a") === true */
export function isAtOrBelow(path: string, folder: string): boolean {
	return (
		folder === "/" ||
		path === folder ||
		(path.startsWith(folder) && path[folder.length] === "/")
	);
}
