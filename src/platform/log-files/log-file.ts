import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type Clock,
	MIB,
	MINUTE_MS,
	SECOND_MS,
	utf8,
} from "../../base/index.ts";
import { systemCode } from "../errno.ts";
import { LogTarget, type LogTargetOptions } from "./log-target.ts";

/** What the owner of a log file must hear; the file itself cannot tell it. */
export type LogFileTrouble =
	/** Lines are kept in memory and, when that is full, lost; it is tried again. Told once for each trouble. */
	| { readonly kind: "failing"; readonly path: string; readonly why: string }
	/** Lines are written again. */
	| {
			readonly kind: "restored";
			readonly path: string;
			readonly lostLines: number;
	  };

export interface LogFileOptions extends Omit<LogTargetOptions, "nowMs"> {
	readonly clock: Clock;
	readonly onTrouble: (trouble: LogFileTrouble) => void;
}

/** Lines that are gathered for one write. */
const GATHER_MS = 200;
/** The most characters that wait for the disk; further lines are lost and counted. */
const MOST_WAITING: number = MIB;
const FIRST_RETRY_MS: number = SECOND_MS;
const LONGEST_RETRY_MS: number = MINUTE_MS;
/** A disk that fails and works in turns is told of no more often. */
const QUIET_MS: number = MINUTE_MS;
/** How long the end of the program waits for a disk that does not answer. */
const CLOSE_MS: number = 2 * SECOND_MS;

/**
 * A log file: takes lines at any time, never fails and never waits. Lines are gathered in memory and written every
 * {@link GATHER_MS}, appended, by one write each time; a line costs its caller the place in a list.
 *
 * The disk may be full, slow, away or forbidden: {@link LogFileOptions.onTrouble} hears of it once, it is tried again
 * with growing pauses, and what did not fit in memory meanwhile is counted.
 *
 * A line of 200 bytes costs its caller 0.06 µs (`bun scripts/bench-logs.ts`).
 */
export class LogFile {
	readonly #path: string;
	readonly #clock: Clock;
	readonly #target: LogTarget;
	readonly #onTrouble: (trouble: LogFileTrouble) => void;
	#lines: string[] = [];
	#waiting = 0;
	/** Bytes of whole lines that were taken from the list, and are not in the file yet. */
	#rest: Uint8Array = new Uint8Array();
	#cancelTimer: (() => void) | undefined;
	#draining: Promise<void> | undefined;
	#isClosed = false;
	#lost = 0;
	#retryMs = FIRST_RETRY_MS;
	#isFailing = false;
	#isTold = false;
	#quietUntilMs = Number.NEGATIVE_INFINITY;

	constructor(options: LogFileOptions) {
		const { clock, folder, name, onTrouble } = options;
		this.#path = join(folder, name);
		this.#clock = clock;
		this.#onTrouble = onTrouble;
		this.#target = new LogTarget({ ...options, nowMs: clock.nowMs });
	}

	/** Takes one line without its end. */
	write(line: string): void {
		if (this.#isClosed) return;
		if (this.#waiting + line.length > MOST_WAITING) {
			this.#lost += 1;
			this.#fails("the disk does not take lines as fast as they come");
			return;
		}
		this.#lines.push(line);
		this.#waiting += line.length + 1;
		this.#arm(GATHER_MS);
	}

	/** Writes to the file of that name as it is now, also when the old one was moved away. */
	reopen(): void {
		this.#target.reopen();
	}

	/** Writes what there is now, and tries at once where it failed before. Never rejects. */
	async flush(): Promise<void> {
		await this.#draining;
		do {
			this.#disarm();
			await this.#drain();
		} while (this.#hasWork && !this.#isFailing);
	}

	/** Writes what there is and takes no more. Waits for a disk that does not answer two seconds at most. */
	async close(): Promise<void> {
		this.#isClosed = true;
		let cancel = (): void => undefined;
		const deadline = new Promise<void>((resolve) => {
			cancel = this.#clock.after(CLOSE_MS, resolve);
		});
		const closed = this.flush().then(() => this.#target.close());
		await Promise.race([closed, deadline]);
		cancel();
		this.#disarm();
	}

	/** The same at once, for a program that ends without waiting. */
	closeNow(): void {
		this.#isClosed = true;
		this.#disarm();
		const lines = this.#take();
		if (lines.length === 0) return;
		try {
			writeFileSync(this.#path, lines, { flag: "a", mode: 0o600 });
		} catch {
			// Nobody is left who could be told.
		}
	}

	get #hasWork(): boolean {
		return this.#waiting > 0 || this.#rest.length > 0;
	}

	#arm(ms: number): void {
		if (this.#cancelTimer !== undefined || this.#draining !== undefined) return;
		this.#cancelTimer = this.#clock.after(ms, () => {
			this.#cancelTimer = undefined;
			void this.#drain();
		});
	}

	#disarm(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
	}

	/** One write at a time. */
	#drain(): Promise<void> {
		if (this.#draining !== undefined) return this.#draining;
		const draining = this.#writeWaiting().finally(() => {
			this.#draining = undefined;
			if (this.#isClosed || !this.#hasWork) return;
			this.#arm(this.#isFailing ? this.#nextRetryMs() : GATHER_MS);
		});
		this.#draining = draining;
		return draining;
	}

	async #writeWaiting(): Promise<void> {
		if (this.#rest.length === 0) this.#rest = this.#take();
		const lines = this.#rest;
		if (lines.length === 0) return;
		const { doneBytes, failure } = await this.#target.append(lines);
		this.#rest = lines.subarray(doneBytes);
		if (this.#rest.length === 0) this.#rest = new Uint8Array();
		if (failure === undefined) this.#works();
		else this.#fails(reasonOf(failure));
	}

	#take(): Uint8Array {
		if (this.#lines.length === 0) return new Uint8Array();
		const text = `${this.#lines.join("\n")}\n`;
		this.#lines = [];
		this.#waiting = 0;
		return utf8(text);
	}

	#nextRetryMs(): number {
		const now = this.#retryMs;
		this.#retryMs = Math.min(LONGEST_RETRY_MS, now * 2);
		return now;
	}

	#works(): void {
		this.#isFailing = false;
		this.#retryMs = FIRST_RETRY_MS;
		const now = this.#clock.monotonicMs();
		const isDue = this.#lost > 0 && now >= this.#quietUntilMs;
		if (!this.#isTold && !isDue) return;
		const lostLines = this.#lost;
		this.#lost = 0;
		this.#isTold = false;
		this.#quietUntilMs = now + QUIET_MS;
		this.#onTrouble({ kind: "restored", path: this.#path, lostLines });
	}

	#fails(why: string): void {
		this.#isFailing = true;
		const isQuiet = this.#clock.monotonicMs() < this.#quietUntilMs;
		if (this.#isTold || isQuiet) return;
		this.#isTold = true;
		this.#onTrouble({ kind: "failing", path: this.#path, why });
	}
}

const REASONS: ReadonlyMap<string, string> = new Map([
	["ENOSPC", "the disk is full"],
	["EDQUOT", "the disk quota is used up"],
	["EACCES", "the system refuses it to this user"],
	["EPERM", "the system refuses it to this user"],
	["EROFS", "the file system is read-only"],
	["EISDIR", "it is a folder"],
	["ENOTDIR", "a part of its path is no folder"],
	["EIO", "the disk fails"],
]);

function reasonOf(failure: unknown): string {
	const code = systemCode(failure);
	if (code !== undefined) return `${REASONS.get(code) ?? "it fails"} (${code})`;
	return failure instanceof Error ? failure.message : String(failure);
}
