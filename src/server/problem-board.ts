import { type ErrorCode, OperatorError } from "../base/index.ts";
import type { Log } from "../log/index.ts";

/** Something that is wrong, as long as it is. */
export interface Problem {
	readonly what: string;
	/** What was observed; null when {@link what} says all. */
	readonly why: string | null;
	/** The code of the error behind it, which `oceanftp help CODE` explains; null when there is none. */
	readonly code: ErrorCode | null;
	readonly fix: string | null;
}

/** What is wrong at this moment, by what it is about. The log hears of each once, not at every look; `status` shows all. */
export class ProblemBoard {
	readonly #log: Log;
	readonly #problems = new Map<string, Problem>();

	constructor(log: Log) {
		this.#log = log;
	}

	get all(): readonly Problem[] {
		return [...this.#problems.values()];
	}

	report(
		about: string,
		{
			code = null,
			fix,
			what,
			why = null,
		}: Pick<Problem, "what" | "fix"> & Partial<Problem>,
	): void {
		const before = this.#problems.get(about);
		this.#problems.set(about, { what, why, code, fix });
		if (before?.what === what && before.why === why) return;
		this.#log.event({
			kind: "problem",
			what,
			...(why === null ? {} : { why }),
			...(fix === null ? {} : { fix }),
		});
	}

	solve(about: string): void {
		this.#problems.delete(about);
	}

	/** Does the work; its failure is a problem until it succeeds. @returns whether it did */
	async during(about: string, work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			this.solve(about);
			return true;
		} catch (failure) {
			const what = failure instanceof Error ? failure.message : String(failure);
			const known = failure instanceof OperatorError ? failure : undefined;
			this.report(about, {
				what,
				why: known?.why ?? null,
				code: known?.code ?? null,
				fix: known?.fix ?? null,
			});
			return false;
		}
	}
}
