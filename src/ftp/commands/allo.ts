import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** ALLO: space need not be asked for here. */
export const ALLO: Command = defineCommand({
	verb: "ALLO",
	rfc: "RFC 959 §4.1.3",
	syntax: "ALLO <SP> bytes",
	help: "Not needed: files take the space that they need.",
	argument: optionalText,
	run: (_session, given) =>
		given !== undefined && /^\d+( R \d+)?$/i.test(given.trim())
			? answer(202, "Not needed here.")
			: answer(501, "A number of bytes is expected. Syntax: ALLO <SP> bytes"),
});
