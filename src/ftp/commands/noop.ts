import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** NOOP: a sign of life. */
export const NOOP: Command = defineCommand({
	verb: "NOOP",
	rfc: "RFC 959 §4.1.3",
	syntax: "NOOP",
	help: "Do nothing.",
	open: true,
	duringTransfer: true,
	keepsRestart: true,
	argument: optionalText,
	run: () => answer(200, "Done."),
});
