import type { CommandDef } from "citty";
import { type CommandArg, command } from "../command.ts";

const SUBJECT: CommandArg = {
	type: "positional",
	completes: "free",
	description:
		"An address, a network in CIDR form, or the name by which somebody logs in.",
};

const HOW =
	"A running server is asked and knows it at once; without one it is written to state.db.";

const list = command({
	name: "list",
	about: "Show who is banned, until when and why.",
	examples: [
		["oceanftp bans list", "As a table."],
		["oceanftp bans list --json", "For a script."],
	],
	run: async (invocation) =>
		(await import("../bans/bans.ts")).listBans(invocation),
});

const add = command({
	name: "add",
	about: "Keep an address, a network or a name out.",
	details: [
		`${HOW} Who is connected from there is not thrown out: oceanftp sessions kick ID --ban 1h does both.`,
		"Addresses that access.safe names are never kept out. An IPv6 address is that one address; what the server itself bans for wrong passwords is its /64.",
	],
	examples: [
		["oceanftp bans add 192.0.2.7 --for 1h", "An address, for an hour."],
		[
			'oceanftp bans add 198.51.100.0/24 --reason "scans for logins"',
			"A network, until it is lifted.",
		],
		["oceanftp bans add admin", "Whoever logs in by that name."],
	],
	args: {
		who: SUBJECT,
		for: {
			type: "string",
			valueHint: "TIME",
			description:
				"For how long, such as 30m, 1h or 7d; for ever unless given.",
		},
		reason: {
			type: "string",
			valueHint: "TEXT",
			description: "Why, for the list and the log; the client is not told.",
		},
	},
	run: async (invocation) =>
		(await import("../bans/bans.ts")).addBan(invocation),
});

const remove = command({
	name: "remove",
	about: "Let somebody in again who was banned.",
	details: [HOW],
	examples: [
		["oceanftp bans remove 192.0.2.7", "Also a ban for wrong passwords."],
	],
	args: { who: SUBJECT },
	run: async (invocation) =>
		(await import("../bans/bans.ts")).removeBan(invocation),
});

export const bans: CommandDef = command({
	name: "bans",
	about: "Show, make and lift bans of addresses and names.",
	subCommands: {
		list: async () => list,
		add: async () => add,
		remove: async () => remove,
	},
});
