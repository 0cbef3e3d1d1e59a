import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** USER: who wants to log in. Always answered alike, so that nobody learns which names exist. */
export const USER: Command = defineCommand({
	verb: "USER",
	rfc: "RFC 959 §4.1.1",
	syntax: "USER <SP> name",
	help: "Begin to log in.",
	open: true,
	login: true,
	argument: text,
	run(session, name) {
		if (session.login.stage === "member") {
			return answer(530, "You are logged in; send QUIT to log in anew.");
		}
		session.login = { stage: "named", user: name };
		return answer(331, "Send the password.");
	},
});
