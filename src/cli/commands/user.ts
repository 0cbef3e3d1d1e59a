import type { CommandDef } from "citty";
import { addArgs, setArgs } from "../account/entry-flags.ts";
import { type CommandArg, command } from "../command.ts";
import { PASSWORD_ARGS } from "../read-password.ts";

const NAME: CommandArg = {
	type: "positional",
	description: "The user's name; letter case does not tell users apart.",
};

const WAYS: Readonly<Record<string, CommandArg>> = {
	...PASSWORD_ARGS,
	"any-password": {
		type: "boolean",
		description:
			"Let everybody in, whatever the password: for the user anonymous (ftp is another name for it), and for users whose rights are read-only or dropbox.",
	},
};

const AT_ONCE = "A running server knows it at once.";

const add = command({
	name: "add",
	about: "Make a user.",
	details: [
		`The password comes from a flag, or is asked for on a terminal. It needs 8 characters at least, or as many as [auth] password_min_length says. ${AT_ONCE}`,
		"For a public server: oceanftp user add anonymous --any-password. It may read and list, unless --rights says otherwise; without that user nobody gets in by that name.",
		"In a group the user has no more rights, and no higher limits, than the group and all groups above it.",
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
		...WAYS,
		...addArgs("user"),
		"client-cert-with-password": {
			type: "boolean",
			description:
				"Ask for certificate and password both: --client-cert-login with-password.",
		},
	},
	run: async (invocation) =>
		(await import("../account/add.ts")).addUser(invocation),
});

const list = command({
	name: "list",
	about: "Show all users.",
	examples: [
		["oceanftp user list", "As a table."],
		["oceanftp user list --json", "For a script."],
	],
	run: async (invocation) =>
		(await import("../account/show.ts")).listUsers(invocation),
});

const show = command({
	name: "show",
	about:
		"Show what is said of a user, or what holds in the end, and what is used.",
	details: [
		"At the end stand the bytes of today and their caps, the credits, and what the home holds of its quota, as far as they are counted. They are read from state.db, into which a running server writes every second.",
	],
	examples: [
		["oceanftp user show alice --effective", "What holds, and who says so."],
	],
	args: {
		name: NAME,
		effective: {
			type: "boolean",
			description:
				"What holds with all groups applied, and who says so: the user, or which group.",
		},
	},
	run: async (invocation) =>
		(await import("../account/show.ts")).showUser(invocation),
});

const passwd = command({
	name: "passwd",
	about: "Give a user another password.",
	examples: [
		["oceanftp user passwd alice", "Ask for it."],
		["oceanftp user passwd alice --generate", "Make one, and print it once."],
	],
	args: { name: NAME, ...WAYS },
	run: async (invocation) =>
		(await import("../account/add.ts")).changePassword(invocation),
});

const set = command({
	name: "set",
	about: "Change a user.",
	details: [
		`What no flag names stays as it is. An empty value, or the word none, takes a value away; a flag that may be repeated replaces the whole list. ${AT_ONCE}`,
	],
	examples: [
		[
			"oceanftp user set alice --group staff --quota 10GiB",
			"A group and a limit.",
		],
		["oceanftp user set alice --quota none", "Take the limit away."],
		["oceanftp user set alice --credits 500", "Where [credits] are enabled."],
	],
	args: {
		name: NAME,
		...setArgs("user"),
		credits: {
			type: "string",
			valueHint: "N",
			description:
				"Give the user so many credits, whatever it had; a running server knows within a second.",
		},
	},
	run: async (invocation) =>
		(await import("../account/set.ts")).setEntry(invocation, "user"),
});

const copy = command({
	name: "copy",
	about: "Make a user like another one.",
	details: [
		"The password and the client certificates are not copied. Without a flag for the password the new user has none, and cannot log in until oceanftp user passwd gives one. A home that bears the other's name becomes one of the new name; any other home is shared.",
	],
	examples: [
		[
			"oceanftp user copy alice dora --generate",
			"The same rights, another password.",
		],
	],
	args: {
		from: { ...NAME, description: "The user that is there." },
		to: { ...NAME, description: "The new one." },
		...WAYS,
	},
	run: async (invocation) =>
		(await import("../account/add.ts")).copyUser(invocation),
});

const enable = command({
	name: "enable",
	about: "Let a user log in again.",
	examples: [["oceanftp user enable alice", "Let alice in again."]],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../account/set.ts")).enableEntry(invocation, "user"),
});

const disable = command({
	name: "disable",
	about: "Keep a user out, and keep everything else as it is.",
	examples: [["oceanftp user disable alice", "Keep alice out from now on."]],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../account/set.ts")).disableEntry(invocation, "user"),
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
		(await import("../account/remove.ts")).removeUser(invocation),
});

export const user: CommandDef = command({
	name: "user",
	about: "Make, show, change and remove users.",
	subCommands: {
		add: async () => add,
		list: async () => list,
		show: async () => show,
		passwd: async () => passwd,
		set: async () => set,
		copy: async () => copy,
		enable: async () => enable,
		disable: async () => disable,
		remove: async () => remove,
	},
});
