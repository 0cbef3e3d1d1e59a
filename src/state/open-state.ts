import type { BanRecords } from "../accounts/index.ts";
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from "../base/index.ts";
import { banRecords } from "./ban-records.ts";
import { type CreditLedger, creditLedger } from "./credits.ts";
import type { Database } from "./database.ts";
import { Gatherer } from "./gatherer.ts";
import { type History, historyIn } from "./history.ts";
import { type HoldingRecords, holdingRecords } from "./holdings.ts";
import { migrate } from "./migrations.ts";
import { forgetOld } from "./retention.ts";
import { type UsageLedger, usageLedger } from "./usage.ts";

/**
 * What the server counts and remembers. Reading is from memory where it is asked for often, writing is gathered and done about
 * once a second: no login and no transfer waits for the disk.
 */
export interface State {
	readonly usage: UsageLedger;
	readonly credits: CreditLedger;
	readonly holdings: HoldingRecords;
	readonly bans: BanRecords;
	readonly history: History;
	/** Writes what waits, now. @returns false when it could not be written; it goes on waiting then */
	flush(): boolean;
	/** Writes what waits and lets go of the file. */
	close(): void;
}

export interface StateOptions {
	/** Belongs to the state from now on. */
	readonly database: Database;
	readonly clock: Clock;
	/** Told once when the database begins to fail; counting goes on in memory. */
	onProblem(failure: unknown): void;
	/** Told when what waited could be written after all. */
	onSolved?(): void;
	/** How long sessions and transfers past are kept; undefined: for ever. Asked each time old ones are forgotten. */
	historyDays(): number | undefined;
}

const FIRST_FORGETTING_MS: number = MINUTE_MS;
const FORGETTING_MS: number = 6 * HOUR_MS;

/**
 * Brings the database to this version's form and opens what is in it.
 *
 * @throws {OperatorError} state.damaged, state.locked, state.newer; the database is closed then
 */
export function openState(options: StateOptions): State {
	const { clock, database } = options;
	const gatherer = new Gatherer(options);
	const parts = { clock, database, gatherer };
	try {
		migrate(database);
		const state = {
			usage: usageLedger(parts),
			credits: creditLedger(parts),
			holdings: holdingRecords(parts),
			bans: banRecords(parts),
			history: historyIn(parts),
		};
		const stopForgetting = forgetNowAndThen(options, gatherer);
		return {
			...state,
			flush: () => gatherer.flush(),
			close: () => {
				stopForgetting();
				gatherer.close();
				database.close();
			},
		};
	} catch (failure) {
		database.close();
		throw failure;
	}
}

function forgetNowAndThen(
	{ clock, database, historyDays }: StateOptions,
	gatherer: Gatherer,
): () => void {
	let cancel = (): void => undefined;
	const wait = (ms: number): void => {
		cancel = clock.after(ms, () => {
			const when = { nowMs: clock.nowMs(), days: historyDays() };
			const hasMore = gatherer.read(() => forgetOld(database, when), false);
			wait(hasMore ? SECOND_MS : FORGETTING_MS);
		});
	};
	wait(FIRST_FORGETTING_MS);
	return () => cancel();
}
