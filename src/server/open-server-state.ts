import { DAY_MS, OperatorError } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import { openDatabase, systemClock } from "../platform/index.ts";
import { openState, STATE_DATABASE, type State } from "../state/index.ts";
import type { ProblemBoard } from "./problem-board.ts";

/** Short: nothing else happens while a statement waits for a command that writes a ban. */
const BUSY_MS = 250;

/** Where a server's counts and memories are. */
export interface ServerStateParts {
	/** Absolute; undefined when nothing is kept. */
	readonly dataFolder: string | undefined;
	resolve(...parts: readonly string[]): string;
	settings(): Pick<Settings, "log">;
	readonly problems: ProblemBoard;
}

/**
 * Opens state.db. When it cannot be read the server counts in memory until its next start, and says so: what does not need
 * the past is served all the same.
 */
export async function openServerState(parts: ServerStateParts): Promise<State> {
	const { dataFolder, problems, resolve } = parts;
	if (dataFolder === undefined) return await openAt(undefined, parts);
	try {
		return await openAt(resolve(dataFolder, STATE_DATABASE), parts);
	} catch (failure) {
		if (!(failure instanceof OperatorError)) throw failure;
		problems.report("state", {
			what: `${failure.message} Usage, credits and bans are counted in memory until the next start.`,
			fix: failure.fix ?? null,
		});
		return await openAt(undefined, parts);
	}
}

async function openAt(
	file: string | undefined,
	{ problems, settings }: ServerStateParts,
): Promise<State> {
	return openState({
		database: await openDatabase({ file, busyMs: BUSY_MS }),
		clock: systemClock,
		onProblem: (failure) => {
			const why = failure instanceof Error ? failure.message : String(failure);
			problems.report("state", {
				what: `state.db cannot be written: ${why}. Counting goes on in memory.`,
				fix: failure instanceof OperatorError ? (failure.fix ?? null) : null,
			});
		},
		historyDays: () => {
			const { historyMs } = settings().log;
			return historyMs === undefined ? undefined : historyMs / DAY_MS;
		},
	});
}
