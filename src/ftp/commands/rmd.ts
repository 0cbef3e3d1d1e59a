import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { tellingDenied } from "../tell-refusal.ts";

/** RMD: remove an empty folder. */
export const RMD: Command = defineCommand({
	verb: "RMD",
	aliases: ["XRMD"],
	rfc: "RFC 959 §4.1.3",
	syntax: "RMD <SP> path",
	help: "Remove an empty folder.",
	argument: path,
	async run(session, folder) {
		await tellingDenied(session, `removal of ${folder}`, () =>
			session.files.removeFolder(folder),
		);
		return answer(250, "Folder removed.");
	},
});
