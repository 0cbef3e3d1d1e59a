import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** ABOR: break the running transfer off. That transfer answers 426 first; an open passive port is closed too. */
export const ABOR: Command = defineCommand({
	verb: "ABOR",
	rfc: "RFC 959 §4.1.3",
	syntax: "ABOR",
	help: "Break the running transfer off.",
	endsTransfer: true,
	argument: none,
	run(session) {
		session.planData({ kind: "none" });
		return answer(
			226,
			"No transfer is running; the data connection is closed.",
		);
	},
});
