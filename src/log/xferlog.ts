import type { FileTransfer } from "./event-files.ts";

/**
 * A transfer as a line of wu-ftpd's xferlog, which every statistics program of the field reads; without its end.
 * What would break the columns in a name, white space and control characters, becomes `_`, as in other servers.
 * A transfer that took no second is written as one, so that nobody divides by nothing.
 *
 * @param offsetMinutes of local time to UTC, as `Date.getTimezoneOffset` gives it: the format has local times
 * @see xferlog(5)
 * @example "Sun Nov 22 19:21:00 2026 2 192.0.2.7 5 /a_b.txt b _ i r alice ftp 0 * c"
 */
export function xferlogLine(
	transfer: FileTransfer,
	timeMs: number,
	offsetMinutes: number,
): string {
	const { remote, bytes, path, user = "?", direction, result } = transfer;
	return [
		localTime(timeMs, offsetMinutes),
		Math.max(1, Math.round(transfer.durationMs / 1000)),
		remote,
		bytes,
		oneWord(path),
		transfer.ascii === true ? "a" : "b",
		// No compression, no archive made on the way.
		"_",
		direction === "upload" ? "i" : "o",
		// A real user, as opposed to anonymous ones and guests.
		"r",
		oneWord(user),
		"ftp",
		// No RFC 931 authentication, and so no name by it.
		"0",
		"*",
		result === "complete" ? "c" : "i",
	].join(" ");
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** As C's ctime writes it: the day of the month is padded with a space. */
function localTime(timeMs: number, offsetMinutes: number): string {
	const local = new Date(timeMs - offsetMinutes * 60_000);
	const day = DAYS[local.getUTCDay()];
	const month = MONTHS[local.getUTCMonth()];
	const date = String(local.getUTCDate()).padStart(2, " ");
	const time = local.toISOString().slice(11, 19);
	return `${day} ${month} ${date} ${time} ${local.getUTCFullYear()}`;
}

function oneWord(text: string): string {
	return text.replace(/[\s\p{Cc}\u2028\u2029]/gu, "_");
}
