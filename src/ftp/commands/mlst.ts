import { optionalPath } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { chooseFacts, FACT_NAMES, factsLine } from "../listing/index.ts";
import { answer } from "../reply.ts";

/** MLST: exact facts of one file or folder, over the control connection. */
export const MLST: Command = defineCommand({
	verb: "MLST",
	rfc: "RFC 3659 §7",
	syntax: "MLST [<SP> path]",
	help: "Show the exact facts of a file or folder.",
	argument: optionalPath,
	// RFC 3659 §7.8: all facts that can be had, a star behind those that are chosen.
	feature: (session) =>
		`MLST ${FACT_NAMES.map((name) => `${name}${session.listedFacts.has(name) ? "*" : ""};`).join("")}`,
	options(session, text) {
		session.listedFacts = chooseFacts(text);
		const chosen = [...session.listedFacts].map((name) => `${name};`).join("");
		return answer(200, `MLST OPTS ${chosen}`.trimEnd());
	},
	async run(session, path) {
		const facts = await session.files.facts(path);
		const permissions = session.files.permissions(path, facts);
		const line = factsLine(session.listedFacts)({ facts, permissions });
		return answer(250, `Listing ${path}`, ` ${line} ${path}`, "End");
	},
});
