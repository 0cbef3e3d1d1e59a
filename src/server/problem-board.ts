import { OperatorError } from "../base/index.ts";
import type { Log } from "../log/index.ts";

/** Something that is wrong, as long as it is. */
export interface Problem {
	readonly what: string;
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

	report(about: string, { fix, what }: Problem): void {
		const before = this.#problems.get(about);
		this.#problems.set(about, { what, fix });
		if (before?.what === what) return;
		this.#log.event({
			kind: "problem",
			what,
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
			const fix = failure instanceof OperatorError ? failure.fix : undefined;
			this.report(about, { what, fix: fix ?? null });
			return false;
		}
	}
}
