import { DAY_MS, remembering, twoDigits } from "../base/index.ts";

/** The first second of the year 0, and the last one of the year 9999. */
const FIRST_MS = Date.parse("0000-01-01T00:00:00Z");
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * A time as MDTM, MFMT and the `modify` fact carry it: UTC, to the second. A disk may hold times that have no four-digit
 * year; those become the nearest one that has.
 *
 * @example formatTimeValue(0) === "19700101000000"
 * @see RFC 3659 §2.3
 */
export function formatTimeValue(milliseconds: number): string {
	const known = Number.isNaN(milliseconds) ? 0 : milliseconds;
	const bounded = Math.min(Math.max(known, FIRST_MS), LAST_MS);
	const day = Math.floor(bounded / DAY_MS);
	const seconds = Math.floor((bounded - day * DAY_MS) / 1000);
	const minutes = Math.floor(seconds / 60);
	return (
		dayText(day) +
		twoDigits(Math.floor(minutes / 60)) +
		twoDigits(minutes % 60) +
		twoDigits(seconds % 60)
	);
}

/** @example dayText(0) === "19700101" */
const dayText = remembering((day: number): string => {
	const date = new Date(day * DAY_MS);
	const year = String(date.getUTCFullYear()).padStart(4, "0");
	return (
		year + twoDigits(date.getUTCMonth() + 1) + twoDigits(date.getUTCDate())
	);
});

/**
 * Milliseconds since 1970 of a time as a client writes it: `YYYYMMDDHHMMSS`, with a fraction of a second or without.
 * Undefined when it is no time: the 31st of June, `19100` for the year 2000, a 61st second.
 *
 * @example parseTimeValue("20020717210715.5") === Date.UTC(2002, 6, 17, 21, 7, 15, 500)
 * @see RFC 3659 §2.3
 */
export function parseTimeValue(text: string): number | undefined {
	const parts =
		/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?$/.exec(text);
	if (parts === null) return undefined;
	const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] =
		parts.slice(1, 7).map(Number);
	if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
	const time = new Date(0);
	time.setUTCFullYear(year, month - 1, day);
	const isDate = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
	if (!isDate) return undefined;
	// A leap second, which RFC 3659 allows, is the first one of the next minute to those who count in POSIX time.
	time.setUTCHours(hours, minutes, seconds);
	return time.getTime() + Math.floor(Number(`0.${parts[7] ?? "0"}`) * 1000);
}
