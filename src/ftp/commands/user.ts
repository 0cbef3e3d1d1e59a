import { text } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { openAccount } from "../open-account.ts";
import { answer, failed } from "../reply.ts";

/**
 * USER: who wants to log in. Answered alike for all names, so that nobody learns which exist; only to a client whose
 * certificate is the account's own it says more.
 */
export const USER: Command = defineCommand({
	verb: "USER",
	rfc: "RFC 959 §4.1.1",
	syntax: "USER <SP> name",
	help: "Begin to log in.",
	open: true,
	login: true,
	argument: text,
	async run(session, name) {
		if (session.login.stage === "member") {
			return answer(530, "You are logged in; send QUIT to log in anew.");
		}
		const demands = session.world.demandsOf(name);
		// Better that a stranger learns that this account wants TLS than that its password goes over the line in clear.
		if (demands.tls === "required" && session.protection.control === "clear") {
			const sentence = "TLS is required to log in: send AUTH TLS first.";
			return { reply: failed("loginClear", 530, sentence) };
		}
		session.login = { stage: "named", user: name };
		const client = session.tls?.client;
		const account =
			client === undefined ? undefined : session.world.recognise(name, client);
		const isKnown = client?.isTrusted === true || account !== undefined;
		const clientAuth = demands.clientAuth ?? session.policy.clientAuth;
		if (clientAuth === "required" && !isKnown) {
			session.login = { stage: "stranger" };
			return answer(530, "A client certificate is required to log in.");
		}
		if (account?.certificateLogin === "enough") {
			return await openAccount(session, account, 232);
		}
		return answer(331, "Send the password.");
	},
});
