import type { Account, ClientIdentity } from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import type {
	AccountView,
	Protection,
	RunningSession,
	SessionPolicy,
	TransferStatus,
} from "../../ftp/index.ts";
import { type SessionView, viewOf } from "./session-view.ts";

/** How long a session that is to go may take before its connection is cut. */
const KICK_DEADLINE_MS = 5_000;

/** What the registry needs of time. */
export interface RegistryClock {
	after(ms: number, callback: () => void): () => void;
}

/** A member's session. */
export interface MemberSession {
	readonly account: Account;
	readonly from: string;
	/** What the listener demands. */
	readonly policy: SessionPolicy;
	/** Nothing happens when somebody else has logged in meanwhile, or nobody is. */
	change(account: Account, view: AccountView): void;
	kick(sentence: string): void;
	stopTransfer(reason: string): boolean;
	/** The transfer that runs, once it has got past its checks. */
	readonly transfer: Pick<TransferStatus, "kind" | "path"> | undefined;
	/** What is under TLS now. */
	readonly protection: Protection;
	/** Who the client's certificate says it is. */
	readonly client: ClientIdentity | undefined;
}

/** All open sessions of a server: counted, shown, stopped and thrown out. */
export class SessionRegistry {
	readonly #sessions = new Map<string, RunningSession>();
	readonly #clock: RegistryClock;
	/** Thrown out, and not gone yet. */
	readonly #leaving = new WeakSet<RunningSession>();

	constructor(clock: RegistryClock) {
		this.#clock = clock;
	}

	/** Holds a session until it is over. */
	add(running: RunningSession): void {
		const { id } = running.session.world;
		this.#sessions.set(id, running);
		void running.done.finally(() => this.#sessions.delete(id));
	}

	get all(): readonly RunningSession[] {
		return [...this.#sessions.values()];
	}

	get size(): number {
		return this.#sessions.size;
	}

	/** Oldest first. */
	views(): readonly SessionView[] {
		return this.all.map(viewOf);
	}

	/** How many sessions somebody is logged in to. */
	get members(): number {
		return this.all.filter(({ session }) => session.login.stage === "member")
			.length;
	}

	get transfers(): number {
		return this.all.filter(({ session }) => session.transfer !== undefined)
			.length;
	}

	/** The sessions of those who are logged in, and are not on their way out. */
	memberSessions(): readonly MemberSession[] {
		return this.all.flatMap((running) => {
			const { login, protection, tls, transfer } = running.session;
			if (login.stage !== "member" || this.#leaving.has(running)) return [];
			const { name } = login.account;
			return [
				{
					account: login.account,
					from: running.session.world.remote.host,
					policy: running.session.world.policy,
					change: (account, view) => {
						const { login: now } = running.session;
						if (now.stage !== "member" || now.account.name !== name) return;
						running.changeAccount(account, view);
					},
					kick: (sentence) => this.#kick(running, sentence),
					stopTransfer: (reason) => running.stopTransfer(reason),
					transfer,
					protection,
					client: tls?.client,
				},
			];
		});
	}

	/**
	 * Ends the transfer of a session with 426 and the reason; the session lives.
	 *
	 * @returns whether one was running
	 * @throws {OperatorError} session.not-found
	 */
	stopTransfer(id: string, reason: string): boolean {
		return this.#find(id).stopTransfer(reason);
	}

	/**
	 * Ends a session with 421 and the reason.
	 *
	 * @returns where it came from, and who it was
	 * @throws {OperatorError} session.not-found
	 */
	kick(id: string, reason: string): SessionView {
		const running = this.#find(id);
		const view = viewOf(running);
		this.#kick(
			running,
			reason === "" ? "The administrator ended this session." : reason,
		);
		return view;
	}

	/** Ends the sessions that are to go, with 421 and the sentence that is found for them. */
	kickWhere(
		sentenceFor: (running: RunningSession) => string | undefined,
	): void {
		for (const running of this.all) {
			const sentence = sentenceFor(running);
			if (sentence !== undefined) this.#kick(running, sentence);
		}
	}

	#kick(running: RunningSession, sentence: string): void {
		if (this.#leaving.has(running)) return;
		this.#leaving.add(running);
		running.kick(sentence);
		// Whoever does not read, or hangs in a handshake, goes all the same.
		const cancel = this.#clock.after(KICK_DEADLINE_MS, () => running.destroy());
		void running.done.finally(cancel);
	}

	#find(id: string): RunningSession {
		const running = this.#sessions.get(id);
		if (running !== undefined) return running;
		throw new OperatorError("session.not-found", `There is no session ${id}.`, {
			why:
				this.#sessions.size === 1
					? "1 session is open"
					: `${this.#sessions.size} sessions are open`,
			fix: "oceanftp sessions list",
		});
	}
}
