import type { CommandDef } from "citty";
import { command } from "../command.ts";

export const help: CommandDef = command({
	name: "help",
	about: "Explain a command, a topic or an error code.",
	details: [
		"oceanftp help topics lists what there is. A text about connecting names this server's own address, ports and fingerprint once there is a data folder; none is made for it.",
	],
	examples: [
		["oceanftp help connect", "How clients connect to this server."],
		["oceanftp help user add", "One command."],
		["oceanftp help bind.in-use", "The error with that code."],
		["oceanftp help errors", "Every error code and exit status."],
		["oceanftp help limits.idle_seconds", "One setting."],
	],
	args: {
		topic: {
			type: "positional",
			required: false,
			repeat: true,
			completes: "topic",
			description:
				"A command, a topic, an error code, or a setting such as limits.idle_seconds.",
		},
	},
	run: async (invocation) =>
		(await import("../help/print-help.ts")).printHelp(invocation),
});
