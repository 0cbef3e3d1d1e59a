import { optionalText } from "../../argument.ts";
import type { Command } from "../../command.ts";
import { defineCommand } from "../../command.ts";
import { answer } from "../../reply.ts";

/** SITE HELP: the commands of SITE, or the syntax of one. */
export const SITE_HELP: Command = defineCommand({
	verb: "HELP",
	rfc: "RFC 959 §4.1.3",
	syntax: "SITE HELP [<SP> command]",
	help: "List the commands of SITE, or show how one is written.",
	argument: optionalText,
	run(session, given) {
		const commands = session.table.find("SITE")?.subcommands ?? [];
		if (given === undefined) {
			const lines = commands.map(({ syntax }) => ` ${syntax}`);
			return answer(214, "Commands of SITE:", ...lines, "End");
		}
		const wanted = given.trim().toUpperCase();
		const command = commands.find(({ verb }) => verb === wanted);
		if (command === undefined) return answer(502, "There is no such command.");
		return answer(214, `${command.syntax}: ${command.help}`);
	},
});
