import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** CWD: go to a folder. Paths are as TVFS has them: `/` between the parts, `/` in front from the top (RFC 3659 §6). */
export const CWD: Command = defineCommand({
	verb: "CWD",
	aliases: ["XCWD"],
	rfc: "RFC 959 §4.1.1",
	syntax: "CWD <SP> path",
	help: "Go to a folder.",
	argument: path,
	feature: () => "TVFS",
	async run(session, folder) {
		await session.files.enter(folder);
		session.cwd = folder;
		return answer(250, "Folder changed.");
	},
});
