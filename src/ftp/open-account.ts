import type { Account } from "../accounts/index.ts";
import { loginText } from "./messages/index.ts";
import type { Outcome } from "./reply.ts";
import { answer } from "./reply.ts";
import type { Session } from "./session.ts";
import type { LoginRefusal } from "./session-world.ts";

/**
 * Logs the session in as an account that has proved itself. A home that cannot be served is the administrator's business, and
 * keeps the user out.
 *
 * @param code 230 after a password, 232 when the client's certificate was enough (RFC 2228 §5.2)
 */
export async function openAccount(
	session: Session,
	account: Account,
	code: 230 | 232,
): Promise<Outcome> {
	try {
		const opened = await session.world.openAccount(account);
		if ("code" in opened) return refused(session, opened);
		session.enter(account, opened);
	} catch (failure) {
		const why = failure instanceof Error ? failure.message : String(failure);
		const what = `the home of ${account.name} cannot be opened: ${why}`;
		session.world.log({ kind: "problem", what });
		return answer(530, "Your folder cannot be opened; the log says why.");
	}
	session.world.log({ kind: "login", ...session.label });
	return { reply: await loginText(session, code) };
}

/** The password was right, but a rule keeps the account out: told to the client, and by its setting to the log. */
function refused(
	session: Session,
	{ code, sentence, why }: LoginRefusal,
): Outcome {
	session.world.log({ kind: "loginFailed", ...session.label, why });
	session.login = { stage: "stranger" };
	const outcome = answer(code, sentence);
	return code === 421 ? { ...outcome, after: "close" } : outcome;
}
