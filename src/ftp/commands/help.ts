import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

const VERBS_IN_A_LINE = 8;
const WIDTH = 8;

/** HELP: all verbs, or the syntax of one. */
export const HELP: Command = defineCommand({
	verb: "HELP",
	rfc: "RFC 959 §4.1.3",
	syntax: "HELP [<SP> command]",
	help: "List the commands, or show how one is written.",
	open: true,
	argument: optionalText,
	run(session, given) {
		if (given !== undefined) {
			const command = session.table.find(given.trim().toUpperCase());
			if (command === undefined)
				return answer(502, "There is no such command.");
			return answer(214, `${command.syntax}: ${command.help}`);
		}
		const verbs = session.table.commands
			.filter(({ missing }) => missing !== true)
			.map(({ verb }) => verb.padEnd(WIDTH));
		const lines: string[] = [];
		for (let at = 0; at < verbs.length; at += VERBS_IN_A_LINE) {
			lines.push(
				` ${verbs.slice(at, at + VERBS_IN_A_LINE).join("")}`.trimEnd(),
			);
		}
		return answer(
			214,
			"Commands:",
			...lines,
			"HELP with a command shows how it is written.",
		);
	},
});
