import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import type { ListArgument } from "../listing/index.ts";
import { listArgument, requestedLines } from "../listing/index.ts";
import type { Outcome } from "../reply.ts";
import { answer } from "../reply.ts";
import type { Session, TransferEnd, TransferStatus } from "../session.ts";
import { endReply } from "../transfer/index.ts";

/** A reply is not the place for a long listing; LIST is. */
const MAX_LINES = 1000;

/**
 * STAT: the state of the session and its transfer, or a listing over the control connection. One with a path comes between
 * transfers only, says the RFC; it waits for the end of one, and ABOR ends it like one.
 *
 * @see RFC 959 §4.1.3
 */
export const STAT: Command = defineCommand({
	verb: "STAT",
	rfc: "RFC 959 §4.1.3",
	syntax: "STAT [[<SP> options] <SP> path]",
	help: "Show the state of this session, or list a path in the reply.",
	duringTransfer: true,
	longWithArgument: true,
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
	const wantedLines = await requestedLines(session, wanted, "long");
	const running = new RunningListing(wanted.path);
	session.transfer = running;
	try {
		const lines: string[] = [];
		for await (const text of wantedLines) {
			if (running.end !== undefined) return { reply: endReply(running.end) };
			running.bytes += text.length;
			lines.push(...text.split("\r\n").slice(0, -1));
			if (lines.length <= MAX_LINES) continue;
			lines.splice(MAX_LINES, lines.length, "(more; LIST shows all)");
			break;
		}
		if (running.end !== undefined) return { reply: endReply(running.end) };
		const code = facts.kind === "folder" ? 212 : 213;
		return answer(code, `Listing ${wanted.path}`, ...lines, "End");
	} finally {
		session.transfer = undefined;
	}
}

/** A listing that is being gathered; what breaks a transfer off ends it at its next batch of entries. */
class RunningListing implements TransferStatus {
	readonly what: string;
	readonly kind = "listing";
	readonly path: string;
	bytes = 0;
	end: TransferEnd | undefined;

	constructor(path: string) {
		this.what = `Listing ${path}`;
		this.path = path;
	}

	abort(why: TransferEnd): void {
		this.end ??= why;
	}
}
