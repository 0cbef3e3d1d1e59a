import { OperatorError, printable } from "../../base/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { ControlClient, SessionView } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { withServer } from "./running-server.ts";
import { secondsFlag } from "./seconds-flag.ts";
import { sessionTable } from "./session-table.ts";
import { durationText } from "./words.ts";

/** `sessions list` */
export async function listSessions(invocation: Invocation): Promise<void> {
	const { output } = invocation;
	await withServer(invocation, async (server) => {
		const { sessions } = await server.call("sessions.list");
		if (sessions.length === 0) output.note("There are no open sessions.");
		await output.result({
			lines: sessionTable(sessions, { nowMs: systemClock.nowMs() }),
			document: { schema: "oceanftp.sessions/1", sessions },
		});
	});
}

/** `sessions stop ID` */
export async function stopTransfer(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const request = targetOf(invocation);
	await withServer(invocation, async (server) => {
		const { id } = request;
		const isDry = input.has("dry-run");
		const stopped = isDry
			? (await sessionOf(server, id)).transferBytes !== null
			: (await server.call("sessions.stop", request)).stopped;
		const done = isDry ? "would be stopped (dry run)" : "was stopped";
		await output.result({
			lines: [
				stopped
					? `The transfer of session ${id} ${done}; the session goes on.`
					: `Session ${id} has no transfer to stop.`,
			],
			document: { schema: "oceanftp.session-stop/1", id, stopped },
		});
	});
}

/** `sessions kick ID` */
export async function kickSession(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const request = targetOf(invocation);
	const banSeconds = secondsFlag(input, "ban");
	await withServer(invocation, async (server) => {
		const { id } = request;
		const isDry = input.has("dry-run");
		const session = isDry
			? await sessionOf(server, id)
			: (
					await server.call("sessions.kick", {
						...request,
						...(banSeconds === undefined ? {} : { banSeconds }),
					})
				).session;
		const who = session.user === null ? "" : ` of ${session.user}`;
		const ban =
			banSeconds === undefined
				? ""
				: `, and ${session.from} ${isDry ? "would be" : "is"} banned for ${durationText(banSeconds * 1000)}`;
		const done = isDry ? "would be ended (dry run)" : "was ended";
		await output.result({
			lines: [
				printable(`Session ${id}${who} from ${session.from} ${done}${ban}.`),
			],
			document: {
				schema: "oceanftp.session-kick/1",
				session,
				banSeconds: banSeconds ?? null,
			},
		});
	});
}

/** What goes into one reply line; the protocol of the socket takes no more either. */
const LONGEST_REASON = 400;

function targetOf({ input }: Invocation): {
	readonly id: string;
	readonly reason: string;
} {
	const reason = input.value("reason") ?? "";
	if (reason.length > LONGEST_REASON) {
		throw new OperatorError("usage.invalid", "--reason is too long.", {
			why: `it has ${reason.length} characters; a reply line holds ${LONGEST_REASON}`,
		});
	}
	return { id: input.word("id") ?? "", reason };
}

async function sessionOf(
	server: ControlClient,
	id: string,
): Promise<SessionView> {
	const { sessions } = await server.call("sessions.list");
	const found = sessions.find((each) => each.id === id);
	if (found !== undefined) return found;
	throw new OperatorError("session.not-found", `There is no session ${id}.`, {
		fix: "oceanftp sessions list",
	});
}
