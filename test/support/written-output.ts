import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { AT_ONCE_MS } from "./deadline.ts";
import { becomes } from "./process-facts.ts";
import { tempFolder } from "./temp-folder.ts";

/** What a process writes to one of its outputs. */
export interface WrittenOutput extends Disposable {
	/** To be given to the process in place of a pipe. */
	readonly descriptor: number;
	/** All that it has written so far; at its end, all. */
	text(): string;
	/** Waits until it has written something. */
	matches(pattern: RegExp): Promise<void>;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * An output that goes to a file and is read from there. The end of a pipe is sometimes not told by Bun when much else runs (a process
 * that had ended, 45 s later: twice in nine runs beside four busy loops), and what was written last is lost with it.
 */
export function writtenOutput(): WrittenOutput {
	const folder = tempFolder("oceanftp-output-");
	const descriptor = openSync(join(folder.path, "output"), "a+");
	const decoder = new TextDecoder();
	const chunk = new Uint8Array(CHUNK_BYTES);
	let position = 0;
	let read = "";
	let isOpen = true;
	const text = (): string => {
		while (isOpen) {
			const count = readSync(descriptor, chunk, 0, chunk.length, position);
			if (count === 0) break;
			position += count;
			read += decoder.decode(chunk.subarray(0, count), { stream: true });
		}
		return read;
	};
	return {
		descriptor,
		text,
		matches: (pattern) =>
			becomes(
				() => `${pattern} in the log:\n${text()}`,
				() => pattern.test(text()),
				AT_ONCE_MS,
			),
		[Symbol.dispose]: () => {
			if (!isOpen) return;
			text();
			isOpen = false;
			closeSync(descriptor);
			folder[Symbol.dispose]();
		},
	};
}
