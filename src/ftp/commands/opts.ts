import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { parseCommandLine } from "../command-line.ts";
import { answer } from "../reply.ts";

/** OPTS: options of another command. UTF8 is no command, but clients switch it on here; it is never off. */
export const OPTS: Command = defineCommand({
	verb: "OPTS",
	rfc: "RFC 2389 §4",
	syntax: "OPTS <SP> command [<SP> options]",
	help: "Set options of a command.",
	open: true,
	argument: text,
	feature: () => "UTF8",
	run(session, given) {
		const { verb, argument } = parseCommandLine(given);
		if (verb === "UTF8") {
			return argument?.toUpperCase() === "OFF"
				? answer(504, "Names are always UTF-8.")
				: answer(200, "Names are UTF-8.");
		}
		const command = session.table.find(verb);
		if (command?.options === undefined) {
			return answer(501, "That command has no options.");
		}
		return command.options(session, argument ?? "");
	},
});
