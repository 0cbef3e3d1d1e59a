import { OperatorError, SECOND_MS } from "../../base/index.ts";
import {
	acquireLock,
	openDatabase,
	systemClock,
} from "../../platform/index.ts";
import {
	DAMAGED_STATE,
	moveStateAside,
	refuseNewer,
	STATE_DATABASE,
	unsoundness,
} from "../../state/index.ts";
import { bad, type Check, type Finding, failure, ok } from "../check.ts";
import { withData } from "../needs.ts";
import type { FoundData, Setup } from "../setup.ts";

/** A running server writes in a moment. */
const BUSY_MS: number = 2 * SECOND_MS;

/** Whether the database of usage, credits, bans and history is sound, all of it. */
export const STATE_DATABASE_CHECK: Check = {
	id: "state.database",
	title: "state.db",
	run: (setup) =>
		withData(setup, async (data) => {
			const file = setup.files.resolve(data.path, STATE_DATABASE);
			if ((await setup.files.facts(file)) === undefined) {
				return [ok("there is no state.db yet; the first start makes it")];
			}
			const found = await look(file);
			if (found === undefined) return [ok(await inOrder(data))];
			if (found instanceof OperatorError && found.code !== "state.damaged") {
				return [failure(found)];
			}
			const why = found instanceof OperatorError ? found.why : found;
			return [damaged(setup, data, { file, why: why ?? "" })];
		}),
};

/** @returns what is wrong: the error of opening it, or SQLite's words */
async function look(file: string): Promise<OperatorError | string | undefined> {
	try {
		const database = await openDatabase({
			file,
			busyMs: BUSY_MS,
			looksOnly: true,
		});
		try {
			refuseNewer(database);
			return unsoundness(database);
		} finally {
			database.close();
		}
	} catch (failure) {
		if (failure instanceof OperatorError) return failure;
		throw failure;
	}
}

async function inOrder({ folder }: OpenData): Promise<string> {
	const names = await folder.list("");
	const aside = names.filter((name) => name.startsWith(DAMAGED_STATE));
	const last = aside.findLast((name) => !/-(wal|shm)$/.test(name));
	const sound = "state.db is in order";
	if (last === undefined) return sound;
	return `${sound}; a damaged one of before is kept as ${last}`;
}

type OpenData = FoundData & { readonly kind: "open" };

function damaged(
	{ files, lock }: Setup,
	{ folder, path }: OpenData,
	{ file, why }: { readonly file: string; readonly why: string },
): Finding {
	const fact = `${file} is damaged [state.damaged]`;
	if (lock?.isAlive === true) {
		return bad(fact, {
			why: `${why}; the server that runs, process ${lock.pid}, counts in memory what it cannot write`,
			fix: "oceanftp stop, then oceanftp doctor --fix   (moves it aside: usage, credits, bans and history begin anew)",
		});
	}
	return bad(fact, {
		why,
		fix: "put a copy of it back, or: oceanftp doctor --fix   (moves it aside: usage, credits, bans and history begin anew)",
		mend: {
			act: `move ${file} aside as ${DAMAGED_STATE}TIME`,
			run: async () => {
				// No server may start meanwhile.
				const held = await acquireLock(files.resolve(path, "run", "lock"));
				try {
					await moveStateAside(folder, systemClock.nowMs());
				} finally {
					await held.release();
				}
			},
		},
	});
}
