import type { Account } from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import type {
	AccountView,
	RunningSession,
	SessionPolicy,
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
	change(account: Account, view: AccountView): void;
	kick(sentence: string): void;
	stopTransfer(reason: string): boolean;
	/** The direction of the transfer that runs. */
	readonly transferKind: string | undefined;
}

/** All open sessions of a server: counted, shown, stopped and thrown out. */
export class SessionRegistry {
	readonly #sessions = new Map<string, RunningSession>();
	readonly #clock: RegistryClock;

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

	/** The sessions of those who are logged in. */
	memberSessions(): readonly MemberSession[] {
		return this.all.flatMap((running) => {
			const { login, transfer } = running.session;
			if (login.stage !== "member") return [];
			return [
				{
					account: login.account,
					from: running.session.world.remote.host,
					policy: running.session.world.policy,
					change: (account, view) => running.changeAccount(account, view),
					kick: (sentence) => this.#kick(running, sentence),
					stopTransfer: (reason) => running.stopTransfer(reason),
					transferKind: transfer?.kind,
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

	#kick(running: RunningSession, sentence: string): void {
		running.kick(sentence);
		// Whoever does not read, or hangs in a handshake, goes all the same.
		const cancel = this.#clock.after(KICK_DEADLINE_MS, () => running.destroy());
		void running.done.finally(cancel);
	}

	#find(id: string): RunningSession {
		const running = this.#sessions.get(id);
		if (running !== undefined) return running;
		throw new OperatorError("session.not-found", `There is no session ${id}.`, {
			why: `${this.#sessions.size} sessions are open`,
			fix: "oceanftp sessions list",
		});
	}
}
