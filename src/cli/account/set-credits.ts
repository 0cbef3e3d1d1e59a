import { OperatorError } from "../../base/index.ts";
import { openDatabase, systemClock } from "../../platform/index.ts";
import { openState, STATE_DATABASE } from "../../state/index.ts";
import type { Invocation } from "../command.ts";
import { openData } from "../open-data.ts";

/** A running server writes in a moment. */
const BUSY_MS = 2_000;

/** Gives an account so many credits, whatever it had. A running server counts with it within a second. */
export async function setCredits(
	invocation: Invocation,
	{ balance, name }: { readonly name: string; readonly balance: number },
): Promise<void> {
	const { place } = await openData(invocation);
	const file = invocation.files.resolve(place.realPath, STATE_DATABASE);
	let problem: unknown;
	const state = openState({
		database: await openDatabase({ file, busyMs: BUSY_MS }),
		clock: systemClock,
		onProblem: (failure) => {
			problem = failure;
		},
		historyDays: () => undefined,
	});
	try {
		state.credits.set(name, balance);
		if (state.flush()) return;
	} finally {
		state.close();
	}
	throw problem instanceof OperatorError
		? problem
		: new OperatorError("state.locked", `${file} could not be written.`);
}
