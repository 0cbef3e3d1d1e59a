import type {
	Account,
	Authenticator,
	ClientIdentity,
} from "../accounts/index.ts";
import type { Endpoint } from "../base/index.ts";
import { OperatorError, sameAddress, utf8 } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import { type AccountFiles, ROOT } from "../files/index.ts";
import type {
	OpenedAccount,
	RunningSession,
	SessionPolicy,
} from "../ftp/index.ts";
import {
	COMMANDS,
	commandTable,
	FREE_TRAFFIC,
	runSession,
} from "../ftp/index.ts";
import type { Log } from "../log/index.ts";
import type {
	AcceptedControl,
	PassivePorts,
	TcpListener,
} from "../platform/index.ts";
import {
	acceptControl,
	fileHasher,
	listenTcp,
	passivePorts,
	systemClock,
} from "../platform/index.ts";
import { advertisedHost } from "./advertised-host.ts";
import type { CertificateKeeper } from "./certificate-keeper.ts";
import { ConnectionLimits } from "./connection-limits.ts";
import type { PlannedListener } from "./planned-listeners.ts";

/** What a server is made of. */
export interface ServerOptions {
	readonly settings: Settings;
	readonly listeners: readonly PlannedListener[];
	readonly authenticator: Authenticator;
	/** The files that an account sees; its home is made when it is missing. */
	openHome(account: Account): Promise<AccountFiles>;
	readonly certificates: Pick<CertificateKeeper, "covers" | "specFor">;
	/** Judges the certificates that a client shows, its own first. */
	identifyClient(
		chain: readonly Uint8Array[],
	): Promise<ClientIdentity | undefined>;
	readonly log: Log;
}

/** A socket that is bound. */
export interface BoundSocket extends Endpoint {
	readonly mode: "explicit" | "implicit";
}

/** A server that accepts connections. */
export interface RunningServer {
	readonly listening: readonly BoundSocket[];
	/** How many passive ports are leased now, and how many there are; undefined: as many as the system has. */
	passivePorts(): {
		readonly leased: number;
		readonly size: number | undefined;
	};
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
	readonly #options: ServerOptions;
	readonly #limits: ConnectionLimits;
	readonly #policy: SessionPolicy;
	readonly #table = commandTable(COMMANDS);
	readonly #ports: PassivePorts;
	readonly #sessions = new Set<RunningSession>();
	#bound: readonly (TcpListener & { mode: BoundSocket["mode"] })[] = [];
	#isStopping = false;

	constructor(options: ServerOptions) {
		const { settings } = options;
		this.#options = options;
		this.#limits = new ConnectionLimits(settings.limits);
		this.#policy = sessionPolicy(settings);
		const range = settings.passive.ports;
		this.#ports = passivePorts(
			range === undefined ? undefined : { from: range.first, to: range.last },
		);
	}

	get listening(): readonly BoundSocket[] {
		return this.#bound.map(({ mode, endpoint }) => ({ mode, ...endpoint }));
	}

	passivePorts(): ReturnType<PassivePorts["usage"]> {
		return this.#ports.usage();
	}

	async bind(): Promise<void> {
		const bound: (TcpListener & { mode: BoundSocket["mode"] })[] = [];
		try {
			for (const planned of this.#options.listeners) {
				const listener = await this.#bindOne(planned);
				bound.push({ ...listener, mode: planned.mode });
			}
		} catch (failure) {
			await Promise.all(bound.map((listener) => listener.close()));
			throw failure;
		}
		this.#bound = bound;
	}

	async stop(graceMs: number): Promise<void> {
		this.#isStopping = true;
		await Promise.all(this.#bound.map((listener) => listener.close()));
		const sessions = [...this.#sessions];
		const { log } = this.#options;
		log.event({ kind: "stopping", sessions: sessions.length, graceMs });
		for (const session of sessions) session.stop("The server is stopping.");
		const cancel = systemClock.after(graceMs, () => this.stopNow());
		await Promise.all(sessions.map((session) => session.done));
		cancel();
		log.event({ kind: "stopped" });
	}

	stopNow(): void {
		this.#isStopping = true;
		for (const listener of this.#bound) void listener.close();
		for (const session of this.#sessions) session.destroy();
	}

	/** The fallback port is for users without the right to the usual one, and for no other failure. */
	async #bindOne(planned: PlannedListener): Promise<TcpListener> {
		const onSocket = (socket: Parameters<typeof acceptControl>[0]): void =>
			this.#accepted(socket, planned);
		const { host, port, fallbackPort } = planned;
		try {
			return await listenTcp({ host, port, onSocket });
		} catch (failure) {
			const lacksRight =
				failure instanceof OperatorError && failure.code === "bind.no-right";
			if (!lacksRight || fallbackPort === undefined) throw failure;
			return await listenTcp({ host, port: fallbackPort, onSocket });
		}
	}

	#accepted(
		socket: Parameters<typeof acceptControl>[0],
		{ mode, certificate }: PlannedListener,
	): void {
		const { certificates, log, settings } = this.#options;
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
		const remote = accepted.control.remote.host;
		const admission = this.#limits.admit(remote);
		if (this.#isStopping || "sentence" in admission) {
			const sentence =
				"sentence" in admission
					? admission.sentence
					: "The server is stopping.";
			const setting = "setting" in admission ? admission.setting : undefined;
			log.event({
				kind: "refused",
				remote,
				why: sentence,
				...(setting === undefined ? {} : { setting }),
			});
			if (!("sentence" in admission)) admission.release();
			void turnAway(accepted, mode, sentence);
			return;
		}
		const session = this.#run(accepted, mode, admission.loggedIn);
		this.#sessions.add(session);
		void session.done.finally(() => {
			admission.release();
			this.#sessions.delete(session);
		});
	}

	#run(
		{ control, dataPort }: AcceptedControl,
		mode: BoundSocket["mode"],
		loggedIn: () => void,
	): RunningSession {
		const { authenticator, certificates, log, openHome, settings } =
			this.#options;
		const world = {
			id: sessionId(),
			mode,
			remote: control.remote,
			local: control.local,
			policy: this.#policy,
			table: this.#table,
			dataPort,
			clock: systemClock,
			log: log.event,
			authenticate: authenticator.authenticate,
			recognise: authenticator.recognise,
			demandsOf: () => ({}),
			openAccount: async (account: Account): Promise<OpenedAccount> => {
				const files = await openHome(account);
				loggedIn();
				return {
					files,
					start: ROOT,
					traffic: FREE_TRAFFIC,
					policy: {},
					close: () => undefined,
				};
			},
			hasher: fileHasher,
			knowsHost: (host: string) =>
				sameAddress(host.replace(/^\[(.*)\]$/, "$1"), control.local.host) ||
				host.toLowerCase() === settings.passive.host?.toLowerCase() ||
				certificates.covers(host),
		};
		return runSession(world, control);
	}
}

/** The 421 of a connection that is not let in; on an implicit port nothing can be said without a handshake. */
async function turnAway(
	{ control }: AcceptedControl,
	mode: BoundSocket["mode"],
	sentence: string,
): Promise<void> {
	if (mode === "implicit") {
		control.destroy();
		return;
	}
	try {
		control.listen({ input: () => undefined, ended: () => undefined });
		await control.send(utf8(`421 ${sentence}\r\n`));
		await control.close();
	} catch {
		control.destroy();
	}
}

function sessionPolicy({ name, tls, limits }: Settings): SessionPolicy {
	return {
		serverName: name,
		tls: tls.control,
		dataTls: tls.data,
		resumption: tls.sessionResumption,
		closeNotify: tls.closeNotify,
		clientAuth: tls.clientAuth,
		allowsClearing: tls.ccc,
		lenientPbsz: tls.lenientPbsz,
		allowsActive: true,
		convertsText: true,
		idleMs: limits.idleMs,
		loginMs: limits.loginMs,
		stalledMs: limits.stalledMs,
		loginFailures: limits.loginFailures,
	};
}

/** Short, for log lines; unique enough for the sessions of a day. */
function sessionId(): string {
	const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
	return number.toString(36).padStart(7, "0");
}
