import type { CommandDef } from "citty";
import { PASSPHRASE_ARGS } from "../cert/passphrase.ts";
import { command } from "../command.ts";
import { LISTEN_ARGS, settingArgs } from "../setting-args.ts";

export const serve: CommandDef = command({
	name: "serve",
	about: "Run the server.",
	details: [
		"The first start makes what is missing: the data folder, a certificate for this machine's names and addresses, and the user ocean with a generated password. Without a terminal the password is not printed; it is in initial-login.txt in the data folder until it is changed.",
		"With --ephemeral nothing is kept: certificate, user and password live as long as the server, and --root is served with all rights. The password is printed on the terminal; without one it is printed on stdout, for it is written nowhere else.",
		"A certificate whose key is encrypted needs its passphrase: it is asked for on a terminal, or taken from one of the --passphrase flags. It is never stored.",
		"A first SIGINT (Ctrl-C) or SIGTERM lets transfers end within the grace time; a second one ends at once. SIGHUP is oceanftp reload; when it comes because the terminal was closed in whose foreground the server runs, it is SIGTERM (on Linux).",
	],
	examples: [
		["oceanftp", "Serve, and make what is missing."],
		[
			"oceanftp serve --data /srv/ftp --passive-ports 50000-50100",
			"With a data folder and ports of your choice.",
		],
		[
			"oceanftp serve --ephemeral --root ./photos --port 0 --implicit-port off",
			"One folder on any free port, and nothing kept.",
		],
		[
			"sudo oceanftp serve --data /srv/ftp --run-as oceanftp",
			"Bind ports 21 and 990 as root, then be another user.",
		],
		[
			"oceanftp serve --check",
			"Say what is wrong with the settings, and exit.",
		],
	],
	args: {
		...LISTEN_ARGS,
		...settingArgs(),
		...PASSPHRASE_ARGS,
		ephemeral: {
			type: "boolean",
			description: "Keep nothing on disk; serve --root.",
		},
		check: {
			type: "boolean",
			description: "Load everything, bind and make nothing, and exit.",
		},
		"ready-file": {
			type: "string",
			valueHint: "FILE",
			description:
				"Write a JSON object here when every listener is bound; removed at start and at the end.",
		},
	},
	run: async (invocation) => {
		const { runServe } = await import("../run-serve.ts");
		await runServe(invocation);
	},
});
