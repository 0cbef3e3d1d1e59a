import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { runUpload } from "../transfer/index.ts";

/** STOR: receive a file; from REST's byte on, the bytes before it stay as they are (RFC 3659 §5.4). */
export const STOR: Command = defineCommand({
	verb: "STOR",
	rfc: "RFC 959 §4.1.3, RFC 3659 §5.4",
	syntax: "STOR <SP> path",
	help: "Upload a file in place of what is there.",
	transfers: true,
	argument: path,
	run: (session, target, announce) =>
		runUpload(session, { target, kind: "replace" }, announce),
});
