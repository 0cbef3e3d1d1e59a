import type {
	Account,
	AccountStore,
	Authenticator,
	ClientIdentity,
} from "../accounts/index.ts";
import { type OperatorError, sameAddress } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import type { AccountFiles } from "../files/index.ts";
import type {
	MessageBook,
	RunningSession,
	ServerFacts,
	SessionPolicy,
	SessionWorld,
} from "../ftp/index.ts";
import { COMMANDS, commandTable, runSession } from "../ftp/index.ts";
import type { Log } from "../log/index.ts";
import type { AcceptedControl, PassivePorts } from "../platform/index.ts";
import {
	acceptControl,
	fileHasher,
	passivePorts,
	systemClock,
} from "../platform/index.ts";
import type { AddressGate } from "./address-gate.ts";
import { advertisedHost } from "./advertised-host.ts";
import type { CertificateKeeper } from "./certificate-keeper.ts";
import { type Admission, ConnectionLimits } from "./connection-limits.ts";
import { type BoundSocket, ListenerSet } from "./listener-set.ts";
import type { PlannedListener } from "./planned-listeners.ts";
import { accountView, type OpenerParts } from "./sessions/account-opener.ts";
import { LoginCounts } from "./sessions/login-counts.ts";
import { type LoginDeskParts, loginDesk } from "./sessions/login-desk.ts";
import { type ReviewParts, reviewMembers } from "./sessions/review-members.ts";
import { listenerPolicy } from "./sessions/session-policy.ts";
import { SessionRegistry } from "./sessions/session-registry.ts";
import { type Refusal, turnAway } from "./turn-away.ts";

/** What a server is made of. */
export interface ServerOptions
	extends Omit<OpenerParts, "counts" | "openHome"> {
	readonly settings: Settings;
	/** The files that an account sees under the settings of the moment; its home is made when it is missing. */
	openHome(account: Account, settings: Settings): Promise<AccountFiles>;
	readonly listeners: readonly PlannedListener[];
	readonly accounts: Pick<AccountStore, "find">;
	readonly authenticator: Authenticator;
	readonly gate: AddressGate;
	readonly certificates: Pick<CertificateKeeper, "covers" | "specFor">;
	/** Judges the certificates that a client shows, its own first. */
	identifyClient(
		chain: readonly Uint8Array[],
	): Promise<ClientIdentity | undefined>;
	readonly changePassword?: NonNullable<SessionWorld["changePassword"]>;
	/** The words that the administrator gave. */
	readonly messages?: MessageBook;
	/** What an account has, earns and pays; undefined while credits are switched off. */
	creditsOf?(account: Account): ServerFacts["credits"];
	readonly log: Log;
}

/** A server that accepts connections. */
export interface RunningServer {
	readonly listening: readonly BoundSocket[];
	readonly sessions: SessionRegistry;
	/** How many passive ports are leased now, and how many there are; undefined: as many as the system has. */
	passivePorts(): {
		readonly leased: number;
		readonly size: number | undefined;
	};
	/** Bytes of data connections since the start. */
	readonly totals: { readonly bytesIn: number; readonly bytesOut: number };
	/**
	 * Other settings for all sessions that begin from now on, and other listeners.
	 *
	 * @returns what could not be bound
	 */
	change(
		settings: Settings,
		listeners: readonly PlannedListener[],
	): Promise<readonly OperatorError[]>;
	/** Accounts have changed: sessions of those that are gone or shut end, the others go on under the new rules. */
	accountsChanged(): Promise<void>;
	/** Addresses are no longer let in: their sessions end. */
	gateChanged(): void;
	/** Takes no more connections, lets transfers end within the grace time, then ends the rest. */
	stop(graceMs: number): Promise<void>;
	/** Ends everything at once. */
	stopNow(): void;
}

/**
 * Binds all listeners and serves.
 *
 * @throws {OperatorError} bind.in-use, bind.no-right, bind.failed; nothing stays bound then
 */
export async function createServer(
	options: ServerOptions,
): Promise<RunningServer> {
	const server = new Server(options);
	await server.bind();
	return server;
}

class Server implements RunningServer {
	readonly sessions: SessionRegistry = new SessionRegistry(systemClock);
	readonly #options: ServerOptions;
	readonly #limits: ConnectionLimits;
	readonly #logins = new LoginCounts();
	readonly #table = commandTable(COMMANDS);
	readonly #listeners: ListenerSet;
	#settings: Settings;
	#ports: PassivePorts;
	#isStopping = false;
	#past = { bytesIn: 0, bytesOut: 0 };

	constructor(options: ServerOptions) {
		const { settings } = options;
		this.#options = options;
		this.#settings = settings;
		this.#limits = new ConnectionLimits(settings.limits);
		this.#ports = passivePorts(portRange(settings));
		this.#listeners = new ListenerSet((socket, planned) =>
			this.#accepted(socket, planned),
		);
	}

	get #opening(): Omit<OpenerParts, "counts"> {
		const { openHome, trafficOf } = this.#options;
		return {
			openHome: (account) => openHome(account, this.#settings),
			trafficOf,
		};
	}

	get #desk(): LoginDeskParts {
		const { accounts, authenticator, changePassword, gate, log } =
			this.#options;
		return {
			accounts,
			authenticator,
			changePassword,
			gate,
			log,
			opener: () => ({ ...this.#opening, counts: this.#logins }),
			limits: () => this.#settings.limits,
			accountsChanged: () => void this.accountsChanged(),
			gateChanged: () => this.gateChanged(),
		};
	}

	get listening(): readonly BoundSocket[] {
		return this.#listeners.sockets;
	}

	get totals(): { readonly bytesIn: number; readonly bytesOut: number } {
		let { bytesIn, bytesOut } = this.#past;
		for (const { session } of this.sessions.all) {
			bytesIn += session.activity.bytesIn;
			bytesOut += session.activity.bytesOut;
		}
		return { bytesIn, bytesOut };
	}

	passivePorts(): ReturnType<PassivePorts["usage"]> {
		return this.#ports.usage();
	}

	async bind(): Promise<void> {
		await this.#listeners.bind(this.#options.listeners);
	}

	async change(
		settings: Settings,
		listeners: readonly PlannedListener[],
	): Promise<readonly OperatorError[]> {
		const isSeenOtherwise =
			JSON.stringify(seenWith(this.#settings)) !==
			JSON.stringify(seenWith(settings));
		const before = portRange(this.#settings);
		const after = portRange(settings);
		this.#settings = settings;
		this.#limits.change(settings.limits);
		// Ports that are open under the old range are given back there.
		if (before?.from !== after?.from || before?.to !== after?.to) {
			this.#ports = passivePorts(after);
		}
		if (isSeenOtherwise) await this.#reviewMembers("all");
		return await this.#listeners.change(listeners);
	}

	async accountsChanged(): Promise<void> {
		await this.#reviewMembers("changed");
	}

	gateChanged(): void {
		const { gate } = this.#options;
		this.sessions.kickWhere(({ session: { login, world } }) => {
			if (gate.refusal(world.remote.host) !== undefined) {
				return "This address is not allowed here.";
			}
			const isShut =
				login.stage === "member" && gate.isShut(login.account.name);
			return isShut ? "This account may not log in now." : undefined;
		});
	}

	#reviewMembers(which: "changed" | "all"): Promise<void> {
		const { accounts, log } = this.#options;
		const parts: ReviewParts = {
			members: () => this.sessions.memberSessions(),
			find: (name) => accounts.find(name),
			viewOf: (account, policy) => accountView(this.#opening, account, policy),
			nowMs: systemClock.nowMs,
			log,
		};
		return reviewMembers(parts, which);
	}

	async stop(graceMs: number): Promise<void> {
		this.#isStopping = true;
		await this.#listeners.close();
		const { log } = this.#options;
		const sessions = this.sessions.all;
		log.event({ kind: "stopping", sessions: sessions.length, graceMs });
		for (const session of sessions) session.stop("The server is stopping.");
		const cancel = systemClock.after(graceMs, () => this.stopNow());
		await Promise.all(sessions.map((session) => session.done));
		cancel();
		log.event({ kind: "stopped" });
	}

	stopNow(): void {
		this.#isStopping = true;
		void this.#listeners.close();
		for (const session of this.sessions.all) session.destroy();
	}

	#accepted(
		socket: Parameters<typeof acceptControl>[0],
		planned: PlannedListener,
	): void {
		const { certificates, log } = this.#options;
		const settings = this.#settings;
		const { certificate, mode } = planned;
		const accepted = acceptControl(socket, {
			tls: (serverName) =>
				certificates.specFor({ listener: certificate, serverName }),
			identify: this.#options.identifyClient,
			ports: this.#ports,
			passiveHostFor: (client) => advertisedHost(settings.passive, client),
			onStranger: (client, stranger) =>
				log.event({
					kind: "refused",
					remote: stranger,
					why: `a connection to a passive port that is open for ${client}`,
				}),
		});
		const admission = this.#admit(accepted, mode);
		if (admission === undefined) return;
		const policy = listenerPolicy(settings, planned.policy ?? {});
		const session = this.#run(accepted, { admission, mode, policy });
		this.sessions.add(session);
		void session.done.finally(() => {
			admission.release();
			this.#past.bytesIn += session.session.activity.bytesIn;
			this.#past.bytesOut += session.session.activity.bytesOut;
		});
	}

	#facts(account: Account | undefined): ServerFacts {
		const { connections, users } = this.#settings.limits;
		return {
			users: this.#logins.all,
			mostUsers: Math.min(users ?? connections, connections),
			accountSessions:
				account === undefined ? 0 : this.#logins.of(account.name),
			credits: account && this.#options.creditsOf?.(account),
		};
	}

	/** Lets a connection in, or turns it away: by address without a word, by number with a 421. */
	#admit(
		accepted: AcceptedControl,
		mode: BoundSocket["mode"],
	): Admission | undefined {
		const { gate, log } = this.#options;
		const remote = accepted.control.remote.host;
		const blocked = gate.refusal(remote);
		if (blocked !== undefined) {
			log.event({ kind: "refused", remote, ...blocked });
			accepted.control.destroy();
			return undefined;
		}
		if (this.#isStopping) {
			const why = "The server is stopping.";
			log.event({ kind: "refused", remote, why });
			const failure = "stopping";
			this.#turnAway(accepted, mode, { failure, sentence: why });
			return undefined;
		}
		const admission = this.#limits.admit(remote);
		if (!("sentence" in admission)) return admission;
		const { sentence, setting } = admission;
		log.event({ kind: "refused", remote, why: sentence, setting });
		const failure = "tooManyConnections";
		this.#turnAway(accepted, mode, { failure, sentence });
		return undefined;
	}

	#turnAway(
		{ control }: AcceptedControl,
		mode: BoundSocket["mode"],
		refusal: Refusal,
	): void {
		const { limits, name } = this.#settings;
		void turnAway(control, mode, {
			...refusal,
			facts: {
				table: this.#table,
				messages: this.#options.messages,
				policy: { serverName: name, idleMs: limits.idleMs },
				serverFacts: () => this.#facts(undefined),
			},
		});
	}

	#run(
		{ canSecure, control, dataPort }: AcceptedControl,
		{ admission, mode, policy }: Admitted,
	): RunningSession {
		const { certificates, log, messages } = this.#options;
		const settings = this.#settings;
		const id = sessionId();
		const from = control.remote.host;
		const { loggedIn } = admission;
		const world: SessionWorld = {
			...loginDesk(this.#desk, { session: id, from, policy, loggedIn }),
			id,
			mode,
			remote: control.remote,
			local: control.local,
			policy,
			table: this.#table,
			dataPort,
			canSecure: () => {
				const can = canSecure();
				if (!can) log.event({ kind: "problem", ...NO_CONTEXT });
				return can;
			},
			clock: systemClock,
			log: log.event,
			...(log.hears === undefined ? {} : { hears: log.hears }),
			hasher: fileHasher,
			knowsHost: (host: string) =>
				sameAddress(host.replace(/^\[(.*)\]$/, "$1"), control.local.host) ||
				host.toLowerCase() === settings.passive.host?.toLowerCase() ||
				certificates.covers(host),
			...(messages === undefined ? {} : { messages }),
			serverFacts: (account) => this.#facts(account),
		};
		return runSession(world, control);
	}
}

/** A connection that is let in. */
interface Admitted {
	readonly admission: Admission;
	readonly mode: BoundSocket["mode"];
	readonly policy: SessionPolicy;
}

/** The settings that decide how an account's files look. */
function seenWith({ files, limits }: Settings): readonly unknown[] {
	return [files, limits.largestFileBytes, limits.freeSpaceBytes];
}

/** The store has checked the pair, but the TLS library does not take it. */
const NO_CONTEXT = {
	what: "TLS cannot begin: the TLS library does not take the default certificate.",
	fix: "oceanftp cert check, then another certificate with oceanftp cert default NAME",
};

function portRange({
	passive,
}: Settings): { readonly from: number; readonly to: number } | undefined {
	const { ports } = passive;
	return ports === undefined
		? undefined
		: { from: ports.first, to: ports.last };
}

/** Short, for log lines; unique enough for the sessions of a day. */
function sessionId(): string {
	const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
	return number.toString(36).padStart(7, "0");
}
