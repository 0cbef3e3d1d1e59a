import {
	DAY_MS,
	HOUR_MS,
	MINUTE_MS,
	OperatorError,
	SECOND_MS,
} from "../../base/index.ts";

const UNITS: Readonly<Record<string, number>> = {
	s: SECOND_MS,
	m: MINUTE_MS,
	h: HOUR_MS,
	d: DAY_MS,
	w: 7 * DAY_MS,
};

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME =
	/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/i;

/** Which end of a range a time is: a date is its first moment as the one, its last as the other. */
export type RangeEnd = "since" | "until";

/**
 * A moment as somebody types it: a date, a date with a time (RFC 3339; UTC when no zone is given), or how long ago.
 *
 * @throws {OperatorError} usage.invalid
 * @example parseLogTime("2h", "since", nowMs) === nowMs - 7_200_000
 */
export function parseLogTime(
	text: string,
	end: RangeEnd,
	nowMs: number,
): number {
	const moment = momentOf(text.trim(), end, nowMs);
	if (moment !== undefined && !Number.isNaN(moment)) return moment;
	throw new OperatorError("usage.invalid", `--${end} ${text} is no time.`, {
		fix: `--${end} 2026-11-22, --${end} 2026-11-22T19:30:00Z, or how long ago: --${end} 2h, 7d`,
	});
}

function momentOf(
	text: string,
	end: RangeEnd,
	nowMs: number,
): number | undefined {
	const [, count, unit] = /^(\d{1,6})([smhdw])$/i.exec(text) ?? [];
	if (count !== undefined && unit !== undefined) {
		return nowMs - Number(count) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
	}
	if (DATE.test(text)) {
		const first = checkedDate(text);
		return end === "since" ? first : first + DAY_MS - 1;
	}
	const [, date, minutes, seconds = ":00", zone = "Z"] = TIME.exec(text) ?? [];
	if (date === undefined) return undefined;
	if (Number.isNaN(checkedDate(date))) return undefined;
	return Date.parse(`${date}T${minutes}${seconds}${zone.toUpperCase()}`);
}

/** The day's first moment in UTC; NaN for 30 February, of which some parsers make March. */
function checkedDate(date: string): number {
	const first = Date.parse(`${date}T00:00:00Z`);
	if (Number.isNaN(first)) return first;
	return new Date(first).toISOString().startsWith(date) ? first : Number.NaN;
}
