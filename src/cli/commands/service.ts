import type { CommandDef } from "citty";
import { type CommandArg, command } from "../command.ts";
import { MANAGERS } from "../service/managers.ts";

const PLAN_ARGS: Readonly<Record<string, CommandArg>> = {
	user: {
		type: "string",
		valueHint: "NAME",
		description: "The user that it runs as; oceanftp when absent.",
	},
	executable: {
		type: "string",
		valueHint: "FILE",
		description: "What it runs; this executable when absent.",
	},
	"serve-folder": {
		type: "string",
		valueHint: "DIR",
		repeat: true,
		description:
			"A folder outside the data folder that users have as home or mount; all else is read-only to the service. The configured root is among them already.",
	},
};

const UNIT_FOLDER: Readonly<Record<string, CommandArg>> = {
	"unit-folder": {
		type: "string",
		valueHint: "DIR",
		description: "Where the unit file is; /etc/systemd/system when absent.",
	},
};

const install = command({
	name: "install",
	about: "Run the server as a service of systemd, from now on and at boot.",
	details: [
		"Makes the user, writes the unit, enables and starts it. Without --data the data folder is /var/lib/oceanftp. Run again after an update or a change of the root: the unit is written anew. One that was edited by hand is left alone unless --force is given.",
		"The unit gives the server the right to listen on ports under 1024, no other right of root's, and no writable folder but the data folder and what is served.",
	],
	examples: [
		["sudo oceanftp service install", "Install and start it."],
		[
			"oceanftp service install --dry-run",
			"Show what would be done, and the unit.",
		],
		[
			"sudo oceanftp service install --serve-folder /srv/scans",
			"Let users have homes in /srv/scans.",
		],
	],
	args: {
		...PLAN_ARGS,
		...UNIT_FOLDER,
		"no-start": {
			type: "boolean",
			description: "Enable it, and leave starting it to somebody else.",
		},
		force: {
			type: "boolean",
			description: "Replace a unit that was edited; it is kept as .old.",
		},
	},
	run: async (invocation) =>
		(await import("../service/install.ts")).installService(invocation),
});

const uninstall = command({
	name: "uninstall",
	about: "Stop the service and take it away; its data stays.",
	examples: [["sudo oceanftp service uninstall", "Stop it and remove it."]],
	args: UNIT_FOLDER,
	run: async (invocation) =>
		(await import("../service/uninstall.ts")).uninstallService(invocation),
});

const status = command({
	name: "status",
	about: "Show whether the service is installed and runs, and what it runs.",
	details: ["The exit status is 0 when it runs and 9 when it does not."],
	examples: [
		["oceanftp service status", "Is it installed, enabled, running?"],
		["oceanftp service status --json", "The same for a script."],
	],
	args: UNIT_FOLDER,
	run: async (invocation) =>
		(await import("../service/status.ts")).showServiceStatus(invocation),
});

const print = command({
	name: "print",
	about: "Print what a service manager needs, and change nothing.",
	details: [
		"For systemd it is the unit that install writes. For OpenRC, launchd and Windows it is a text to put in place yourself; what to do with it stands at its top.",
	],
	examples: [
		["oceanftp service print", "The text for this kind of machine."],
		[
			"oceanftp service print --for openrc > /etc/init.d/oceanftp",
			"The init script for Alpine.",
		],
	],
	args: {
		for: {
			type: "enum",
			options: [...MANAGERS],
			description: "Which manager; the usual one of this system when absent.",
		},
		...PLAN_ARGS,
	},
	run: async (invocation) =>
		(await import("../service/print.ts")).printService(invocation),
});

export const service: CommandDef = command({
	name: "service",
	about: "Run the server at boot, by the system's service manager.",
	subCommands: {
		install: async () => install,
		uninstall: async () => uninstall,
		status: async () => status,
		print: async () => print,
	},
});
