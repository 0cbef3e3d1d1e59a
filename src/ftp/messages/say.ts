import { balanceText } from "../../accounts/index.ts";
import type { Endpoint } from "../../base/index.ts";
import { ROOT } from "../../files/index.ts";
import type { FinalCode, FinalReply, Reply } from "../reply.ts";
import { failed, formatReply, reply } from "../reply.ts";
import type { Session } from "../session.ts";
import type { SessionPolicy } from "../session-world.ts";
import type { CommandTable } from "../table.ts";
import type { Lines, MessageBook, WelcomeText } from "./message-book.ts";
import type { MessageFacts, ServerFacts } from "./tags.ts";

/** The 220: `greeting.txt`, or the server's name. */
export async function greeting(session: Session): Promise<FinalReply> {
	const builtIn: Lines = [`${session.policy.serverName} ready.`];
	return await welcome(session, { name: "greeting", code: 220, builtIn });
}

/** The 230 or 232: `login.txt`, or a word, and the account's credits where they are switched on. */
export async function loginText(
	session: Session,
	code: 230 | 232,
): Promise<FinalReply> {
	const credits = await orBuiltIn(
		session,
		async () => serverFacts(session)?.credits,
	);
	const balance = credits === undefined ? [] : [balanceText(credits.balance)];
	const builtIn: Lines = [["Logged in.", ...balance].join(" ")];
	return await welcome(session, { name: "login", code, builtIn });
}

/** The 221: `goodbye.txt`, or a word. */
export async function goodbye(session: Session): Promise<FinalReply> {
	const builtIn: Lines = ["Goodbye."];
	return await welcome(session, { name: "goodbye", code: 221, builtIn });
}

/** A reply in the administrator's words where there are some. @param verb as in `MessageBook.override` */
export function worded<Code extends number>(
	session: Session,
	verb: string | undefined,
	given: Reply<Code>,
): Reply<Code> | Promise<Reply<Code>> {
	const facts = (): MessageFacts => factsOf(session, given.lines.join(" "));
	const own = session.world.messages?.override(verb, given, facts);
	if (own === undefined) return given;
	return orBuiltIn(session, () => own).then((lines) =>
		lines === undefined ? given : { ...given, lines },
	);
}

/** A connection for which no session begins, and what can be told there. */
export interface Doorstep {
	readonly table: CommandTable;
	readonly messages: MessageBook | undefined;
	readonly policy: Pick<SessionPolicy, "serverName" | "idleMs">;
	readonly local: Endpoint;
	readonly remote: Endpoint;
	readonly nowMs: number;
	serverFacts(): ServerFacts;
}

/** The 421 of a connection that is turned away, as it goes over the wire. */
export async function turnedAway(
	{ local, messages, nowMs, policy, remote, serverFacts, table }: Doorstep,
	refusal: {
		readonly failure: "stopping" | "tooManyConnections";
		readonly sentence: string;
	},
): Promise<string> {
	const given = failed(refusal.failure, 421, refusal.sentence);
	const facts = (): MessageFacts => ({
		...tableFacts(table),
		serverName: policy.serverName,
		nowMs,
		idleMs: policy.idleMs,
		serverAddress: local.host,
		clientAddress: remote.host,
		user: undefined,
		folder: ROOT,
		reply: refusal.sentence,
		get server() {
			return serverFacts();
		},
		freeBytes: async () => undefined,
	});
	const lines = await messages?.override(undefined, given, facts);
	return formatReply(lines === undefined ? given : { ...given, lines });
}

async function welcome(
	session: Session,
	{
		builtIn,
		code,
		name,
	}: {
		readonly name: WelcomeText;
		readonly code: FinalCode;
		readonly builtIn: Lines;
	},
): Promise<FinalReply> {
	const facts = (): MessageFacts => factsOf(session, builtIn.join(" "));
	const own = session.world.messages?.lines(name, facts);
	const lines = own && (await orBuiltIn(session, () => own));
	return reply(code, ...(lines ?? builtIn));
}

/** A client gets its reply also where a fact for it cannot be had. */
async function orBuiltIn<T>(
	{ world }: Session,
	work: () => Promise<T | undefined>,
): Promise<T | undefined> {
	try {
		return await work();
	} catch (failure) {
		const why = failure instanceof Error ? failure.message : String(failure);
		world.log({ kind: "problem", what: `a message cannot be filled: ${why}` });
		return undefined;
	}
}

function serverFacts({ login, world }: Session): MessageFacts["server"] {
	return world.serverFacts?.(
		login.stage === "member" ? login.account : undefined,
	);
}

function factsOf(session: Session, builtIn: string): MessageFacts {
	const { clock, cwd, label, login, policy, table, world } = session;
	return {
		...tableFacts(table),
		serverName: policy.serverName,
		nowMs: clock.nowMs(),
		idleMs: policy.idleMs,
		serverAddress: world.local.host,
		clientAddress: world.remote.host,
		user: label.user,
		folder: cwd,
		reply: builtIn,
		get server() {
			return serverFacts(session);
		},
		freeBytes: async () => {
			if (login.stage !== "member") return undefined;
			// A message is sent also where the disk does not answer.
			return await login.opened.files.freeBytes(cwd).catch(() => undefined);
		},
	};
}

function tableFacts(
	table: CommandTable,
): Pick<MessageFacts, "verbs" | "siteVerbs"> {
	const verbs = table.commands.filter(({ missing }) => missing !== true);
	const site = table.find("SITE")?.subcommands ?? [];
	return {
		verbs: verbs.map(({ verb }) => verb),
		siteVerbs: site.map(({ verb }) => verb),
	};
}
