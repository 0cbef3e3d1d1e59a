/** A command line in its two parts. */
export interface CommandLine {
	/** Upper case; verbs compare without regard to case (RFC 959 §5.3). */
	readonly verb: string;
	/** All after the first space, as it came; undefined when there is no space. */
	readonly argument: string | undefined;
}

/**
 * Splits a line at its first space. The argument is taken as it is: no quotes are stripped, no spaces trimmed,
 * since a file name may begin or end with either. ASCII letters alone are folded, so that no locale can turn another
 * letter into a verb.
 *
 * @example parseCommandLine("retr  a b") // { verb: "RETR", argument: " a b" }
 */
export function parseCommandLine(line: string): CommandLine {
	const space = line.indexOf(" ");
	const verb = space === -1 ? line : line.slice(0, space);
	const argument = space === -1 ? undefined : line.slice(space + 1);
	return {
		verb: verb.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
		argument,
	};
}
