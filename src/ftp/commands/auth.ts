import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import type { Outcome } from "../reply.ts";
import { answer, reply } from "../reply.ts";
import type { Session } from "../session.ts";

/** Mechanism names, and how data connections begin: clear as RFC 4217 §9 says, or protected as AUTH SSL always meant. */
const MECHANISMS: Readonly<Record<string, "standard" | "private">> = {
	TLS: "standard",
	"TLS-C": "standard",
	SSL: "private",
	"TLS-P": "private",
};

/** AUTH: begin TLS on the control connection. */
export const AUTH: Command = defineCommand({
	verb: "AUTH",
	rfc: "RFC 2228 §3, RFC 4217 §4",
	syntax: "AUTH <SP> ( TLS | TLS-C | SSL | TLS-P )",
	help: "Begin TLS.",
	open: true,
	lastInput: true,
	argument: text,
	feature: () => "AUTH TLS",
	run(session, given) {
		const mechanism = MECHANISMS[given.trim().toUpperCase()];
		if (mechanism === undefined) {
			return answer(504, "That mechanism is not known; send AUTH TLS.");
		}
		return begin(session, mechanism);
	},
});

function begin(session: Session, mechanism: "standard" | "private"): Outcome {
	if (session.protection.control === "tls") {
		return answer(503, "TLS has begun already.");
	}
	// RFC 4217 §4.2 would have the login forgotten; refusing leaves nothing to forget.
	if (session.login.stage === "member") {
		return answer(503, "AUTH must come before login.");
	}
	if (!session.world.canSecure()) {
		return answer(431, "TLS is not available now; the server's log says why.");
	}
	const byDefault = session.policy.dataTls === "default-on";
	return {
		reply: reply(234, "Begin TLS now."),
		after: "secureControl",
		data: mechanism === "private" || byDefault ? "private" : "clear",
	};
}
