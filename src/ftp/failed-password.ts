import type { Outcome } from "./reply.ts";
import { answer } from "./reply.ts";
import type { Session } from "./session.ts";

/** Each wrong password makes the next answer wait this much longer (RFC 2577 §4). */
const DELAY_PER_FAILURE_MS = 300;

/** The answer to a wrong password: counted, logged and late; the last one that is allowed closes the session. */
export async function failedPassword(
	session: Session,
	why: string,
): Promise<Outcome> {
	session.loginFailures += 1;
	session.world.log({ kind: "loginFailed", ...session.label, why });
	const delayMs = session.loginFailures * DELAY_PER_FAILURE_MS;
	await new Promise<void>((resolve) => session.clock.after(delayMs, resolve));
	if (session.loginFailures >= session.policy.loginFailures) {
		const outcome = answer(421, "Too many failures.");
		return { ...outcome, after: "close" };
	}
	return answer(530, "Wrong name or password.");
}
