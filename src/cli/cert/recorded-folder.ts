import type { Folder } from "../../base/index.ts";

/** What a command did to the files of the data folder. */
export interface FileChanges {
	/** Sorted. @example ["certs/nas.crt", "certs/nas.key"] */
	readonly written: readonly string[];
	/** Copies of what was there before. @example ["certs/archive/nas-20261122T193346Z.crt"] */
	readonly archived: readonly string[];
	readonly removed: readonly string[];
}

/** Staged files and plans, which have a dot in front, come and go within one change. */
const PASSING = /(^|\/)\./;

/** A folder that remembers which files were written and removed, so that people can be told exactly. */
export function recordedFolder(folder: Folder): {
	readonly folder: Folder;
	changes(): FileChanges;
} {
	const written = new Set<string>();
	const removed = new Set<string>();
	const put = (path: string): void => {
		if (PASSING.test(path) || path.endsWith(".bak")) return;
		written.add(path);
		removed.delete(path);
	};
	const gone = (path: string): void => {
		if (PASSING.test(path)) return;
		if (!written.delete(path)) removed.add(path);
	};
	const isArchived = (path: string): boolean =>
		path.startsWith("certs/archive/");
	return {
		folder: {
			...folder,
			write: async (path, content, options) => {
				await folder.write(path, content, options);
				put(path);
			},
			rename: async (from, to) => {
				await folder.rename(from, to);
				gone(from);
				put(to);
			},
			remove: async (path) => {
				await folder.remove(path);
				gone(path);
			},
		},
		changes: () => ({
			written: [...written].filter((path) => !isArchived(path)).sort(),
			archived: [...written].filter(isArchived).sort(),
			removed: [...removed].sort(),
		}),
	};
}
