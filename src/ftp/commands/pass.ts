import type { Account } from "../../accounts/index.ts";
import { Secret } from "../../base/index.ts";
import type { AccountFiles } from "../../files/index.ts";
import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
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
		const account = await session.world.authenticate(user, given);
		if (account === undefined)
			return await failed(session, "wrong name or password");
		const files = await opened(session, account);
		if (files === undefined) {
			return answer(530, "Your folder cannot be opened; the log says why.");
		}
		session.login = { stage: "member", account, files };
		session.world.log({ kind: "login", ...session.label });
		return answer(230, "Logged in.");
	},
});

/** The account's files; a home that cannot be served is the administrator's business, and keeps this user out. */
async function opened(
	session: Session,
	account: Account,
): Promise<AccountFiles | undefined> {
	try {
		return await session.world.openFiles(account);
	} catch (failure) {
		const why = failure instanceof Error ? failure.message : String(failure);
		const what = `the home of ${account.name} cannot be opened: ${why}`;
		session.world.log({ kind: "problem", what });
		return undefined;
	}
}

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
