import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import type { ListArgument } from "../listing/index.ts";
import { listArgument, requestedLines } from "../listing/index.ts";
import type { Outcome } from "../reply.ts";
import { answer } from "../reply.ts";
import type { Session } from "../session.ts";

/** A reply is not the place for a long listing; LIST is. */
const MAX_LINES = 1000;

/** STAT: the state of the session and its transfer, or a listing over the control connection. */
export const STAT: Command = defineCommand({
	verb: "STAT",
	rfc: "RFC 959 §4.1.3",
	syntax: "STAT [[<SP> options] <SP> path]",
	help: "Show the state of this session, or list a path in the reply.",
	duringTransfer: true,
	keepsRestart: true,
	argument: (given, context): Parsed<ListArgument | undefined> =>
		given === undefined || given.trim() === ""
			? { value: undefined }
			: listArgument(given, context),
	run: (session, wanted) =>
		wanted === undefined ? state(session) : listing(session, wanted),
});

function state(session: Session): Outcome {
	const { protection, tls, transfer, login } = session;
	const user = login.stage === "member" ? login.account.name : "nobody";
	return answer(
		211,
		"State of this session:",
		` Connected from ${session.world.remote.host}, logged in as ${user}`,
		` Control: ${tls === undefined ? "clear" : `${tls.version}, ${tls.cipher}`}; data: ${protection.data}`,
		` Type: ${session.representation.type}; structure: file; mode: stream`,
		transfer === undefined
			? " No transfer is running"
			: ` ${transfer.what}: ${transfer.bytes} bytes so far`,
		"End",
	);
}

async function listing(
	session: Session,
	wanted: ListArgument,
): Promise<Outcome> {
	const facts = await session.files.facts(wanted.path);
	const lines: string[] = [];
	for await (const text of await requestedLines(session, wanted, "long")) {
		lines.push(...text.split("\r\n").slice(0, -1));
		if (lines.length <= MAX_LINES) continue;
		lines.splice(MAX_LINES, lines.length, "(more; LIST shows all)");
		break;
	}
	const code = facts.kind === "folder" ? 212 : 213;
	return answer(code, `Listing ${wanted.path}`, ...lines, "End");
}
