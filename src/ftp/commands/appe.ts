import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { runUpload } from "../transfer/index.ts";

/** APPE: receive bytes and put them behind those that are there; behind REST it is STOR at that byte (RFC 3659 §5.4). */
export const APPE: Command = defineCommand({
	verb: "APPE",
	rfc: "RFC 959 §4.1.3, RFC 3659 §5.4",
	syntax: "APPE <SP> path",
	help: "Upload bytes onto the end of a file.",
	transfers: true,
	argument: path,
	run: (session, target, announce) =>
		runUpload(session, { target, kind: "append" }, announce),
});
