import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { tellingDenied } from "../tell-refusal.ts";

/** RNFR: first half of a rename; RNTO is the second, and must follow at once. */
export const RNFR: Command = defineCommand({
	verb: "RNFR",
	rfc: "RFC 959 §4.1.3",
	syntax: "RNFR <SP> path",
	help: "Name the file or folder that the next RNTO renames.",
	argument: path,
	async run(session, source) {
		await tellingDenied(session, `renaming ${source}`, () =>
			session.files.checkRename(source),
		);
		session.pending = { renameFrom: source };
		return answer(350, "Send RNTO with the new name.");
	},
});
