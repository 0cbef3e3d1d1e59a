import { Secret } from "../../base/index.ts";
import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { failedPassword } from "../failed-password.ts";
import { openAccount } from "../open-account.ts";
import { answer } from "../reply.ts";

const password = (given: string | undefined): Parsed<Secret> => ({
	value: new Secret(given ?? ""),
});

/** PASS: the password that belongs to the USER before it. */
export const PASS: Command = defineCommand({
	verb: "PASS",
	rfc: "RFC 959 §4.1.1",
	syntax: "PASS <SP> password",
	help: "Give the password of the user named before.",
	open: true,
	login: true,
	secret: true,
	argument: password,
	async run(session, given) {
		if (session.login.stage !== "named") return answer(503, "Send USER first.");
		const { user } = session.login;
		const account = await session.world.authenticate(
			user,
			given,
			session.tls?.client,
		);
		if (account !== undefined) return await openAccount(session, account, 230);
		const outcome = await failedPassword(session, "wrong name or password");
		session.login = { stage: "stranger" };
		return outcome;
	},
});
