import type { OwnPasswords } from "../../../accounts/index.ts";
import { Secret } from "../../../base/index.ts";
import type { Parsed } from "../../argument.ts";
import type { Command } from "../../command.ts";
import { defineCommand } from "../../command.ts";
import { failedPassword } from "../../failed-password.ts";
import { answer } from "../../reply.ts";

/** Two words; a password with a space in it cannot be told from two. */
function twoPasswords(given: string | undefined): Parsed<OwnPasswords> {
	const [, current, next] = /^(\S+) (\S+)$/.exec(given ?? "") ?? [];
	if (current === undefined || next === undefined) {
		return { refused: "Two passwords without spaces are expected." };
	}
	return { value: { current: new Secret(current), next: new Secret(next) } };
}

/** SITE PSWD: a user's own password. Off unless the server was told to let users do that, and never on a clear connection. */
export const PSWD: Command = defineCommand({
	verb: "PSWD",
	rfc: "no RFC; a custom of servers",
	syntax: "SITE PSWD <SP> old <SP> new",
	help: "Change the own password.",
	secret: true,
	argument: twoPasswords,
	async run(session, change) {
		const { changePassword } = session.world;
		if (changePassword === undefined || session.login.stage !== "member") {
			return answer(534, "Users do not change their passwords here.");
		}
		if (session.protection.control === "clear") {
			return answer(534, "Passwords are changed under TLS only.");
		}
		const outcome = await changePassword(session.login.account, change);
		switch (outcome.kind) {
			case "changed":
				return answer(200, "Password changed.");
			case "refused":
				return answer(553, outcome.why);
			case "wrongPassword":
				return await failedPassword(session, "wrong password in SITE PSWD");
		}
	},
});
