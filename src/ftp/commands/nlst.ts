import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { listArgument, nameFormat, requestedLines } from "../listing/index.ts";
import { runListing, transferRefusal } from "../transfer/index.ts";

/** NLST: bare names, for programs. */
export const NLST: Command = defineCommand({
	verb: "NLST",
	rfc: "RFC 959 §4.1.3",
	syntax: "NLST [<SP> path]",
	help: "List the names in a folder.",
	transfers: true,
	argument: listArgument,
	async run(session, wanted, announce) {
		const lines = await requestedLines(session, wanted, nameFormat);
		const refused = transferRefusal(session);
		if (refused !== undefined) return { reply: refused };
		return await runListing(session, { folder: wanted.path, lines }, announce);
	},
});
