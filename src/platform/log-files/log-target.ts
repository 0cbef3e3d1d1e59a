import { constants } from "node:fs";
import {
	type FileHandle,
	mkdir,
	open,
	readdir,
	rename,
	stat,
	unlink,
} from "node:fs/promises";
import { join } from "node:path";
import { NO_WAIT } from "../disk/calls.ts";
import { systemCode } from "../errno.ts";
import {
	beyondSize,
	dayOf,
	expiredNames,
	nextNumber,
	type RotatedName,
	rotatedName,
	rotatedNames,
	type SizedName,
} from "./names.ts";

/** Where log lines go, and when the file is set aside and old ones are removed. */
export interface LogTargetOptions {
	/** Made with mode 0700 when it is missing. */
	readonly folder: string;
	/** The file's name; those set aside are called `NAME.2026-11-22.1`. */
	readonly name: string;
	/** Set aside before it grows beyond this. Undefined: by the day (UTC) alone. */
	readonly rotateBytes: number | undefined;
	/** Files set aside are removed when their day lies more than this long ago. Undefined: never. */
	readonly retentionMs: number | undefined;
	/** The oldest of those set aside are removed until all together are no larger. Undefined: any size. */
	readonly keepBytes: number | undefined;
	readonly nowMs: () => number;
}

/** How far an append came. */
export interface Appended {
	/** Bytes of whole lines that are in the file. */
	readonly doneBytes: number;
	/** Why not all of them. */
	readonly failure?: unknown;
}

interface OpenFile {
	readonly handle: FileHandle;
	readonly dev: bigint;
	readonly ino: bigint;
	/** Devices and pipes are never set aside. */
	readonly isFile: boolean;
	/** The day of its lines. */
	readonly day: string;
	sizeBytes: number;
	/** The last line has no end: of a crash, or of a full disk. */
	isTorn: boolean;
}

const APPEND: number =
	constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_WAIT;

const LINE_FEED = 10;

/** The file at the end of a log: opened when something is to be written, and again when somebody has moved it away. */
export class LogTarget {
	readonly #options: LogTargetOptions;
	readonly #path: string;
	#file: OpenFile | undefined;
	#isStale = false;
	#isTidied = false;

	constructor(options: LogTargetOptions) {
		this.#options = options;
		this.#path = join(options.folder, options.name);
	}

	/** Opens the file anew before the next line: another program has moved it, or the folder is another one. */
	reopen(): void {
		this.#isStale = true;
	}

	/** Appends whole lines. Calls must not overlap. */
	async append(lines: Uint8Array): Promise<Appended> {
		try {
			const file = await this.#ready(lines.length);
			return await write(file, lines);
		} catch (failure) {
			return { doneBytes: 0, failure };
		}
	}

	async close(): Promise<void> {
		const file = this.#file;
		this.#file = undefined;
		await file?.handle.close().catch(() => undefined);
	}

	/** The file, open, with room for the lines of today. */
	async #ready(lengthBytes: number): Promise<OpenFile> {
		const file = await this.#current();
		const { nowMs, rotateBytes = Number.POSITIVE_INFINITY } = this.#options;
		const isFull = file.sizeBytes + lengthBytes > rotateBytes;
		const isOld = file.day !== dayOf(nowMs());
		if (!file.isFile || file.sizeBytes === 0 || !(isFull || isOld)) return file;
		await this.close();
		await this.#setAside(file.day);
		return this.#open();
	}

	/** The open file if it is still the one of that name; else the one that is. */
	async #current(): Promise<OpenFile> {
		const file = this.#file;
		if (file === undefined) return this.#open();
		const facts = await stat(this.#path, { bigint: true }).catch(missing);
		const isSame = facts?.ino === file.ino && facts.dev === file.dev;
		if (!this.#isStale && isSame) {
			// Somebody may have emptied it in place.
			file.sizeBytes = Number(facts.size);
			return file;
		}
		await this.close();
		return this.#open();
	}

	async #open(): Promise<OpenFile> {
		await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
		const handle = await open(this.#path, APPEND, 0o600);
		try {
			const facts = await handle.stat({ bigint: true });
			const isFile = facts.isFile();
			const sizeBytes = Number(facts.size);
			const { nowMs } = this.#options;
			const hasLines = isFile && sizeBytes > 0;
			const file: OpenFile = {
				handle,
				dev: facts.dev,
				ino: facts.ino,
				isFile,
				sizeBytes,
				day: dayOf(hasLines ? Number(facts.mtimeMs) : nowMs()),
				isTorn: hasLines && (await lastByte(handle, sizeBytes)) !== LINE_FEED,
			};
			this.#file = file;
			this.#isStale = false;
			if (!this.#isTidied) await this.#removeExpired();
			this.#isTidied = true;
			return file;
		} catch (failure) {
			this.#file = undefined;
			await handle.close();
			throw failure;
		}
	}

	async #setAside(day: string): Promise<void> {
		const { folder, name } = this.#options;
		const rotated = rotatedNames(name, await readdir(folder));
		const aside = rotatedName(name, day, nextNumber(rotated, day));
		await rename(this.#path, join(folder, aside)).catch(missing);
		await this.#removeExpired();
	}

	/** What cannot be removed now is tried again with the next file that is set aside. */
	async #removeExpired(): Promise<void> {
		const { folder, keepBytes, name, nowMs, retentionMs } = this.#options;
		if (retentionMs === undefined && keepBytes === undefined) return;
		const rotated = rotatedNames(name, await readdir(folder));
		const expired =
			retentionMs === undefined
				? []
				: expiredNames(rotated, nowMs() - retentionMs);
		const young = rotated.filter((each) => !expired.includes(each.name));
		const tooMuch =
			keepBytes === undefined
				? []
				: beyondSize(await sized(folder, young), keepBytes);
		for (const each of [...expired, ...tooMuch]) {
			await unlink(join(folder, each)).catch(() => undefined);
		}
	}
}

/** One that is gone meanwhile has no size. */
async function sized(
	folder: string,
	rotated: readonly RotatedName[],
): Promise<readonly SizedName[]> {
	return await Promise.all(
		rotated.map(async ({ name }) => {
			const facts = await stat(join(folder, name)).catch(() => undefined);
			return { name, sizeBytes: facts?.size ?? 0 };
		}),
	);
}

async function write(file: OpenFile, lines: Uint8Array): Promise<Appended> {
	const { handle } = file;
	let done = 0;
	try {
		await endTornLine(file);
		while (done < lines.length) {
			const rest = lines.length - done;
			done += (await handle.write(lines, done, rest, null)).bytesWritten;
		}
		file.sizeBytes += done;
		return { doneBytes: done };
	} catch (failure) {
		const doneBytes = await takeBackHalfLine(file, lines.subarray(0, done));
		return { doneBytes, failure };
	}
}

async function endTornLine(file: OpenFile): Promise<void> {
	if (!file.isTorn) return;
	await file.handle.write(Uint8Array.of(LINE_FEED), 0, 1, null);
	file.sizeBytes += 1;
	file.isTorn = false;
}

/** Half a line is of use to nobody: it is taken back, and comes whole later. @returns the bytes of whole lines */
async function takeBackHalfLine(
	file: OpenFile,
	written: Uint8Array,
): Promise<number> {
	const whole = written.lastIndexOf(LINE_FEED) + 1;
	file.sizeBytes += whole;
	if (file.isFile && whole < written.length) {
		await file.handle.truncate(file.sizeBytes).catch(() => {
			file.isTorn = true;
		});
	}
	return whole;
}

async function lastByte(
	handle: FileHandle,
	sizeBytes: number,
): Promise<number | undefined> {
	const byte = new Uint8Array(1);
	const { bytesRead } = await handle.read(byte, 0, 1, sizeBytes - 1);
	return bytesRead === 1 ? byte[0] : undefined;
}

/** Nothing of that name is no failure. */
function missing(failure: unknown): undefined {
	if (systemCode(failure) === "ENOENT") return undefined;
	throw failure;
}
