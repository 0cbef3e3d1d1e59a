import type { CommandDef } from "citty";
import { command } from "../command.ts";

export const stop: CommandDef = command({
	name: "stop",
	about: "Stop the running server, and wait until it has gone.",
	details: [
		"It takes no more connections at once. Transfers may end within the grace time; what it waits for is said on stderr. Asked again with a shorter time, the shorter one counts.",
	],
	examples: [
		["oceanftp stop", "With the grace time of the settings."],
		["oceanftp stop --grace 10m", "Let a long upload end."],
		["oceanftp stop --grace 0s", "At once."],
	],
	args: {
		grace: {
			type: "string",
			valueHint: "TIME",
			description:
				"How long transfers may go on, such as 30s or 10m; limits.grace_seconds unless given.",
		},
	},
	run: async (invocation) =>
		(await import("../control/stop.ts")).stopServer(invocation),
});
