import { ALL_RIGHTS, RIGHTS, type Rights } from "../files/index.ts";
import type { FolderRights } from "./account.ts";
import type { Declared } from "./account-keys.ts";
import { type PlacedRights, rightsAt } from "./folder-rights.ts";
import { commonRights, isWithin } from "./rights-words.ts";

/** Folders and mounts with rights of their own; where both name a path, both count. */
export function placedRights({
	folders,
	mounts,
}: Declared): readonly FolderRights[] {
	if (folders === undefined && mounts === undefined) return [];
	const placed = new Map<string, Rights>();
	for (const { path, rights } of [...(folders ?? []), ...(mounts ?? [])]) {
		if (rights === undefined) continue;
		placed.set(path, commonRights(rights, placed.get(path) ?? ALL_RIGHTS));
	}
	return byPath([...placed].map(([path, rights]) => ({ path, rights })));
}

/**
 * At each path that either names, what both grant there. That is exact for all paths between, since the longest path
 * that covers a file is covered by the longest one of each side.
 */
export function commonFolders(
	a: PlacedRights,
	b: PlacedRights,
): readonly FolderRights[] {
	if (a.folders.length === 0 && b.folders.length === 0) return [];
	const paths = new Set([...a.folders, ...b.folders].map(({ path }) => path));
	return byPath(
		[...paths].map((path) => ({
			path,
			rights: commonRights(rightsInAnyCase(a, path), rightsInAnyCase(b, path)),
		})),
	);
}

/** What is granted at a path by whoever writes it, in whatever case: some disks take `/In` and `/in` for one. */
function rightsInAnyCase(placed: PlacedRights, path: string): Rights {
	const folded = foldPath(path);
	const folders = placed.folders.map((each) => ({
		...each,
		path: foldPath(each.path),
	}));
	return commonRights(
		rightsAt(placed, path),
		rightsAt({ rights: placed.rights, folders }, folded),
	);
}

function foldPath(path: string): string {
	return path.normalize("NFC").toUpperCase().toLowerCase();
}

/**
 * The same rights, said so that those of the whole tree are never less than those of a folder: who takes them for a ceiling
 * and who takes them for what holds elsewhere come to the same.
 */
export function underTheMost({ folders, rights }: PlacedRights): PlacedRights {
	if (folders.every((each) => isWithin(each.rights, rights))) {
		return { folders, rights };
	}
	const granted = [rights, ...folders.map((each) => each.rights)];
	const most = new Set(granted.flatMap((each) => [...each]));
	const hasTop = folders.some(({ path }) => path === "/");
	return {
		rights: new Set(RIGHTS.filter((right) => most.has(right))),
		folders: hasTop ? folders : [{ path: "/", rights }, ...folders],
	};
}

/** In the order of their paths. */
export function byPath<T extends { readonly path: string }>(
	items: T[],
): readonly T[] {
	return items.sort((a, b) => (a.path < b.path ? -1 : 1));
}
