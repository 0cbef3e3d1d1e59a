import { byteCount } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** REST: where the next transfer begins. */
export const REST: Command = defineCommand({
	verb: "REST",
	rfc: "RFC 3659 §5",
	syntax: "REST <SP> bytes",
	help: "Begin the next transfer at this byte.",
	argument: byteCount,
	feature: () => "REST STREAM",
	run(session, restartAt) {
		if (session.convertsText && restartAt > 0) {
			return answer(
				504,
				"In TYPE A a transfer cannot be restarted; send TYPE I first.",
			);
		}
		session.pending = { restartAt };
		return answer(350, `Send RETR or STOR to begin at ${restartAt}.`);
	},
});
