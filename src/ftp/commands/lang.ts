import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** LANG: the language of replies. There is one, and no other is promised. */
export const LANG: Command = defineCommand({
	verb: "LANG",
	rfc: "RFC 2640 §4.1",
	syntax: "LANG [<SP> language]",
	help: "Choose the language of replies; English (EN) is the one there is.",
	open: true,
	argument: optionalText,
	feature: () => "LANG EN*",
	run(_session, given) {
		const tag = given?.trim().toUpperCase() ?? "EN";
		if (!/^[A-Z]{1,8}(-[A-Z0-9]{1,8})*$/.test(tag)) {
			return answer(501, "A language tag is expected. Syntax: LANG <SP> EN");
		}
		return tag === "EN"
			? answer(200, "Replies are in English.")
			: answer(504, "Replies are in English only.");
	},
});
