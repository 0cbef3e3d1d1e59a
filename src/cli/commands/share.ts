import type { CommandDef } from "citty";
import { command } from "../command.ts";
import { secretArgs } from "../read-secret.ts";

export const share: CommandDef = command({
	name: "share",
	about: "Serve one folder with a login made for it, and keep nothing.",
	details: [
		"The folder (the current one when none is named) can be read and listed, and with --write also be written to; nothing in it can be deleted. User, password and certificate live in memory, and are gone with the program. Configuration and OCEANFTP_ variables are not looked at, but for a file that --config names.",
		"It ends with status 0 at a first Ctrl-C, when the time of --for is over, with --once when the first session that moved a whole file has ended, and with --max-logins when so many sessions have come and gone. Transfers under way may end within the grace time.",
	],
	examples: [
		["oceanftp share", "The current folder, to read, until Ctrl-C."],
		["oceanftp share photos --for 2h --qr", "For two hours, with a QR code."],
		[
			"oceanftp share --once --allow 192.168.0.0/16",
			"One download, from here.",
		],
		["oceanftp share inbox --write --max-logins 1", "One visitor may upload."],
	],
	args: {
		dir: {
			type: "positional",
			required: false,
			description: "The folder; the current one when absent.",
		},
		write: {
			type: "boolean",
			description:
				"Let people write into it: new files, changed ones, folders.",
		},
		user: {
			type: "string",
			valueHint: "NAME",
			description: "The user's name; share when absent.",
		},
		...secretArgs("password"),
		for: {
			type: "string",
			valueHint: "TIME",
			description: "End after this time, such as 90s, 30m, 2h or 1d.",
		},
		once: {
			type: "boolean",
			description: "End after the first session that moved a whole file.",
		},
		"max-logins": {
			type: "string",
			valueHint: "N",
			description: "Let nobody log in after the first N logins.",
		},
		allow: {
			type: "string",
			valueHint: "CIDR",
			repeat: true,
			description: "Turn everybody away but this address or network.",
		},
		qr: {
			type: "boolean",
			description: "Show the address as a QR code too.",
		},
		host: {
			type: "string",
			valueHint: "ADDR",
			repeat: true,
			description: "Listen on this address; on every address when absent.",
		},
		port: {
			type: "string",
			valueHint: "N",
			description:
				"The port for explicit TLS, 0 for any free one; 2121, or any free one when it is taken, when absent.",
		},
		"passive-ports": {
			type: "string",
			valueHint: "A-B",
			description:
				"The ports for passive transfers; any free ones when absent.",
		},
	},
	run: async (invocation) => {
		const { runShare } = await import("../share/run-share.ts");
		await runShare(invocation);
	},
});
