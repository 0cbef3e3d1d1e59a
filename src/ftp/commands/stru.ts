import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** STRU: what a file is made of; bytes only. */
export const STRU: Command = defineCommand({
	verb: "STRU",
	rfc: "RFC 959 §4.1.2",
	syntax: "STRU <SP> F",
	help: "Choose the file structure; file (F) is the one there is.",
	argument: text,
	run: (_session, given) =>
		given.trim().toUpperCase() === "F"
			? answer(200, "Structure is file.")
			: answer(504, "Only structure F is supported."),
});
