import type { BigIntStats, Stats } from "node:fs";
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

/** The same from plain numbers, which cost less; for inode numbers that a number can hold. */
export function plainFacts(stats: Stats): FileFacts {
	const { mode, dev, ino } = stats;
	const type = mode & FILE_TYPE;
	return {
		kind: type === REGULAR ? "file" : type === FOLDER ? "folder" : "other",
		sizeBytes: stats.size,
		modifiedMs: Math.floor(stats.mtimeMs),
		mode: mode & 0o7777,
		links: stats.nlink,
		unique: `${dev.toString(16)}.${ino.toString(16)}`,
	};
}

/** The bits of a mode that say what it is (S_IFMT), and two of its values. */
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** The same for two names of one file, on the whole machine: device and inode in hex. */
export function uniqueOf({ dev, ino }: BigIntStats): string {
	return `${dev.toString(16)}.${ino.toString(16)}`;
}
