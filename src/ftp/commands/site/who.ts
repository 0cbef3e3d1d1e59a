import { none } from "../../argument.ts";
import type { Command } from "../../command.ts";
import { defineCommand } from "../../command.ts";
import { answer } from "../../reply.ts";

/** SITE WHO: who is logged in, as far as it is the asker's business: the own session. */
export const WHO: Command = defineCommand({
	verb: "WHO",
	rfc: "no RFC; a custom of servers",
	syntax: "SITE WHO",
	help: "Show the own session.",
	argument: none,
	run(session) {
		const { session: id, remote, user } = session.label;
		return answer(
			211,
			"You:",
			` ${user ?? "nobody"} from ${remote}, ${id}`,
			"End",
		);
	},
});
