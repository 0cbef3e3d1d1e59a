import { parseExtendedPort } from "../address.ts";
import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { ACTIVE_IS_OFF, refusalOfTarget } from "../peer-rules.ts";
import { answer } from "../reply.ts";

/** EPRT: where the client listens for the next data connection (IPv4 and IPv6). */
export const EPRT: Command = defineCommand({
	verb: "EPRT",
	rfc: "RFC 2428 §2, RFC 2577 §3",
	syntax: "EPRT <SP> |network|address|port|",
	help: "Name the address at which the client listens for data (IPv4 and IPv6).",
	namesAddress: true,
	keepsRestart: true,
	argument: text,
	feature: (session) => (session.policy.allowsActive ? "EPRT" : undefined),
	run(session, given) {
		if (!session.policy.allowsActive) return answer(502, ACTIVE_IS_OFF);
		const parsed = parseExtendedPort(given);
		if (parsed.kind === "unknownNetwork") {
			return answer(522, "Network protocol not supported, use (1,2)");
		}
		if (parsed.kind === "malformed") {
			return answer(
				501,
				"An address is expected. Syntax: EPRT <SP> |network|address|port|",
			);
		}
		const refused = refusalOfTarget(parsed.endpoint, session.world.remote);
		if (refused !== undefined) return answer(504, refused);
		session.planData({ kind: "active", target: parsed.endpoint });
		return answer(200, "Noted.");
	},
});
