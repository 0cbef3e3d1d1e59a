import { optionalPath } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { factsFormat, folderLines, folderRoleLines } from "../listing/index.ts";
import { answer } from "../reply.ts";
import { runListing, transferRefusal } from "../transfer/index.ts";

/** MLSD: a folder's content with exact facts, for programs. Its line in FEAT is that of MLST. */
export const MLSD: Command = defineCommand({
	verb: "MLSD",
	rfc: "RFC 3659 §7",
	syntax: "MLSD [<SP> path]",
	help: "List a folder with exact facts.",
	transfers: true,
	argument: optionalPath,
	async run(session, folder, announce) {
		const { files, listedFacts } = session;
		const facts = await files.facts(folder);
		if (facts.kind !== "folder") {
			return answer(501, "MLSD lists folders; send MLST for a file.");
		}
		await files.enter(folder);
		const refused = transferRefusal(session, "listing");
		if (refused !== undefined) return { reply: refused };
		const format = factsFormat(files, folder, listedFacts);
		const lines = (async function* all() {
			yield await folderRoleLines(files, folder, listedFacts);
			yield* folderLines(files, { folder, format });
		})();
		return await runListing(session, { folder, lines }, announce);
	},
});
