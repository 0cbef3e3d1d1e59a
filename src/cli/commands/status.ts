import type { CommandDef } from "citty";
import { command } from "../command.ts";

export const status: CommandDef = command({
	name: "status",
	about:
		"Show how the running server is: where it listens, what it does, what is wrong.",
	details: [
		"Exit 0 when a server answers, 9 when none runs on the data folder. What is wrong at this moment (a certificate that cannot be used, a file that could not be read) is a line of its own with its remedy, and does not change the exit status.",
	],
	examples: [
		["oceanftp status", "For people."],
		["oceanftp status --json | jq .problems", "For a script."],
	],
	run: async (invocation) =>
		(await import("../control/status.ts")).showStatus(invocation),
});
