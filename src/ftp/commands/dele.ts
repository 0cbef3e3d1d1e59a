import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { tellingDenied } from "../tell-refusal.ts";

/** DELE: delete a file. */
export const DELE: Command = defineCommand({
	verb: "DELE",
	rfc: "RFC 959 §4.1.3",
	syntax: "DELE <SP> path",
	help: "Delete a file.",
	argument: path,
	async run(session, file) {
		await tellingDenied(session, `deletion of ${file}`, () =>
			session.files.remove(file),
		);
		return answer(250, "Deleted.");
	},
});
