import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** PROT: whether data connections use TLS (P) or not (C). */
export const PROT: Command = defineCommand({
	verb: "PROT",
	rfc: "RFC 4217 §9",
	syntax: "PROT <SP> ( P | C )",
	help: "Protect data connections (P) or not (C).",
	open: true,
	argument: text,
	feature: () => "PROT",
	run(session, given) {
		const { control, buffer } = session.protection;
		if (control === "clear") return answer(503, "Send AUTH TLS first.");
		if (buffer === "unset" && !session.policy.lenientPbsz) {
			return answer(503, "Send PBSZ 0 first.");
		}
		switch (given.trim().toUpperCase()) {
			case "P":
				session.protection = { ...session.protection, data: "private" };
				return answer(200, "Data connections are protected.");
			case "C":
				if (session.policy.dataTls === "required") {
					return answer(534, "Data must be protected here.");
				}
				session.protection = { ...session.protection, data: "clear" };
				return answer(200, "Data connections are clear.");
			case "S":
			case "E":
				return answer(536, "TLS offers levels P and C only.");
			default:
				return answer(504, "That level is not known; send PROT P.");
		}
	},
});
