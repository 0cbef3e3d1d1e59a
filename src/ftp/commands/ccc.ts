import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/**
 * CCC: end TLS on the control connection after login, so that a firewall can read PORT and PASV. Off unless switched on,
 * since everything after it can be read and changed by others too. Data connections stay protected as they were.
 */
export const CCC: Command = defineCommand({
	verb: "CCC",
	rfc: "RFC 2228 §3, RFC 4217 §5",
	syntax: "CCC",
	help: "End TLS on the control connection.",
	lastInput: true,
	argument: none,
	feature: (session) => (session.policy.allowsClearing ? "CCC" : undefined),
	run(session) {
		if (session.protection.control === "clear") {
			return answer(533, "The control connection is clear.");
		}
		if (!session.policy.allowsClearing) {
			return answer(534, "The control connection stays protected here.");
		}
		return {
			...answer(200, "TLS ends on the control connection."),
			after: "clearControl",
		};
	},
});
