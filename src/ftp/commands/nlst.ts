import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { listArgument, requestedLines } from "../listing/index.ts";
import { runListing, transferRefusal } from "../transfer/index.ts";

/** NLST: paths and nothing else, for programs. */
export const NLST: Command = defineCommand({
	verb: "NLST",
	rfc: "RFC 959 §4.1.3, RFC 1123 §4.1.2.7",
	syntax: "NLST [<SP> options] [<SP> path]",
	help: "List the names in a folder, each as a path to fetch it by.",
	transfers: true,
	argument: listArgument,
	async run(session, wanted, announce) {
		const lines = await requestedLines(session, wanted, "paths");
		const refused = transferRefusal(session, "listing");
		if (refused !== undefined) return { reply: refused };
		return await runListing(session, { folder: wanted.path, lines }, announce);
	},
});
