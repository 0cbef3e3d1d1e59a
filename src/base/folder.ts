/** How a file is kept: `secret` files are readable by their owner only (mode 0600). */
export interface WriteOptions {
	readonly secret?: true;
}

/**
 * A small private folder: the only door through which rooms above the disk reach the data folder.
 * Paths are relative, parts joined by `/`. The disk has one implementation (platform), memory another
 * ({@link memoryFolder}); a server that keeps nothing gets the second and needs no other branch.
 */
export interface Folder {
	/** Where it is, absolute, to be shown to people; undefined when it is memory. */
	readonly location: string | undefined;
	/** The whole file, or undefined when there is none. */
	read(path: string): Promise<Uint8Array | undefined>;
	/** The whole content or the old one: staged beside, synced, renamed into place. Makes the folders above. */
	write(
		path: string,
		content: Uint8Array | string,
		options?: WriteOptions,
	): Promise<void>;
	/** Replaces what is at `to`. */
	rename(from: string, to: string): Promise<void>;
	/** No failure when there is none. */
	remove(path: string): Promise<void>;
	/** The names in it, sorted; none when there is no such folder. */
	list(path: string): Promise<readonly string[]>;
	/**
	 * Whether others than its owner may read or change the file, by its mode. False where there is no file, and where
	 * files have no modes: in memory, on Windows, on sticks.
	 */
	isOpenToOthers(path: string): Promise<boolean>;
}

/** A {@link Folder} that is gone with the process. */
export function memoryFolder(): Folder {
	const files = new Map<string, Uint8Array>();
	return {
		location: undefined,
		read: async (path) => files.get(path),
		write: async (path, content) => {
			files.set(
				path,
				typeof content === "string"
					? new TextEncoder().encode(content)
					: content.slice(),
			);
		},
		rename: async (from, to) => {
			const content = files.get(from);
			if (content === undefined) throw new Error(`no file ${from} to rename`);
			files.delete(from);
			files.set(to, content);
		},
		remove: async (path) => {
			files.delete(path);
		},
		list: async (path) => {
			const prefix = path === "" ? "" : `${path}/`;
			const below = [...files.keys()].filter((name) => name.startsWith(prefix));
			return [
				...new Set(
					below.map((name) => name.slice(prefix.length).split("/")[0] ?? ""),
				),
			].sort();
		},
		isOpenToOthers: async () => false,
	};
}
