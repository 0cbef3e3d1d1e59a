import { parentOf } from "../../files/index.ts";
import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** CDUP: go to the folder above; the top stays the top. */
export const CDUP: Command = defineCommand({
	verb: "CDUP",
	aliases: ["XCUP"],
	rfc: "RFC 959 §4.1.1",
	syntax: "CDUP",
	help: "Go to the folder above.",
	argument: none,
	async run(session) {
		const above = parentOf(session.cwd);
		await session.files.enter(above);
		session.cwd = above;
		return answer(250, "Folder changed.");
	},
});
