import { type Bans, createBans } from "../../accounts/index.ts";
import { OperatorError, SECOND_MS } from "../../base/index.ts";
import { openDatabase, systemClock } from "../../platform/index.ts";
import { type BanView, viewOfBan } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { chosenData, openData } from "../open-data.ts";

/** What a person may do with bans while no server runs. */
type KeptBans = Pick<Bans, "list" | "add" | "remove">;

/** A server that is just starting may hold the database for a moment. */
const BUSY_MS: number = 5 * SECOND_MS;

/** Nobody is banned by itself here. */
const NO_WATCH = { failures: 0, windowMs: 0, banMs: 0, longestMs: 0 } as const;

/** The bans in force as state.db has them; none without that file, and nothing is made. */
export async function listKeptBans(
	invocation: Invocation,
): Promise<readonly BanView[]> {
	const { files } = invocation;
	const { STATE_DATABASE } = await import("../../state/index.ts");
	const { path } = await chosenData(invocation);
	const file = files.resolve(path, STATE_DATABASE);
	if ((await files.facts(file)) === undefined) return [];
	return await withKeptBans(invocation, (bans) => bans.list().map(viewOfBan));
}

/**
 * Does something with the bans in state.db, and has it written at the end. A server that has the file open too, without
 * being spoken to, notices within a second or two.
 *
 * @throws {OperatorError} state.damaged, state.locked, state.newer, and what opening the data folder throws
 */
export async function withKeptBans<T>(
	invocation: Invocation,
	work: (bans: KeptBans) => T,
): Promise<T> {
	const { openState, STATE_DATABASE } = await import("../../state/index.ts");
	const { place } = await openData(invocation);
	const file = invocation.files.resolve(place.realPath, STATE_DATABASE);
	let failure: unknown;
	const state = openState({
		database: await openDatabase({ file, busyMs: BUSY_MS }),
		clock: systemClock,
		onProblem: (caught) => {
			failure = caught;
		},
		historyDays: () => undefined,
	});
	try {
		const result = work(
			createBans({
				settings: () => NO_WATCH,
				records: state.bans,
				clock: systemClock,
			}),
		);
		if (state.flush()) return result;
	} finally {
		state.close();
	}
	throw failure instanceof OperatorError
		? failure
		: new OperatorError("state.locked", `${file} cannot be written.`, {
				why: failure instanceof Error ? failure.message : String(failure),
				cause: failure,
			});
}
