import { DAY_MS } from "../../base/index.ts";
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
	const links = String(facts.links).padStart(4);
	const size = String(facts.sizeBytes).padStart(12);
	return `${modeText(facts)} ${links} ftp      ftp      ${size} ${dateText(facts.modifiedMs, nowMs)} ${name}`;
}

/** @example modeText({ kind: "folder", mode: 0o755 }) === "drwxr-xr-x" */
export function modeText(facts: Pick<FileFacts, "kind" | "mode">): string {
	const kind = { file: "-", folder: "d", other: "?" }[facts.kind];
	let text = kind;
	for (let shift = 6; shift >= 0; shift -= 3) {
		const bits = facts.mode >> shift;
		text += bits & 4 ? "r" : "-";
		text += bits & 2 ? "w" : "-";
		text += bits & 1 ? "x" : "-";
	}
	return text;
}

/** @example dateText(0, Date.UTC(2026, 0)) === "Jan  1  1970" */
export function dateText(timeMs: number, nowMs: number): string {
	// A disk may hold times that no calendar has.
	const time = new Date(Math.min(Math.max(timeMs, FIRST_MS), LAST_MS));
	const month = MONTHS[time.getUTCMonth()] ?? "Jan";
	const day = String(time.getUTCDate()).padStart(2);
	const recent = timeMs > nowMs - HALF_A_YEAR_MS && timeMs <= nowMs + DAY_MS;
	if (!recent) {
		return `${month} ${day} ${String(time.getUTCFullYear()).padStart(5)}`;
	}
	const hours = String(time.getUTCHours()).padStart(2, "0");
	const minutes = String(time.getUTCMinutes()).padStart(2, "0");
	return `${month} ${day} ${hours}:${minutes}`;
}
