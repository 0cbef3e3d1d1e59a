import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { tellingDenied } from "../tell-refusal.ts";

/** MKD: make a folder. */
export const MKD: Command = defineCommand({
	verb: "MKD",
	aliases: ["XMKD"],
	rfc: "RFC 959 §4.1.3",
	syntax: "MKD <SP> path",
	help: "Make a folder.",
	argument: path,
	async run(session, folder) {
		await tellingDenied(session, `making ${folder}`, () =>
			session.files.makeFolder(folder),
		);
		return answer(257, `"${folder.replaceAll('"', '""')}" made.`);
	},
});
