/** What one step of the check, or all of them, came to. A step that is no test run counts as one. */
export interface Tally {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: readonly string[];
}

export function sum(tallies: readonly Tally[]): Tally {
	return {
		passed: tallies.reduce((total, one) => total + one.passed, 0),
		failed: tallies.reduce((total, one) => total + one.failed, 0),
		skipped: tallies.flatMap((one) => one.skipped),
	};
}

/**
 * The last line that the check prints, and nothing else on it: a script may read it.
 *
 * @example closingLine({ passed: 3, failed: 0, skipped: [] }) === "3 passed, 0 failed"
 */
export function closingLine({ passed, failed, skipped }: Tally): string {
	const line = `${passed} passed, ${failed} failed`;
	return skipped.length === 0 ? line : `${line}, ${skipped.length} skipped`;
}

/** Real clients that some tests need; a skipped test names the one that it misses. */
export const CLIENTS: readonly string[] = [
	"curl",
	"lftp",
	"tnftp",
	"ncftpput",
	"wput",
	"rclone",
	"openssl",
	"python3",
	"deno",
];

/**
 * One line for each missing client, then one for each other skipped test.
 *
 * @example skippedLines(["lftp mirrors a tree"]) // ["skipped: lftp is missing (1 test)"]
 */
export function skippedLines(skipped: readonly string[]): string[] {
	const clientOf = (name: string): string | undefined =>
		CLIENTS.find((client) => new RegExp(`\\b${client}\\b`).test(name));
	const missing = CLIENTS.flatMap((client) => {
		const count = skipped.filter((name) => clientOf(name) === client).length;
		if (count === 0) return [];
		const tests = count === 1 ? "1 test" : `${count} tests`;
		return [`skipped: ${client} is missing (${tests})`];
	});
	const others = skipped.filter((name) => clientOf(name) === undefined);
	return [...missing, ...others.map((name) => `skipped: ${name}`)];
}
