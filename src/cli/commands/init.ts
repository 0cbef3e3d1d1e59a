import type { CommandDef } from "citty";
import { settingList } from "../../config/index.ts";
import { command } from "../command.ts";
import { PASSWORD_ARGS } from "../read-password.ts";
import { LISTEN_ARGS } from "../setting-args.ts";

const SETTING_FLAGS = ["root", "passive-ports", "passive-host"];

export const init: CommandDef = command({
	name: "init",
	about: "Make what a server needs: configuration, certificate, first user.",
	details: [
		"On a terminal it asks; flags answer beforehand, and with any of them nothing is asked but a missing password; --yes takes every default. What is there already stays as it is: running it twice changes nothing. A configuration that is there is never rewritten; what would have to be added is printed, and the exit status is 10.",
		"With --portable everything goes to oceanftp-data/ beside the executable, which is then a stick that works on every machine; --root is relative to that folder.",
		"--dry-run prints what would be made, the configuration in full. Without --user the first user is ocean, and its password is in initial-login.txt until it is changed.",
	],
	examples: [
		["oceanftp init", "Ask for everything."],
		[
			"oceanftp init --user alice --generate --passive-ports 50000-50100",
			"From a script.",
		],
		["oceanftp init --portable", "Make a stick."],
	],
	args: {
		...Object.fromEntries(
			settingList()
				.filter(
					({ flag }) => flag !== undefined && SETTING_FLAGS.includes(flag),
				)
				.map(({ about, flag = "", valueHint = "VALUE" }) => [
					flag,
					{ type: "string", description: about, valueHint } as const,
				]),
		),
		...LISTEN_ARGS,
		user: {
			type: "string",
			valueHint: "NAME",
			description: "The first user's name.",
		},
		...PASSWORD_ARGS,
		"cert-names": {
			type: "string",
			valueHint: "NAME",
			repeat: true,
			description:
				"A name or address that clients connect to, for the certificate; several with commas. This machine's own when absent.",
		},
	},
	run: async (invocation) =>
		(await import("../init/run-init.ts")).runInit(invocation),
});
