import { fstatSync } from "node:fs";

const STDERR = 2;

/**
 * Whether stderr goes to the system's journal: `JOURNAL_STREAM` names the device and the inode of the stream that a
 * service was given, and only what is still connected to it counts.
 *
 * @see systemd.exec(5)
 */
export function isJournalOnStderr(
	env: Readonly<Record<string, string | undefined>>,
): boolean {
	const { JOURNAL_STREAM: stream = "" } = env;
	if (stream === "") return false;
	try {
		const { dev, ino } = fstatSync(STDERR, { bigint: true });
		return stream === `${dev}:${ino}`;
	} catch {
		return false;
	}
}
