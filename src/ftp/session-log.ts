import type { ClientIdentity } from "../accounts/index.ts";
import { printable } from "../base/index.ts";
import { resolvePath } from "../files/index.ts";
import type { Command } from "./command.ts";
import type { CommandLine } from "./command-line.ts";
import { parseCommandLine } from "./command-line.ts";
import type { TlsFacts } from "./ports.ts";
import { linesOf, type Reply } from "./reply.ts";
import type { Session } from "./session.ts";

/** A command as it may be logged: what is no command may be a password that was pasted, so its text stays out. */
export function logCommand(
	session: Session,
	{ argument, verb }: CommandLine,
	command: Command | undefined,
): void {
	const { world } = session;
	if (world.hears?.("command") === false) return;
	world.log({
		kind: "command",
		...session.label,
		line: printable(shown(verb, argument, command)),
	});
}

function shown(
	verb: string,
	argument: string | undefined,
	command: Command | undefined,
): string {
	if (command === undefined) return "(unknown command)";
	if (command.secret === true) return `${verb} ***`;
	if (argument === undefined) return verb;
	if (command.subcommands === undefined) return `${verb} ${argument}`;
	const inner = parseCommandLine(argument);
	const subcommand = command.subcommands.find((one) => one.verb === inner.verb);
	return `${verb} ${shown(inner.verb, inner.argument, subcommand)}`;
}

/** What the session is doing from now on, as an administrator sees it. Waiting and asking for news is no doing. */
export function noteActivity(
	session: Session,
	{ argument, verb }: CommandLine,
	command: Command | undefined,
): void {
	if (command === undefined) return;
	const path =
		command.namesPath === true ? resolved(session, argument) : undefined;
	session.activity.began(verb, path, session.clock.monotonicMs());
}

function resolved(
	{ cwd }: Session,
	argument: string | undefined,
): string | undefined {
	if (argument === undefined || argument === "") return cwd;
	try {
		return resolvePath(cwd, argument);
	} catch {
		return undefined;
	}
}

/** The last line of a reply, which says what came of the command. */
export function logReply(session: Session, reply: Reply<number>): void {
	const { world } = session;
	if (world.hears?.("reply") === false) return;
	world.log({
		kind: "reply",
		...session.label,
		line: printable(`${reply.code} ${linesOf(reply).at(-1) ?? ""}`),
	});
}

/** What the handshake of the control connection agreed on. */
export function logSecured(session: Session, tls: TlsFacts): void {
	const { cipher, client, resumed, version } = tls;
	session.world.log({
		kind: "secured",
		...session.label,
		version,
		cipher,
		resumed,
		...(client === undefined ? {} : { client: clientText(client) }),
	});
}

function clientText({ subject, isTrusted, why }: ClientIdentity): string {
	return isTrusted ? subject : `${subject}, not trusted: ${why ?? "unknown"}`;
}
