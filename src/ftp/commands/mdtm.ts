import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { formatTimeValue } from "../time-value.ts";

/** MDTM: when a file was last changed, in UTC. */
export const MDTM: Command = defineCommand({
	verb: "MDTM",
	rfc: "RFC 3659 §3",
	syntax: "MDTM <SP> path",
	help: "Tell when a file was last changed (UTC).",
	argument: path,
	feature: () => "MDTM",
	async run(session, file) {
		const facts = await session.files.facts(file);
		if (facts.kind !== "file") return answer(550, "That is not a file.");
		return answer(213, formatTimeValue(facts.modifiedMs));
	},
});
