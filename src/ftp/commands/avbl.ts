import { optionalPath } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/**
 * AVBL: how many bytes may still be written in a folder: the smaller of what the disk has and what the quota leaves. A
 * file is 550, and so is a disk that does not tell.
 *
 * @see draft-peterson-streamlined-ftp-command-extensions-10 §4
 */
export const AVBL: Command = defineCommand({
	verb: "AVBL",
	rfc: "draft-peterson-streamlined-ftp-command-extensions-10 §4",
	syntax: "AVBL [<SP> path]",
	help: "Tell how many bytes a folder has room for.",
	argument: optionalPath,
	feature: () => "AVBL",
	async run(session, folder) {
		const bytes = await session.files.freeBytes(folder);
		if (bytes === undefined) return answer(550, "That is not known here.");
		return answer(213, String(bytes));
	},
});
