import { parseHostPort } from "../address.ts";
import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { ACTIVE_IS_OFF, refusalOfTarget } from "../peer-rules.ts";
import { answer } from "../reply.ts";

/** PORT: where the client listens for the next data connection (IPv4). */
export const PORT: Command = defineCommand({
	verb: "PORT",
	rfc: "RFC 959 §4.1.2, RFC 2577 §3",
	syntax: "PORT <SP> h1,h2,h3,h4,p1,p2",
	help: "Name the address at which the client listens for data (IPv4).",
	namesAddress: true,
	keepsRestart: true,
	argument: text,
	run(session, given) {
		if (!session.policy.allowsActive) return answer(502, ACTIVE_IS_OFF);
		const target = parseHostPort(given);
		if (target === undefined) {
			return answer(
				501,
				"Six numbers are expected. Syntax: PORT <SP> h1,h2,h3,h4,p1,p2",
			);
		}
		const refused = refusalOfTarget(target, session.world.remote);
		if (refused !== undefined) return answer(504, refused);
		session.planData({ kind: "active", target });
		return answer(200, "Noted.");
	},
});
