export type { CreditLedger } from "./credits.ts";
export type { Database, SqlRow, SqlValue, Statement } from "./database.ts";
export type {
	History,
	HistoryQuestion,
	Past,
	PastSession,
	PastTransfer,
} from "./history.ts";
export { pastIn } from "./history.ts";
export type { Holding, HoldingRecords } from "./holdings.ts";
export { localDay } from "./local-day.ts";
export { MIGRATIONS, migrate, refuseNewer } from "./migrations.ts";
export {
	DAMAGED_STATE,
	moveStateAside,
	STATE_DATABASE,
} from "./move-aside.ts";
export type { State, StateOptions } from "./open-state.ts";
export { openState } from "./open-state.ts";
export { unsoundness } from "./soundness.ts";
export type { Standing, StandingQuestion } from "./standing.ts";
export { standingIn } from "./standing.ts";
export type { DayUsage, Tally, UsageLedger } from "./usage.ts";
