import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { parseCommandLine } from "../command-line.ts";
import { refusal } from "../gate.ts";
import { answer } from "../reply.ts";

/** SITE: commands of this server's own, in a table of their own, and of the same shape as all others. */
export function siteCommand(subcommands: readonly Command[]): Command {
	const verbs = subcommands.map(({ verb }) => verb).join(", ");
	return defineCommand({
		verb: "SITE",
		rfc: "RFC 959 §4.1.3",
		syntax: "SITE <SP> command [<SP> argument]",
		help: "Run a command of this server's own; SITE HELP lists them.",
		subcommands,
		argument: optionalText,
		run(session, given, announce) {
			if (given === undefined) {
				return answer(501, `A command is expected: ${verbs}.`);
			}
			const { verb, argument } = parseCommandLine(given);
			const command = subcommands.find((one) => one.verb === verb);
			if (command === undefined) return answer(504, `SITE knows ${verbs}.`);
			const refused = refusal(command, session);
			if (refused !== undefined) return { reply: refused };
			return command.execute(session, argument, announce);
		},
	});
}
