import type { ArgumentParser } from "./argument.ts";
import { namedPath, optionalPath, path } from "./argument.ts";
import type { Outcome, PreliminaryReply } from "./reply.ts";
import type { Session } from "./session.ts";

/** What the session does with a verb, as facts: the gate, FEAT, HELP, OPTS and the documents all read these. */
export interface CommandSpec<T> {
	readonly verb: string;
	/** Other spellings of the same command, such as XPWD (RFC 1123 §4.1.3.1). */
	readonly aliases?: readonly string[];
	/** Where it is defined. */
	readonly rfc: string;
	/** For HELP and for the text of 501. */
	readonly syntax: string;
	/** One sentence. */
	readonly help: string;
	/** May be given before login. */
	readonly open?: true;
	/** Begins or ends a login: needs TLS where policy says so. */
	readonly login?: true;
	/** Arranges a data connection by an address: refused after EPSV ALL (RFC 2428 §4). */
	readonly namesAddress?: true;
	/** May take long, as what moves data does: runs beside the control connection, and ABOR may end it. */
	readonly transfers?: true;
	/** Is answered while a transfer runs; all others wait for its end. */
	readonly duringTransfer?: true;
	/** With an argument it takes its time: then it runs, and waits for a transfer's end, as one that `transfers`. */
	readonly longWithArgument?: true;
	/** Breaks a running transfer off, and is answered behind that transfer's own reply. */
	readonly endsTransfer?: true;
	/** Nothing may already follow it in the buffer: TLS begins behind it. */
	readonly lastInput?: true;
	/** May stand between REST and the transfer that it is for. */
	readonly keepsRestart?: true;
	/** Its argument is never logged. */
	readonly secret?: true;
	/** The commands that its argument begins with (SITE). */
	readonly subcommands?: readonly Command[];
	/** Known by name only: answered with 502, and left out of HELP. */
	readonly missing?: true;
	/** Its line in FEAT, if this session can do it at this moment (RFC 2389 §3.2). */
	readonly feature?: (session: Session) => string | undefined;
	/** What OPTS with this verb does (RFC 2389 §4). */
	readonly options?: (session: Session, text: string) => Outcome;
	readonly argument: ArgumentParser<T>;
	run(
		session: Session,
		argument: T,
		announce: Announce,
	): Outcome | Promise<Outcome>;
}

/** Sends a reply that another one follows. */
export type Announce = (reply: PreliminaryReply) => Promise<void>;

/** A command as the table holds it: its argument parsed and run in one act. */
export interface Command extends Omit<CommandSpec<never>, "run" | "argument"> {
	/** Its whole argument is one path. */
	readonly namesPath?: true;
	execute(
		session: Session,
		text: string | undefined,
		announce: Announce,
	): Outcome | Promise<Outcome>;
}

/** Whether the command runs beside the control connection, where ABOR and the loss of that connection end it. */
export function runsBeside(
	command: Command,
	argument: string | undefined,
): boolean {
	if (command.transfers === true) return true;
	return command.longWithArgument === true && (argument ?? "").trim() !== "";
}

/** The parsers whose argument is a path and nothing else. */
const PATH_PARSERS: ReadonlySet<unknown> = new Set([
	path,
	namedPath,
	optionalPath,
]);

/** Binds a verb's argument type to its run, so that the table can hold all verbs alike. */
export function defineCommand<T>(spec: CommandSpec<T>): Command {
	const { argument, run, ...facts } = spec;
	return {
		...facts,
		...(PATH_PARSERS.has(argument) ? { namesPath: true } : {}),
		execute: (session, text, announce) => {
			const parsed = argument(text, session);
			if ("refused" in parsed) {
				const sentence = `${parsed.refused} Syntax: ${spec.syntax}`;
				return { reply: { code: parsed.code ?? 501, lines: [sentence] } };
			}
			return run.call(spec, session, parsed.value, announce);
		},
	};
}
