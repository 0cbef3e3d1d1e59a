import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { tellingDenied } from "../tell-refusal.ts";

/** RNTO: second half of a rename; RNFR is the first. */
export const RNTO: Command = defineCommand({
	verb: "RNTO",
	rfc: "RFC 959 §4.1.3",
	syntax: "RNTO <SP> path",
	help: "Give the file named by the preceding RNFR its new name.",
	argument: path,
	async run(session, target) {
		const source = session.pending.renameFrom;
		if (source === undefined) return answer(503, "Send RNFR first.");
		await tellingDenied(session, `renaming ${source} to ${target}`, () =>
			session.files.rename(source, target),
		);
		return answer(250, "Renamed.");
	},
});
