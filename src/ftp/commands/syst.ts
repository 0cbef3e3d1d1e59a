import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** SYST: how listings and paths look: as on Unix, whatever this machine runs. */
export const SYST: Command = defineCommand({
	verb: "SYST",
	rfc: "RFC 959 §4.1.3",
	syntax: "SYST",
	help: "Tell the type of system, for reading its listings.",
	open: true,
	argument: none,
	run: () => answer(215, "UNIX Type: L8"),
});
