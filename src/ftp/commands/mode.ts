import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** MODE: how bytes travel; stream only. */
export const MODE: Command = defineCommand({
	verb: "MODE",
	rfc: "RFC 959 §4.1.2",
	syntax: "MODE <SP> S",
	help: "Choose the transfer mode; stream (S) is the one there is.",
	argument: text,
	run: (_session, given) =>
		given.trim().toUpperCase() === "S"
			? answer(200, "Mode is stream.")
			: answer(504, "Only mode S is supported."),
});
