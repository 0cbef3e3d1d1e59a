import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** CLNT: the client's name, which some send unasked; it stands in the log as any command does. */
export const CLNT: Command = defineCommand({
	verb: "CLNT",
	rfc: "no RFC; a custom of clients",
	syntax: "CLNT <SP> name",
	help: "Tell the name of the client.",
	open: true,
	argument: optionalText,
	feature: () => "CLNT",
	run: () => answer(200, "Noted."),
});
