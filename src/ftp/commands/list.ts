import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { listArgument, requestedLines } from "../listing/index.ts";
import { runListing, transferRefusal } from "../transfer/index.ts";

/** LIST: a listing for people, as `ls -l` prints it. */
export const LIST: Command = defineCommand({
	verb: "LIST",
	rfc: "RFC 959 §4.1.3, RFC 1123 §4.1.2.7",
	syntax: "LIST [<SP> options] [<SP> path]",
	help: "List a folder, as ls -l does; -R lists those below too.",
	transfers: true,
	argument: listArgument,
	async run(session, wanted, announce) {
		const lines = await requestedLines(session, wanted, "long");
		const refused = transferRefusal(session, "listing");
		if (refused !== undefined) return { reply: refused };
		return await runListing(session, { folder: wanted.path, lines }, announce);
	},
});
