import type { CommandDef } from "citty";
import { command } from "../command.ts";
import { PASSWORD_ARGS } from "../read-password.ts";

const NAME = {
	type: "positional",
	description: "The user's name; letter case does not tell users apart.",
} as const;

const add = command({
	name: "add",
	about: "Make a user.",
	details: [
		"The password comes from a flag, or is asked for on a terminal. A running server knows the user at once.",
	],
	examples: [
		["oceanftp user add alice", "Ask for the password."],
		[
			"oceanftp user add bob --generate --home shared",
			"Make a password, and print it once.",
		],
		[
			'printf %s "$PASSWORD" | oceanftp user add carol --password-stdin',
			"From a script.",
		],
	],
	args: {
		name: NAME,
		...PASSWORD_ARGS,
		home: {
			type: "string",
			valueHint: "DIR",
			description:
				"The folder that the user sees, relative to the root; the user's name when absent.",
		},
		"client-cert": {
			type: "string",
			valueHint: "SHA256",
			repeat: true,
			description:
				"Log the user in by this client certificate: its SHA-256 fingerprint, or cn:NAME, dn:NAME, email:ADDRESS, dns:NAME for one that a trusted authority signed ([tls] client_auth, client_ca).",
		},
		"client-cert-with-password": {
			type: "boolean",
			description: "Ask for certificate and password both.",
		},
	},
	run: async (invocation) =>
		(await import("../user-commands.ts")).addUser(invocation),
});

const list = command({
	name: "list",
	about: "Show all users.",
	examples: [
		["oceanftp user list", "As a table."],
		["oceanftp user list --json", "For a script."],
	],
	run: async (invocation) =>
		(await import("../user-commands.ts")).listUsers(invocation),
});

const passwd = command({
	name: "passwd",
	about: "Give a user another password.",
	examples: [
		["oceanftp user passwd alice", "Ask for it."],
		["oceanftp user passwd alice --generate", "Make one, and print it once."],
	],
	args: { name: NAME, ...PASSWORD_ARGS },
	run: async (invocation) =>
		(await import("../user-commands.ts")).changePassword(invocation),
});

const remove = command({
	name: "remove",
	about: "Remove a user, and keep the files unless told otherwise.",
	examples: [
		["oceanftp user remove bob", "Ask, then remove the user; the files stay."],
		[
			"oceanftp user remove bob --delete-files --yes",
			"Remove the files as well, unasked.",
		],
	],
	args: {
		name: NAME,
		"delete-files": {
			type: "boolean",
			description: "Delete the user's home folder and all that is in it.",
		},
	},
	run: async (invocation) =>
		(await import("../user-commands.ts")).removeUser(invocation),
});

export const user: CommandDef = command({
	name: "user",
	about: "Make, list, change and remove users.",
	subCommands: {
		add: async () => add,
		list: async () => list,
		passwd: async () => passwd,
		remove: async () => remove,
	},
});
