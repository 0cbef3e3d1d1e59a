import type { BigIntStats } from "node:fs";
import type { FileFacts } from "../../files/index.ts";

/**
 * The facts as the rooms above know them. Big integers are asked of the system because inode numbers beyond 2^53
 * exist, and two files must not look like one.
 */
export function fileFacts(stats: BigIntStats): FileFacts {
	return {
		kind: stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other",
		sizeBytes: Number(stats.size),
		modifiedMs: Number(stats.mtimeMs),
		mode: Number(stats.mode) & 0o7777,
		links: Number(stats.nlink),
		unique: uniqueOf(stats),
	};
}

/** The same for two names of one file, on the whole machine: device and inode in hex. */
export function uniqueOf({ dev, ino }: BigIntStats): string {
	return `${dev.toString(16)}.${ino.toString(16)}`;
}
