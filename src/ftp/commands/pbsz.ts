import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** PBSZ: protection buffer size: with TLS always 0, but it must be given before PROT. */
export const PBSZ: Command = defineCommand({
	verb: "PBSZ",
	rfc: "RFC 4217 §8",
	syntax: "PBSZ <SP> 0",
	help: "Set the protection buffer size; 0 with TLS.",
	open: true,
	argument: text,
	feature: () => "PBSZ",
	run(session, given) {
		if (session.protection.control === "clear") {
			return answer(503, "Send AUTH TLS first.");
		}
		const digits = given.trim();
		// RFC 2228 §3: a 32-bit number.
		if (!/^\d{1,10}$/.test(digits) || Number(digits) > 0xffff_ffff) {
			return answer(501, "A number is expected. Syntax: PBSZ <SP> 0");
		}
		session.protection = { ...session.protection, buffer: "zero" };
		return answer(200, "PBSZ=0");
	},
});
