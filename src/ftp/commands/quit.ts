import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { goodbye } from "../messages/index.ts";

/** QUIT: the end; waits for a running transfer. */
export const QUIT: Command = defineCommand({
	verb: "QUIT",
	rfc: "RFC 959 §4.1.1",
	syntax: "QUIT",
	help: "Log out and close the connection.",
	open: true,
	argument: none,
	run: async (session) => ({ reply: await goodbye(session), after: "close" }),
});
