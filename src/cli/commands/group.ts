import type { CommandDef } from "citty";
import { addArgs, setArgs } from "../account/entry-flags.ts";
import { type CommandArg, command } from "../command.ts";

const NAME: CommandArg = {
	type: "positional",
	description: "The group's name; letter case does not tell groups apart.",
};

const CEILING =
	"A group is a ceiling for its members: nobody in it has more rights or higher limits than it says. Groups may be in groups, to any depth.";

const add = command({
	name: "add",
	about: "Make a group.",
	details: [
		CEILING,
		"Users come into it by: oceanftp user set NAME --group GROUP",
	],
	examples: [
		[
			"oceanftp group add staff --rights read,list,write --quota 50GiB",
			"A ceiling for its members.",
		],
	],
	args: { name: NAME, ...addArgs("group") },
	run: async (invocation) =>
		(await import("../account/add.ts")).addGroup(invocation),
});

const list = command({
	name: "list",
	about: "Show all groups.",
	examples: [["oceanftp group list", "As a table."]],
	run: async (invocation) =>
		(await import("../account/show.ts")).listGroups(invocation),
});

const show = command({
	name: "show",
	about: "Show what a group says, and who is in it.",
	examples: [["oceanftp group show staff", "What it says, and who is in it."]],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../account/show.ts")).showGroup(invocation),
});

const set = command({
	name: "set",
	about: "Change a group, and so all its members.",
	details: [
		CEILING,
		"What no flag names stays as it is. An empty value, or the word none, takes a value away; a flag that may be repeated replaces the whole list.",
	],
	examples: [
		[
			"oceanftp group set staff --download-rate 2MiB",
			"A speed that its members share.",
		],
	],
	args: { name: NAME, ...setArgs("group") },
	run: async (invocation) =>
		(await import("../account/set.ts")).setEntry(invocation, "group"),
});

const copy = command({
	name: "copy",
	about: "Make a group that says the same as another one.",
	examples: [["oceanftp group copy staff guests", "A group like another one."]],
	details: ["Its members stay where they are."],
	args: {
		from: { ...NAME, description: "The group that is there." },
		to: { ...NAME, description: "The new one." },
	},
	run: async (invocation) =>
		(await import("../account/add.ts")).copyGroup(invocation),
});

const enable = command({
	name: "enable",
	about: "Let the members of a group log in again.",
	examples: [["oceanftp group enable staff", "Let its members in again."]],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../account/set.ts")).enableEntry(invocation, "group"),
});

const disable = command({
	name: "disable",
	about: "Keep all members of a group out.",
	examples: [["oceanftp group disable staff", "Keep all its members out."]],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../account/set.ts")).disableEntry(invocation, "group"),
});

const remove = command({
	name: "remove",
	about: "Remove a group that nobody is in.",
	examples: [["oceanftp group remove staff", "Only when it has no members."]],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../account/remove.ts")).removeGroup(invocation),
});

export const group: CommandDef = command({
	name: "group",
	about: "Make, show, change and remove groups of users.",
	subCommands: {
		add: async () => add,
		list: async () => list,
		show: async () => show,
		set: async () => set,
		copy: async () => copy,
		enable: async () => enable,
		disable: async () => disable,
		remove: async () => remove,
	},
});
