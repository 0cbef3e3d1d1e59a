import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** SIZE: how many bytes a transfer of the file would carry. */
export const SIZE: Command = defineCommand({
	verb: "SIZE",
	rfc: "RFC 3659 §4",
	syntax: "SIZE <SP> path",
	help: "Tell the size of a file in bytes.",
	argument: path,
	feature: () => "SIZE",
	async run(session, file) {
		if (session.convertsText) {
			return answer(550, "In TYPE A the size is not known; send TYPE I first.");
		}
		const facts = await session.files.facts(file);
		if (facts.kind !== "file") return answer(550, "That is not a file.");
		return answer(213, String(facts.sizeBytes));
	},
});
