import { DAY_MS } from "../../base/index.ts";
import {
	type HostFiles,
	type LogReader,
	openLogReader,
	rotatedNames,
} from "../../platform/index.ts";

/** Which lines are wanted, as far as it can be told by the names of files. */
export interface LogSource {
	readonly folder: string;
	/** The name of the file that is written to now. */
	readonly name: string;
	readonly sinceMs: number;
	readonly untilMs: number;
	readonly files: Pick<HostFiles, "names" | "resolve" | "facts">;
}

type Lines = AsyncGenerator<readonly string[]>;

/**
 * Goes through the lines of a log in the order of writing: the files that were set aside, the one that is written to, and
 * those that follow while it is looked at. Never more than a piece of a file is in memory.
 */
export class LogWalk implements AsyncDisposable {
	readonly #source: LogSource;
	readonly #path: string;
	readonly #seen = new Set<string>();
	#current: LogReader | undefined;

	constructor(source: LogSource) {
		this.#source = source;
		this.#path = source.files.resolve(source.folder, source.name);
	}

	/** All lines that there are. */
	async *past(): Lines {
		yield* this.#aside([]);
		yield* this.#advance();
	}

	/** The lines that have come since. */
	async *more(): Lines {
		if (this.#current !== undefined) yield* linesOf(this.#current);
		if (await this.#current?.isStill(this.#path)) return;
		// It was set aside, and that was after its last line.
		if (this.#current !== undefined) yield* linesOf(this.#current);
		yield* this.#advance();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#current?.[Symbol.asyncDispose]();
		this.#current = undefined;
	}

	/** On to the file that is written to now, by way of those that were set aside between the last one and this. */
	async *#advance(): Lines {
		await using before = this.#current;
		this.#current = await openLogReader(this.#path);
		// Looked for after the opening: what is set aside from now on is this file, and still open.
		yield* this.#aside([before?.identity, this.#current?.identity]);
		if (this.#current !== undefined) yield* linesOf(this.#current);
	}

	/** The files set aside that have not been seen, but for those that are read under another name. */
	async *#aside(known: readonly (string | undefined)[]): Lines {
		const { files, folder } = this.#source;
		for (const name of await this.#names()) {
			if (this.#seen.has(name)) continue;
			this.#seen.add(name);
			await using reader = await openLogReader(files.resolve(folder, name));
			if (reader === undefined || known.includes(reader.identity)) continue;
			yield* linesOf(reader);
		}
	}

	async #names(): Promise<string[]> {
		const { files, folder, name, sinceMs, untilMs } = this.#source;
		if ((await files.facts(folder)) === undefined) return [];
		return rotatedNames(name, await files.names(folder))
			.filter(({ day }) => {
				// A day on either side: clocks are set, and lines wait a moment to be written.
				const firstMs = Date.parse(`${day}T00:00:00Z`);
				return firstMs + 2 * DAY_MS > sinceMs && firstMs - DAY_MS < untilMs;
			})
			.map((rotated) => rotated.name);
	}
}

async function* linesOf(reader: LogReader): Lines {
	for (;;) {
		const lines = await reader.next();
		if (lines === undefined) return;
		yield lines;
	}
}
