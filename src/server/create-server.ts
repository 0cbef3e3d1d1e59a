import type {
	Account,
	AccountStore,
	Authenticator,
	ClientIdentity,
} from "../accounts/index.ts";
import {
	type OperatorError,
	type Secret,
	sameAddress,
	utf8,
} from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import type { AccountFiles } from "../files/index.ts";
import type {
	MessageBook,
	RunningSession,
	ServerFacts,
	SessionPolicy,
	SessionWorld,
} from "../ftp/index.ts";
import {
	COMMANDS,
	commandTable,
	runSession,
	turnedAway,
} from "../ftp/index.ts";
import type { Log } from "../log/index.ts";
import type { AcceptedControl, PassivePorts } from "../platform/index.ts";
import {
	acceptControl,
	fileHasher,
	passivePorts,
	systemClock,
} from "../platform/index.ts";
import { advertisedHost } from "./advertised-host.ts";
import type { CertificateKeeper } from "./certificate-keeper.ts";
import { type Admission, ConnectionLimits } from "./connection-limits.ts";
import { type BoundSocket, ListenerSet } from "./listener-set.ts";
import type { PlannedListener } from "./planned-listeners.ts";
import {
	accountView,
	addressRefusal,
	type OpenerParts,
	openAccount,
} from "./sessions/account-opener.ts";
import { LoginCounts } from "./sessions/login-counts.ts";
import { type ReviewParts, reviewMembers } from "./sessions/review-members.ts";
import { accountDemands, listenerPolicy } from "./sessions/session-policy.ts";
import { SessionRegistry } from "./sessions/session-registry.ts";

/** Knows addresses and names that are not let in: by rule, or for guessing passwords. */
export interface AddressGate {
	/** Why no connection from there is taken; undefined: it may come in. */
	refusal(
		address: string,
	): { readonly why: string; readonly setting?: string } | undefined;
	/** Whether nobody may log in by that name now, whatever the password. */
	isShut(name: string): boolean;
	/** A wrong password. @returns how much longer than usual the answer is to wait, and whether the address is banned now */
	failed(
		address: string,
		name: string,
	): { readonly delayMs: number; readonly isBanned: boolean };
	succeeded(address: string, name: string): void;
}

/** Everybody may come in. */
export const OPEN_GATE: AddressGate = {
	refusal: () => undefined,
	isShut: () => false,
	failed: () => ({ delayMs: 0, isBanned: false }),
	succeeded: () => undefined,
};

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
			void this.#turnAway(accepted, mode, { failure, sentence: why });
			return undefined;
		}
		const admission = this.#limits.admit(remote);
		if (!("sentence" in admission)) return admission;
		const { sentence, setting } = admission;
		log.event({ kind: "refused", remote, why: sentence, setting });
		const failure = "tooManyConnections";
		void this.#turnAway(accepted, mode, { failure, sentence });
		return undefined;
	}

	/** The 421 of a connection that is not let in; on an implicit port nothing can be said without a handshake. */
	async #turnAway(
		{ control }: AcceptedControl,
		mode: BoundSocket["mode"],
		refusal: Parameters<typeof turnedAway>[1],
	): Promise<void> {
		if (mode === "implicit") {
			control.destroy();
			return;
		}
		try {
			control.listen({ input: () => undefined, ended: () => undefined });
			const { limits, name } = this.#settings;
			const said = await turnedAway(
				{
					table: this.#table,
					messages: this.#options.messages,
					policy: { serverName: name, idleMs: limits.idleMs },
					local: control.local,
					remote: control.remote,
					nowMs: systemClock.nowMs(),
					serverFacts: () => this.#facts(undefined),
				},
				refusal,
			);
			await control.send(utf8(said));
			await control.close();
		} catch {
			control.destroy();
		}
	}

	#run(
		{ canSecure, control, dataPort }: AcceptedControl,
		{
			admission,
			mode,
			policy,
		}: {
			readonly admission: Admission;
			readonly mode: BoundSocket["mode"];
			readonly policy: SessionPolicy;
		},
	): RunningSession {
		const options = this.#options;
		const { accounts, authenticator, certificates, gate, log } = options;
		const { changePassword } = options;
		const settings = this.#settings;
		const from = control.remote.host;
		const id = sessionId();
		const world: SessionWorld = {
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
			authenticate: async (name: string, password: Secret, client) => {
				const account = await authenticator.authenticate(
					name,
					password,
					client,
				);
				// Not before the password was looked at: the answer must take as long, and say as little, as any other.
				const why =
					account === undefined
						? undefined
						: (addressRefusal(account, from)?.why ??
							(gate.isShut(account.name)
								? `${account.name} is banned`
								: undefined));
				if (account !== undefined && why === undefined) {
					gate.succeeded(from, name);
					return account;
				}
				if (why !== undefined) {
					const what = `the password was right, but ${why}`;
					log.event({ kind: "warning", session: id, remote: from, what });
				}
				await this.#failed(from, name);
				return undefined;
			},
			recognise: (name, client) => {
				const account = authenticator.recognise(name, client);
				const isShut = account !== undefined && gate.isShut(account.name);
				return isShut ? undefined : account;
			},
			demandsOf: (name: string) => accountDemands(accounts.find(name)),
			openAccount: async (account: Account) => {
				const { limits } = this.#settings;
				const parts = { ...this.#opening, counts: this.#logins };
				const opened = await openAccount(parts, account, {
					from,
					policy,
					limits,
				});
				if ("code" in opened) return opened;
				admission.loggedIn();
				// Whoever changed it meanwhile told the sessions that were open then, and this one was not among them yet.
				const isOther = accounts.find(account.name) !== account;
				if (isOther) systemClock.after(0, () => void this.accountsChanged());
				return opened;
			},
			hasher: fileHasher,
			knowsHost: (host: string) =>
				sameAddress(host.replace(/^\[(.*)\]$/, "$1"), control.local.host) ||
				host.toLowerCase() === settings.passive.host?.toLowerCase() ||
				certificates.covers(host),
			...(options.messages === undefined ? {} : { messages: options.messages }),
			serverFacts: (account) => this.#facts(account),
			...(changePassword === undefined
				? {}
				: {
						changePassword: async (account, change) => {
							const outcome = await changePassword(account, change);
							// Guessing is guessing, also from within a session that somebody left open.
							const isGuess = outcome.kind === "wrongPassword";
							if (isGuess) await this.#failed(from, account.name);
							return outcome;
						},
					}),
		};
		return runSession(world, control);
	}

	/** A wrong password: counted, and answered the later the more there were. */
	async #failed(from: string, name: string): Promise<void> {
		const { delayMs, isBanned } = this.#options.gate.failed(from, name);
		if (isBanned) this.gateChanged();
		await new Promise<void>((resolve) => {
			systemClock.after(delayMs, resolve);
		});
	}
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
