import type { Account } from "../accounts/index.ts";
import { loginText } from "./messages/index.ts";
import type { Outcome } from "./reply.ts";
import { answer, failed, reply } from "./reply.ts";
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
	{ code, failure, sentence, why }: LoginRefusal,
): Outcome {
	session.world.log({ kind: "loginFailed", ...session.label, why });
	const said =
		failure === undefined
			? reply(code, sentence)
			: failed(failure, code, sentence);
	// Who leaves at once keeps the name, for the words of the reply.
	if (code === 421) return { reply: said, after: "close" };
	session.login = { stage: "stranger" };
	return { reply: said };
}
