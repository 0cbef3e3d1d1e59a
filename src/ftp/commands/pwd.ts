import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** PWD: the working folder, in quotes, with quotes in it doubled (RFC 959 Appendix II). */
export const PWD: Command = defineCommand({
	verb: "PWD",
	aliases: ["XPWD"],
	rfc: "RFC 959 §4.1.3",
	syntax: "PWD",
	help: "Show the working folder.",
	argument: none,
	run: (session) =>
		answer(
			257,
			`"${session.cwd.replaceAll('"', '""')}" is the working folder.`,
		),
});
