import type { Account } from "../accounts/index.ts";
import type { Outcome } from "./reply.ts";
import { answer } from "./reply.ts";
import type { Session } from "./session.ts";

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
		const files = await session.world.openFiles(account);
		session.login = { stage: "member", account, files };
	} catch (failure) {
		const why = failure instanceof Error ? failure.message : String(failure);
		const what = `the home of ${account.name} cannot be opened: ${why}`;
		session.world.log({ kind: "problem", what });
		return answer(530, "Your folder cannot be opened; the log says why.");
	}
	session.world.log({ kind: "login", ...session.label });
	return answer(code, "Logged in.");
}
