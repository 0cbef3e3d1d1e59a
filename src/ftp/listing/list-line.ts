import { DAY_MS, remembering, twoDigits } from "../../base/index.ts";
import type { FileFacts } from "../../files/index.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `ls` shows the year instead of the time for files older than this, and for those from the future. */
const HALF_A_YEAR_MS = 182 * DAY_MS;

const FIRST_MS = Date.parse("0000-01-01T00:00:00Z");
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * One line of LIST, as `ls -l` prints it in the C locale, times in UTC: the form that every client knows to read.
 * Owner and group are always `ftp`: whose files they are on this machine is nobody's business.
 *
 * @example listLine("a b", facts, nowMs) === "-rw-r--r--    1 ftp      ftp                 5 Nov 22 19:21 a b"
 */
export function listLine(
	name: string,
	facts: FileFacts,
	nowMs: number,
): string {
	return `${KIND_LETTERS[facts.kind]}${bitsText(facts.mode)}${ownersText(facts.links)}${sizeText(facts.sizeBytes)} ${dateText(facts.modifiedMs, nowMs)} ${name}`;
}

const KIND_LETTERS: Readonly<Record<FileFacts["kind"], string>> = {
	file: "-",
	folder: "d",
	other: "?",
};

/** @example bitsText(0o644) === "rw-r--r--" */
const bitsText = remembering((mode: number): string => {
	let text = "";
	for (let shift = 6; shift >= 0; shift -= 3) {
		const bits = mode >> shift;
		text += bits & 4 ? "r" : "-";
		text += bits & 2 ? "w" : "-";
		text += bits & 1 ? "x" : "-";
	}
	return text;
});

/** @example ownersText(1) === "    1 ftp      ftp      " */
const ownersText = remembering(
	(links: number): string => ` ${String(links).padStart(4)} ftp      ftp      `,
);

/**
 * Without `padStart`, with which a whole line costs half as much again (Bun, least of 150).
 *
 * @example sizeText(5) === "           5"
 */
function sizeText(sizeBytes: number): string {
	const digits = String(sizeBytes);
	return SIZE_COLUMN.slice(digits.length) + digits;
}

const SIZE_COLUMN = " ".repeat(12);

/** @example dateText(0, Date.UTC(2026, 0)) === "Jan  1  1970" */
export function dateText(timeMs: number, nowMs: number): string {
	// A disk may hold times that no calendar has.
	const bounded = Math.min(Math.max(timeMs, FIRST_MS), LAST_MS);
	const day = Math.floor(bounded / DAY_MS);
	const { date, year } = dayTexts(day);
	const recent = timeMs > nowMs - HALF_A_YEAR_MS && timeMs <= nowMs + DAY_MS;
	if (!recent) return `${date} ${year}`;
	const minutes = Math.floor((bounded - day * DAY_MS) / MINUTE_MS);
	return `${date} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

const MINUTE_MS = 60_000;

/** @example dayTexts(0) is { date: "Jan  1", year: " 1970" } */
const dayTexts = remembering((day: number): { date: string; year: string } => {
	const time = new Date(day * DAY_MS);
	const month = MONTHS[time.getUTCMonth()] ?? "Jan";
	return {
		date: `${month} ${String(time.getUTCDate()).padStart(2)}`,
		year: String(time.getUTCFullYear()).padStart(5),
	};
});
