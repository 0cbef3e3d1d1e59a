import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { greeting } from "../messages/index.ts";

/**
 * REIN: begin anew, as after the greeting: nobody is logged in and nothing is set. The reply goes out protected, then TLS ends
 * (RFC 4217 §11); on an implicit port, which knows no clear text, it stays. A running transfer is waited for.
 */
export const REIN: Command = defineCommand({
	verb: "REIN",
	rfc: "RFC 959 §4.1.1, RFC 4217 §11",
	syntax: "REIN",
	help: "Log out and begin anew on the same connection.",
	open: true,
	lastInput: true,
	argument: none,
	run: async (session) => ({
		reply: await greeting(session),
		after: "restart",
	}),
});
