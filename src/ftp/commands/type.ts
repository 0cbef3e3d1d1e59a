import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** TYPE: whether line ends are converted (A) or bytes sent as they are (I). */
export const TYPE: Command = defineCommand({
	verb: "TYPE",
	rfc: "RFC 959 §4.1.2",
	syntax: "TYPE <SP> ( A [<SP> N] | I | L <SP> 8 )",
	help: "Choose text (A) or bytes as they are (I).",
	argument: text,
	run(session, given) {
		switch (given.trim().toUpperCase()) {
			case "A":
			case "A N":
				session.representation = { type: "ascii", asked: true };
				return answer(200, "Type is ASCII: line ends are converted.");
			case "I":
			case "L 8":
			case "L":
				session.representation = { type: "image" };
				return answer(200, "Type is image: bytes are sent as they are.");
			default:
				return answer(504, "Only types A, I and L 8 are supported.");
		}
	},
});
