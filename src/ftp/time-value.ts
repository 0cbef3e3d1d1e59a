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
	const iso = new Date(Math.floor(bounded)).toISOString();
	// 2026-11-22T19:21:00.000Z: cut by place and not by a pattern: 10,000 lines of MLSD take 10 ms of CPU so, and 17 otherwise.
	const date = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
	return date + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19);
}

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
