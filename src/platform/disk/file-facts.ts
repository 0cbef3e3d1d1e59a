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

/** What of `Stats` the facts are made of. */
export type PlainStats = Pick<
	Stats,
	"dev" | "ino" | "mode" | "mtimeMs" | "nlink" | "size"
>;

/** A link has to be followed, and a number that no longer tells two files apart has to be asked for in full. */
export function isPlain({ mode, ino }: PlainStats): boolean {
	return (mode & FILE_TYPE) !== LINK && Number.isSafeInteger(ino);
}

/** The same as {@link fileFacts} from plain numbers, which cost less; for what {@link isPlain}. */
export function plainFacts(stats: PlainStats): FileFacts {
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

/** The bits of a mode that say what it is (S_IFMT), and three of its values. */
const FILE_TYPE = 0o170000;
const LINK = 0o120000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** The same for two names of one file, on the whole machine: device and inode in hex. */
export function uniqueOf({ dev, ino }: BigIntStats): string {
	return `${dev.toString(16)}.${ino.toString(16)}`;
}
