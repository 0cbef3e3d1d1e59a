import { DAY_MS, type Folder, OperatorError } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import { openDatabase, systemClock } from "../platform/index.ts";
import {
	moveStateAside,
	openState,
	STATE_DATABASE,
	type State,
} from "../state/index.ts";
import type { ProblemBoard } from "./problem-board.ts";

/** Short: nothing else happens while a statement waits for a command that writes a ban. */
const BUSY_MS = 250;

/** Where a server's counts and memories are. */
export interface ServerStateParts {
	/** Absolute; undefined when nothing is kept. */
	readonly dataFolder: string | undefined;
	/** The same folder, or memory. */
	readonly folder: Folder;
	resolve(...parts: readonly string[]): string;
	settings(): Pick<Settings, "log">;
	readonly problems: ProblemBoard;
}

/**
 * Opens state.db. A damaged one is moved aside for a new one; when it cannot be had for another reason the server counts in
 * memory until its next start. Both are said: what does not need the past is served all the same. The data folder's lock is
 * the caller's.
 */
export async function openServerState(parts: ServerStateParts): Promise<State> {
	const { dataFolder, resolve } = parts;
	if (dataFolder === undefined) return await openAt(undefined, parts);
	const file = resolve(dataFolder, STATE_DATABASE);
	try {
		return await openAt(file, parts);
	} catch (failure) {
		if (!(failure instanceof OperatorError)) throw failure;
		const anew =
			failure.code === "state.damaged"
				? await openAnew(file, failure, parts)
				: undefined;
		if (anew !== undefined) return anew;
		parts.problems.report("state", {
			what: `${failure.message} Usage, credits and bans are counted in memory until the next start.`,
			code: failure.code,
			fix: failure.fix ?? null,
		});
		return await openAt(undefined, parts);
	}
}

/** @returns undefined when the damaged file cannot be moved, or no new one made */
async function openAnew(
	file: string,
	{ code, message, why }: OperatorError,
	parts: ServerStateParts,
): Promise<State | undefined> {
	try {
		const aside = await moveStateAside(parts.folder, systemClock.nowMs());
		const state = await openAt(file, parts);
		parts.problems.report("state", {
			what: `${message} ${why === undefined ? "" : `${why}. `}It was moved to ${aside ?? "nowhere, since it was gone"} in the same folder; usage, credits, bans and history begin anew.`,
			code,
			fix: "nothing need be done. If there is a copy of before: stop the server, rename the copy to state.db, start it again",
		});
		return state;
	} catch {
		// The first failure is the one to tell of.
		return undefined;
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
				code: failure instanceof OperatorError ? failure.code : null,
				fix: failure instanceof OperatorError ? (failure.fix ?? null) : null,
			});
		},
		historyDays: () => {
			const { historyMs } = settings().log;
			return historyMs === undefined ? undefined : historyMs / DAY_MS;
		},
	});
}
