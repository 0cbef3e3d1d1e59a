import type { Command } from "./command.ts";
import type { FinalReply } from "./reply.ts";
import { failed, reply } from "./reply.ts";
import type { Session } from "./session.ts";

/** Why a command may not run now, or undefined when it may. Reads the command's facts, never its name. */
export function refusal(
	command: Command,
	session: Session,
): FinalReply | undefined {
	if (command.open !== true && session.login.stage !== "member") {
		return failed("loginFirst", 530, "Log in with USER and PASS first.");
	}
	const clear = session.protection.control === "clear";
	if (command.login === true && clear && session.policy.tls === "required") {
		return failed(
			"loginClear",
			530,
			"TLS is required to log in: send AUTH TLS first.",
		);
	}
	if (command.namesAddress === true && session.epsvAll) {
		return reply(503, "After EPSV ALL only EPSV is allowed (RFC 2428).");
	}
	return undefined;
}
