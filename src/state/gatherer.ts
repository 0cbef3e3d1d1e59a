import type { Clock } from "../base/index.ts";
import type { Database } from "./database.ts";

/** A part of the state that gathers changes before it writes them. */
export interface Gathering {
	/** Writes what waits. Called within a transaction, which may still fail. */
	write(): void;
	/** All is written: what waited is forgotten. */
	written(): void;
}

/** How long changes are gathered, so that a process which is killed has lost no more than a second's worth. */
const GATHER_MS = 900;
/** After a failure there is no hurry: a full disk stays full for a while. */
const RETRY_MS = 10_000;

export interface GathererOptions {
	readonly database: Database;
	readonly clock: Clock;
	/** Told once when writing begins to fail, and again only after it had worked in between. */
	onProblem(failure: unknown): void;
	/** Told when writing works again. */
	onSolved?(): void;
}

/** Writes what the parts have gathered, all in one transaction, about once a second while there is anything. */
export class Gatherer {
	readonly #options: GathererOptions;
	readonly #parts: Gathering[] = [];
	#cancel: (() => void) | undefined;
	#isFailing = false;
	#isClosed = false;

	constructor(options: GathererOptions) {
		this.#options = options;
	}

	add(part: Gathering): void {
		this.#parts.push(part);
	}

	/** Something waits to be written. */
	wake(): void {
		if (this.#cancel !== undefined || this.#isClosed) return;
		const waitMs = this.#isFailing ? RETRY_MS : GATHER_MS;
		this.#cancel = this.#options.clock.after(waitMs, () => {
			this.#cancel = undefined;
			this.flush();
		});
	}

	/** Writes now. What cannot be written goes on waiting, and everybody goes on working. @returns whether it was written */
	flush(): boolean {
		this.#cancel?.();
		this.#cancel = undefined;
		try {
			this.#options.database.transaction(() => {
				for (const part of this.#parts) part.write();
			});
		} catch (failure) {
			this.problem(failure);
			this.wake();
			return false;
		}
		for (const part of this.#parts) part.written();
		if (this.#isFailing) this.#options.onSolved?.();
		this.#isFailing = false;
		return true;
	}

	/** Reads what may fail: then it is as if nothing had been kept, and that is told. */
	read<T>(work: () => T, otherwise: T): T {
		try {
			return work();
		} catch (failure) {
			this.problem(failure);
			return otherwise;
		}
	}

	problem(failure: unknown): void {
		if (!this.#isFailing) this.#options.onProblem(failure);
		this.#isFailing = true;
	}

	/** Writes a last time. */
	close(): void {
		this.#isClosed = true;
		this.flush();
		this.#cancel?.();
		this.#cancel = undefined;
	}
}
