import { Secret } from "../../base/index.ts";
import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { openAccount } from "../open-account.ts";
import type { Outcome } from "../reply.ts";
import { answer } from "../reply.ts";
import type { Session } from "../session.ts";

/** Each wrong password makes the next answer wait this much longer (RFC 2577 §4). */
const DELAY_PER_FAILURE_MS = 300;

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
		return account === undefined
			? await failed(session, "wrong name or password")
			: await openAccount(session, account, 230);
	},
});

async function failed(session: Session, why: string): Promise<Outcome> {
	session.loginFailures += 1;
	session.world.log({ kind: "loginFailed", ...session.label, why });
	session.login = { stage: "stranger" };
	const delayMs = session.loginFailures * DELAY_PER_FAILURE_MS;
	await new Promise<void>((resolve) => session.clock.after(delayMs, resolve));
	if (session.loginFailures >= session.policy.loginFailures) {
		const outcome = answer(421, "Too many failures.");
		return { ...outcome, after: "close" };
	}
	return answer(530, "Wrong name or password.");
}
