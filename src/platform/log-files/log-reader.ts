import type { BigIntStats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { KIB, MIB, OperatorError } from "../../base/index.ts";
import { NO_WAIT, READ } from "../disk/calls.ts";
import { systemCode } from "../errno.ts";

/** An open log file, read from its beginning on. */
export interface LogReader extends AsyncDisposable {
	/** Tells this file from all others that there are at the same time, under whatever name. */
	readonly identity: string;
	/**
	 * The next lines, without their ends. Undefined when there are no more whole lines now; later there may be.
	 * Lines of more than a mebibyte are passed over.
	 */
	next(): Promise<readonly string[] | undefined>;
	/** Whether the file of this name is still the one that is read: false when it was set aside or removed. */
	isStill(path: string): Promise<boolean>;
}

const CHUNK_BYTES: number = 64 * KIB;
const MOST_LINE_BYTES: number = MIB;
const LINE_FEED = 10;

/**
 * Opens a log file. Undefined when there is none, or it may no longer be: files set aside are removed some day.
 *
 * @throws {OperatorError} file.no-right
 */
export async function openLogReader(
	path: string,
): Promise<LogReader | undefined> {
	try {
		const handle = await open(path, READ | NO_WAIT);
		return new Reader(handle, identityOf(await handle.stat({ bigint: true })));
	} catch (failure) {
		const code = systemCode(failure);
		if (code === "ENOENT") return undefined;
		if (code !== "EACCES" && code !== "EPERM") throw failure;
		throw new OperatorError("file.no-right", `${path} cannot be read.`, {
			why: `the system refuses it to this user (${code})`,
			fix: "run the command as the user that runs the server",
			cause: failure,
		});
	}
}

function identityOf({ dev, ino }: BigIntStats): string {
	return `${dev}:${ino}`;
}

class Reader implements LogReader {
	readonly identity: string;
	readonly #handle: FileHandle;
	readonly #chunk = new Uint8Array(CHUNK_BYTES);
	#position = 0;
	/** The beginning of a line whose end has not come yet. */
	#begun: Uint8Array[] = [];
	#begunBytes = 0;
	#isTooLong = false;

	constructor(handle: FileHandle, identity: string) {
		this.#handle = handle;
		this.identity = identity;
	}

	async next(): Promise<readonly string[] | undefined> {
		for (;;) {
			const { bytesRead } = await this.#handle.read(
				this.#chunk,
				0,
				CHUNK_BYTES,
				this.#position,
			);
			if (bytesRead === 0) {
				if (!(await this.#wasEmptied())) return undefined;
				continue;
			}
			this.#position += bytesRead;
			const lines = this.#linesIn(this.#chunk.subarray(0, bytesRead));
			if (lines.length > 0) return lines;
		}
	}

	async isStill(path: string): Promise<boolean> {
		const there = await stat(path, { bigint: true }).catch(() => undefined);
		return there !== undefined && identityOf(there) === this.identity;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#handle.close();
	}

	/** Some programs set a log aside by a copy, and empty it in place. */
	async #wasEmptied(): Promise<boolean> {
		const { size } = await this.#handle.stat();
		if (size >= this.#position) return false;
		this.#position = 0;
		this.#forget();
		return size > 0;
	}

	#linesIn(bytes: Uint8Array): string[] {
		const end = bytes.lastIndexOf(LINE_FEED);
		if (end === -1) {
			this.#keep(bytes);
			return [];
		}
		const whole = joined([...this.#begun, bytes.subarray(0, end)]);
		const lines = new TextDecoder().decode(whole).split("\n");
		if (this.#isTooLong) lines.shift();
		this.#forget();
		this.#keep(bytes.subarray(end + 1));
		return lines;
	}

	#keep(bytes: Uint8Array): void {
		this.#begunBytes += bytes.length;
		if (this.#begunBytes > MOST_LINE_BYTES) {
			this.#isTooLong = true;
			this.#begun = [];
		} else if (bytes.length > 0) {
			this.#begun.push(new Uint8Array(bytes));
		}
	}

	#forget(): void {
		this.#begun = [];
		this.#begunBytes = 0;
		this.#isTooLong = false;
	}
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(
		parts.reduce((total, { length }) => total + length, 0),
	);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
