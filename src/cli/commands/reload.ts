import type { CommandDef } from "citty";
import { command } from "../command.ts";

export const reload: CommandDef = command({
	name: "reload",
	about:
		"Let the running server read settings, accounts and certificates again.",
	details: [
		"Says which settings count from now on, and which need a restart. SIGHUP does the same and says nothing. Accounts and certificates are noticed without it, too.",
		"What cannot be read changes nothing: what was there before stays in use, and the exit status is 3 (settings or accounts) or 8 (a certificate).",
	],
	examples: [
		["oceanftp reload", "After an edit of oceanftp.toml."],
		["oceanftp config check && oceanftp reload", "Only when it is valid."],
	],
	run: async (invocation) =>
		(await import("../control/reload.ts")).reloadServer(invocation),
});
