import type { Account } from "../accounts/index.ts";
import { printable, utf8 } from "../base/index.ts";
import type { Announce, Command } from "./command.ts";
import { runsBeside } from "./command.ts";
import type { CommandLine } from "./command-line.ts";
import { parseCommandLine } from "./command-line.ts";
import type { FailureId } from "./failure-id.ts";
import { failureReply } from "./failure-replies.ts";
import { refusal } from "./gate.ts";
import type { ControlLine } from "./line-reader.ts";
import { LineReader } from "./line-reader.ts";
import { Mailbox } from "./mailbox.ts";
import { greeting, worded } from "./messages/index.ts";
import { isForeignProtocol } from "./peer-rules.ts";
import type { ControlStream } from "./ports.ts";
import type { FinalReply, Outcome, Reply } from "./reply.ts";
import { failed, formatReply, reply } from "./reply.ts";
import { Session } from "./session.ts";
import {
	logCommand,
	logReply,
	logSecured,
	noteActivity,
} from "./session-log.ts";
import type { AccountView, SessionWorld } from "./session-world.ts";

/** Commands that a stranger may give before the connection is closed: real clients need about ten. */
const MAX_COMMANDS_BEFORE_LOGIN = 100;

/** Lines that wait while a transfer or a command runs; whoever sends more floods. */
const MAX_WAITING_LINES = 64;

type SessionEvent =
	| { readonly kind: "line"; readonly line: ControlLine }
	| { readonly kind: "ended"; readonly why: string }
	| { readonly kind: "transferred"; readonly outcome: Outcome }
	| { readonly kind: "tooSlow" }
	| { readonly kind: "idle"; readonly turn: number }
	| {
			readonly kind: "stop";
			readonly sentence: string;
			readonly failure: FailureId;
	  };

/** A running session, as the server holds it. */
export interface RunningSession {
	readonly session: Session;
	/** Resolves when the control connection is closed and nothing of the session is left open. */
	readonly done: Promise<void>;
	/** The server stops: ends the session with 421, at once when idle, else when its transfer is over. */
	stop(sentence: string): void;
	/** Breaks the running transfer off: 426 with the reason, and the session lives. @returns false when none is running */
	stopTransfer(reason: string): boolean;
	/** Ends the session with 421 and the sentence, its transfer before it with 426. */
	kick(sentence: string): void;
	/** The account of whoever is logged in has changed. From the next command on the new one counts. */
	changeAccount(account: Account, view: AccountView): void;
	/** Ends it now, transfer and all. */
	destroy(): void;
}

/**
 * Serves one client from the greeting to the end.
 *
 * @param world what the session may reach
 * @param control its connection; on an implicit port TLS begins before the greeting
 */
export function runSession(
	world: SessionWorld,
	control: ControlStream,
): RunningSession {
	const loop = new SessionLoop(world, control);
	return {
		session: loop.session,
		done: loop.run(),
		stop: (sentence) => loop.stop(sentence, "stopping"),
		stopTransfer: (reason) => loop.stopTransfer(reason),
		kick: (sentence) => {
			loop.stopTransfer(sentence);
			loop.stop(sentence, "kicked");
		},
		changeAccount: (account, view) => loop.session.changeAccount(account, view),
		destroy: () => control.destroy(),
	};
}

class SessionLoop {
	readonly session: Session;
	readonly #control: ControlStream;
	readonly #events = new Mailbox<SessionEvent>();
	readonly #lines = new LineReader();
	/** Lines that came while a transfer was running and must wait for its end. */
	readonly #held: ControlLine[] = [];
	#transferring: Promise<void> | undefined;
	#paused = false;
	#ended = false;
	#stopping:
		| { readonly sentence: string; readonly failure: FailureId }
		| undefined;
	#commandsBeforeLogin = 0;
	#turnNumber = 0;
	#cancelIdle: () => void = () => undefined;
	#cancelLogin: () => void = () => undefined;

	constructor(world: SessionWorld, control: ControlStream) {
		this.session = new Session(world);
		this.#control = control;
	}

	stop(sentence: string, failure: FailureId): void {
		this.#events.post({ kind: "stop", sentence, failure });
	}

	stopTransfer(reason: string): boolean {
		if (this.#transferring === undefined) return false;
		this.session.endTransfer({ kind: "administrator", reason });
		return true;
	}

	async run(): Promise<void> {
		let why = "closed";
		try {
			why = await this.#serve();
		} catch (failure) {
			why = failure instanceof Error ? failure.message : String(failure);
		} finally {
			this.#cancelIdle();
			this.#cancelLogin();
			this.session.endTransfer({ kind: "controlLost" });
			await this.#transferring;
			this.session.planData({ kind: "none" });
			this.session.leave();
			await this.#control.close();
			this.session.world.log({
				kind: "disconnected",
				...this.session.label,
				why: printable(why),
			});
		}
	}

	/** @returns why the session ended */
	async #serve(): Promise<string> {
		const { world } = this.session;
		world.log({ kind: "connected", mode: world.mode, ...this.session.label });
		this.#startLoginTimer();
		this.#control.listen({
			input: (bytes) => this.#input(bytes),
			ended: (reason) => this.#events.post({ kind: "ended", why: reason }),
		});
		if (world.mode === "implicit") await this.#secure(undefined, "private");
		await this.#send(await greeting(this.session));
		for (;;) {
			const why = await this.#turn();
			if (why !== undefined) return why;
		}
	}

	/** One event. @returns why the session is over, or undefined */
	async #turn(): Promise<string | undefined> {
		if (this.#transferring === undefined) {
			if (this.#stopping !== undefined) {
				const { failure, sentence } = this.#stopping;
				return this.#leave(sentence, failure);
			}
			const next = this.#held.shift();
			if (next !== undefined) return await this.#line(next);
			if (this.#ended) return "the client closed the connection";
			this.#startIdleTimer();
		}
		const event = await this.#events.take();
		this.#resumeReading();
		switch (event.kind) {
			case "line":
				this.#cancelIdle();
				return await this.#line(event.line);
			case "ended":
				return this.#clientEnded(event.why);
			case "transferred":
				this.#transferring = undefined;
				return await this.#finish(event.outcome);
			case "tooSlow":
				return this.#leave("Too slow to log in.", "tooSlow");
			case "idle":
				// A command that came at the same moment has begun a later turn.
				if (event.turn !== this.#turnNumber) return undefined;
				return this.#leave("Idle for too long.", "idle");
			case "stop":
				this.#stopping = event;
				return undefined;
		}
	}

	/** Says 421 and why. */
	async #leave(sentence: string, failure?: FailureId): Promise<string> {
		const last =
			failure === undefined
				? reply(421, sentence)
				: failed(failure, 421, sentence);
		await this.#sendWorded(last);
		return sentence;
	}

	/** A client that sent QUIT may go before its transfer ends (RFC 959 §4.1.1); any other going breaks it off. */
	#clientEnded(why: string): string | undefined {
		this.#ended = true;
		const last = this.#held.at(-1);
		const leaves =
			last?.kind === "command" && parseCommandLine(last.text).verb === "QUIT";
		if (this.#transferring === undefined || !leaves) return why;
		return undefined;
	}

	#input(bytes: Uint8Array): void {
		for (const line of this.#lines.push(bytes)) {
			this.#events.post({ kind: "line", line });
		}
		if (!this.#paused && this.#waitingLines > MAX_WAITING_LINES) {
			this.#paused = true;
			this.#control.pause();
		}
	}

	get #waitingLines(): number {
		return this.#events.length + this.#held.length;
	}

	#resumeReading(): void {
		if (!this.#paused || this.#waitingLines > MAX_WAITING_LINES / 2) return;
		this.#paused = false;
		this.#control.resume();
	}

	#line(line: ControlLine): Promise<string | undefined> {
		return line.kind === "command" ? this.#command(line) : this.#oddLine(line);
	}

	/** What is no command. */
	async #oddLine(
		line: Exclude<ControlLine, { readonly kind: "command" }>,
	): Promise<string | undefined> {
		switch (line.kind) {
			case "tooLong":
				await this.#send(reply(500, "The line is too long."));
				return "a line over the limit";
			case "tlsHello":
				this.session.world.log({
					kind: "warning",
					...this.session.label,
					what: "a TLS handshake came before AUTH TLS: the client wants implicit TLS",
					fix: "point the client at the implicit port, or choose explicit FTP over TLS (ftpes://) in it",
				});
				return "TLS where FTP was expected";
			case "malformed":
				if (this.#mustWait(undefined)) return this.#hold(line);
				await this.#send(reply(501, `Not a command line: ${line.why}.`));
				return await this.#countStranger();
		}
	}

	async #command(
		line: ControlLine & { kind: "command" },
	): Promise<string | undefined> {
		const stranger = this.session.login.stage !== "member";
		if (stranger && isForeignProtocol(line.text)) {
			await this.#leave("This is an FTP server.");
			return "another protocol at the FTP port";
		}
		const parsed = parseCommandLine(line.text);
		const command = this.session.table.find(parsed.verb);
		if (this.#mustWait(command, parsed.argument)) {
			if (command?.endsTransfer === true)
				this.session.endTransfer({ kind: "abor" });
			return this.#hold(line);
		}
		return await this.#dispatch(parsed, command);
	}

	/** Replies keep the order of the commands: while a transfer runs, only those wait not that are made for it, and that nothing waits before. */
	#mustWait(command: Command | undefined, argument?: string): boolean {
		if (this.#transferring === undefined) return false;
		if (this.#held.length > 0 || command === undefined) return true;
		return command.duringTransfer !== true || runsBeside(command, argument);
	}

	#isAbort(line: ControlLine): boolean {
		if (line.kind !== "command") return false;
		const { verb } = parseCommandLine(line.text);
		return this.session.table.find(verb)?.endsTransfer === true;
	}

	#hold(line: ControlLine): string | undefined {
		this.#held.push(line);
		if (this.#held.length <= MAX_WAITING_LINES) return undefined;
		return "too many commands during a transfer";
	}

	async #dispatch(
		line: CommandLine,
		command: Command | undefined,
	): Promise<string | undefined> {
		const { session } = this;
		logCommand(session, line, command);
		noteActivity(session, line, command);
		if (command === undefined) {
			const sentence = "Command not understood.";
			await this.#sendWorded(failed("notUnderstood", 500, sentence));
			return await this.#countStranger();
		}
		const refused = refusal(command, session);
		if (refused !== undefined) {
			await this.#sendWorded(refused);
			return await this.#countStranger();
		}
		if (runsBeside(command, line.argument)) {
			this.#transfer(command, line);
			return undefined;
		}
		const before = session.pending;
		const outcome = await this.#execute(command, line);
		if (session.pending === before) session.pending = kept(command, session);
		if (session.login.stage === "member") this.#cancelLogin();
		return (await this.#finish(outcome)) ?? (await this.#countStranger());
	}

	/** Runs beside this loop, which goes on reading: ABOR, STAT and NOOP are answered meanwhile. */
	#transfer(command: Command, line: CommandLine): void {
		this.session.beginTransfer();
		// It may have come while an earlier transfer ran.
		if (this.#held.some((held) => this.#isAbort(held))) {
			this.session.endTransfer({ kind: "abor" });
		}
		this.#transferring = this.#execute(command, line).then((outcome) => {
			this.session.pending =
				command.transfers === true ? {} : kept(command, this.session);
			this.#events.post({ kind: "transferred", outcome });
		});
	}

	/** The command's outcome, in the words that its client is to hear. */
	async #execute(command: Command, line: CommandLine): Promise<Outcome> {
		const { session } = this;
		const verb = verbOf(command, line);
		const outcome = await this.#outcomeOf(command, line, async (early) =>
			this.#send(await worded(session, verb, early)),
		);
		const said = await worded(session, verb, outcome.reply);
		return said === outcome.reply ? outcome : { ...outcome, reply: said };
	}

	async #outcomeOf(
		command: Command,
		line: CommandLine,
		announce: Announce,
	): Promise<Outcome> {
		try {
			return await command.execute(this.session, line.argument, announce);
		} catch (failure) {
			const known = failureReply(failure);
			if (known !== undefined) return { reply: known };
			this.session.world.log({
				kind: "problem",
				what: `${command.verb} failed: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}`,
			});
			const sentence = "The server failed; its log says why.";
			return { reply: failed("server", 451, sentence) };
		}
	}

	/** Sends the reply and does what stands behind it. */
	async #finish(outcome: Outcome): Promise<string | undefined> {
		const { after, reply: last } = outcome;
		if (after === undefined || after === "close") {
			await this.#send(last);
			return after === "close" ? "closed by the server" : undefined;
		}
		if (this.#events.length > 0 || this.#lines.holdsInput) {
			await this.#leave("Nothing may follow that command before its reply.");
			return "commands where TLS begins or ends";
		}
		switch (after) {
			case "secureControl":
				await this.#secure(last, outcome.data ?? "clear");
				return undefined;
			case "clearControl":
				await this.#unsecure(last);
				this.session.cleared();
				return undefined;
			case "restart":
				return await this.#restart(last);
		}
	}

	/** The end of TLS, the reply being the last that is protected. */
	async #unsecure(last: FinalReply): Promise<void> {
		logReply(this.session, last);
		await this.#control.unsecure(utf8(formatReply(last)));
	}

	async #restart(last: FinalReply): Promise<undefined> {
		const { session } = this;
		const endsTls =
			session.protection.control === "tls" && session.world.mode === "explicit";
		// The state goes first: what comes in clear right behind TLS meets a stranger.
		session.restarted();
		if (endsTls) await this.#unsecure(last);
		else await this.#send(last);
		this.#commandsBeforeLogin = 0;
		this.#startLoginTimer();
		return undefined;
	}

	/** The reply and the upgrade are one act: the stream stops reading plain text before it sends the reply. */
	async #secure(
		last: FinalReply | undefined,
		data: "clear" | "private",
	): Promise<void> {
		const { session } = this;
		const text = last === undefined ? "" : formatReply(last);
		if (last !== undefined) logReply(session, last);
		// Not after it: by then the first bytes behind the handshake may have come.
		this.#lines.clear();
		const tls = await this.#control.secure(utf8(text));
		session.secured(tls, data);
		logSecured(session, tls);
	}

	/** Says what stands before all commands. */
	async #sendWorded(message: Reply<number>): Promise<void> {
		await this.#send(await worded(this.session, undefined, message));
	}

	#send(message: Reply<number>): Promise<void> {
		logReply(this.session, message);
		if (this.#ended) return Promise.resolve();
		return this.#control.send(utf8(formatReply(message)));
	}

	/** Counts what a stranger sends. @returns why the session is over when it was too much */
	#countStranger(): Promise<string> | undefined {
		if (this.session.login.stage === "member") return undefined;
		this.#commandsBeforeLogin += 1;
		if (this.#commandsBeforeLogin < MAX_COMMANDS_BEFORE_LOGIN) return undefined;
		return this.#leave("Too many commands before login.");
	}

	#startLoginTimer(): void {
		this.#cancelLogin();
		const { clock, policy } = this.session;
		this.#cancelLogin = clock.after(policy.loginMs, () =>
			this.#events.post({ kind: "tooSlow" }),
		);
	}

	#startIdleTimer(): void {
		this.#cancelIdle();
		this.#turnNumber += 1;
		const turn = this.#turnNumber;
		const { clock, policy } = this.session;
		this.#cancelIdle = clock.after(policy.idleMs, () =>
			this.#events.post({ kind: "idle", turn }),
		);
	}
}

/** How `replies.toml` names what answers: a command of SITE is one of its own. */
function verbOf(command: Command, { argument }: CommandLine): string {
	if (command.subcommands === undefined) return command.verb;
	const inner = parseCommandLine(argument ?? "").verb;
	const isKnown = command.subcommands.some(({ verb }) => verb === inner);
	return isKnown ? `${command.verb} ${inner}` : command.verb;
}

/** What survives a command that left nothing of its own: REST and RANG, behind commands that may stand before their transfer. */
function kept(command: Command, session: Session): Session["pending"] {
	if (command.keepsRestart !== true) return {};
	const { renameFrom: _, ...restart } = session.pending;
	return restart;
}
