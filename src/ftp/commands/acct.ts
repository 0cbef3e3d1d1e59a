import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** ACCT: an account beside the user's name, which no user needs here; what clients send may be a secret all the same. */
export const ACCT: Command = defineCommand({
	verb: "ACCT",
	rfc: "RFC 959 §4.1.1",
	syntax: "ACCT <SP> account",
	help: "Not needed: a name and a password are enough.",
	open: true,
	secret: true,
	argument: text,
	run: (session) =>
		session.login.stage === "member"
			? answer(202, "Not needed here.")
			: answer(503, "Log in with USER and PASS; no account is needed."),
});
