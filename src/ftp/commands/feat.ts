import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** FEAT: what this session can do now, told by the commands themselves. */
export const FEAT: Command = defineCommand({
	verb: "FEAT",
	rfc: "RFC 2389 §3",
	syntax: "FEAT",
	help: "List the extensions that can be used now.",
	open: true,
	argument: none,
	run(session) {
		const features = session.table.commands
			.map((command) => command.feature?.(session))
			.filter((feature) => feature !== undefined);
		return answer(
			211,
			"Extensions:",
			// RFC 2389 §3.2: each feature line begins with a single space.
			...features.map((feature) => ` ${feature}`),
			"End",
		);
	},
});
