import type { CommandDef } from "citty";
import { type CommandArg, command } from "../command.ts";

const ID: CommandArg = {
	type: "positional",
	description: "The session's id, as sessions list shows it.",
};

const REASON: CommandArg = {
	type: "string",
	valueHint: "TEXT",
	description: "What the client is told.",
};

const list = command({
	name: "list",
	about: "Show the open sessions.",
	details: [
		"A session that has neither sent a command nor moved a byte for 30 seconds is idle.",
	],
	examples: [
		["oceanftp sessions list", "As a table."],
		["oceanftp sessions list --json", "For a script."],
	],
	run: async (invocation) =>
		(await import("../control/sessions.ts")).listSessions(invocation),
});

const watch = command({
	name: "watch",
	about: "Show the open sessions as they change, until Ctrl-C.",
	details: [
		"On a terminal it is a table that is drawn in place. Elsewhere, and with --json, each change is one JSON object on a line of its own, at most one a second.",
	],
	examples: [
		["oceanftp sessions watch", "Who does what, and how fast."],
		["oceanftp sessions watch --json | jq -c .sessions", "For a script."],
	],
	run: async (invocation) =>
		(await import("../control/watch-sessions.ts")).watchServer(invocation),
});

const stop = command({
	name: "stop",
	about: "Stop a session's transfer; the session goes on.",
	details: [
		"The client is answered with 426 and the reason. An upload that was stopped takes no file's place.",
	],
	examples: [
		[
			'oceanftp sessions stop 7k2m --reason "Too large for the daytime."',
			"End the transfer only.",
		],
	],
	args: { id: ID, reason: REASON },
	run: async (invocation) =>
		(await import("../control/sessions.ts")).stopTransfer(invocation),
});

const kick = command({
	name: "kick",
	about: "End a session.",
	details: [
		"The client is told the reason with 421, and its connection is closed. It may come back at once, unless --ban keeps its address out.",
	],
	examples: [
		['oceanftp sessions kick 7k2m --reason "Maintenance."', "End the session."],
		["oceanftp sessions kick 7k2m --ban 1h", "And keep its address out."],
	],
	args: {
		id: ID,
		reason: REASON,
		ban: {
			type: "string",
			valueHint: "TIME",
			description: "Keep its address out for that long, such as 1h or 7d.",
		},
	},
	run: async (invocation) =>
		(await import("../control/sessions.ts")).kickSession(invocation),
});

export const sessions: CommandDef = command({
	name: "sessions",
	about: "Show, watch, stop and end the sessions of the running server.",
	subCommands: {
		list: async () => list,
		watch: async () => watch,
		stop: async () => stop,
		kick: async () => kick,
	},
});
