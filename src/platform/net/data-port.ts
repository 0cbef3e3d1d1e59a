import { connect, createServer, type Server, type Socket } from "node:net";
import type { Endpoint } from "../../base/index.ts";
import { sameAddress } from "../../base/index.ts";
import type {
	DataConnection,
	DataPort,
	PassiveOffer,
	Waiting,
} from "../../ftp/index.ts";
import { DataFailure } from "../../ftp/index.ts";
import { dataConnection } from "./channels.ts";
import type { PassiveLease, PassivePorts } from "./passive-ports.ts";
import { acknowledgeQuickly } from "./quick-ack.ts";
import { resolveIpv4 } from "./resolve-host.ts";
import type { ConnectionTls } from "./secure-server.ts";

/** What the data connections of one control connection have in common with it. */
export interface DataPortOptions {
	readonly remote: Endpoint;
	readonly local: Endpoint;
	readonly tls: ConnectionTls;
	readonly ports: PassivePorts;
	/** The address, or the name of it, that 227 tells to this peer. */
	readonly advertisedHost: string;
	/** Told of every connection that was not the client's. */
	readonly onStranger: (host: string) => void;
}

/** Data connections over TCP: passive ports on the address that the client reached, active ones from it. */
export function dataPort(options: DataPortOptions): DataPort {
	return {
		advertisedHost: () => resolveIpv4(options.advertisedHost),
		offer: () => offerPort(options),
		connect: (target, waiting) => connectTo(options, target, waiting),
	};
}

async function offerPort(options: DataPortOptions): Promise<PassiveOffer> {
	const lease = await options.ports.lease(
		() => createServer({ pauseOnConnect: true, allowHalfOpen: true }),
		options.local.host,
	);
	return new ListeningOffer(options, lease);
}

/** A passive port from PASV to the one connection that it is for. */
class ListeningOffer implements PassiveOffer {
	readonly port: number;
	readonly #options: DataPortOptions;
	readonly #server: Server;
	#accepted: Socket | undefined;
	#arrived: ((socket: Socket | undefined) => void) | undefined;
	#isClosed = false;

	constructor(options: DataPortOptions, { server, port }: PassiveLease) {
		this.#options = options;
		this.#server = server;
		this.port = port;
		server.on("connection", (socket) => this.#connected(socket));
		server.on("error", () => this.close());
	}

	async accept({ deadlineMs, signal }: Waiting): Promise<DataConnection> {
		const socket = this.#accepted ?? (await this.#arrival(deadlineMs, signal));
		this.#accepted = undefined;
		if (socket === undefined) {
			throw new DataFailure(
				"noConnection",
				`the client did not connect to passive port ${this.port}`,
			);
		}
		return dataConnection(socket, this.#options.tls);
	}

	close(): void {
		if (!this.#isClosed) this.#server.close();
		this.#isClosed = true;
		this.#accepted?.destroy();
		this.#accepted = undefined;
		this.#arrived?.(undefined);
	}

	/** The first connection of the client closes the port; strangers are closed, and the port waits on. */
	#connected(socket: Socket): void {
		const host = socket.remoteAddress;
		if (host === undefined) {
			// Reset before it was accepted: nobody knows any more who it was.
			socket.destroy();
			return;
		}
		if (!sameAddress(host, this.#options.remote.host)) {
			socket.destroy();
			this.#options.onStranger(host);
			return;
		}
		if (this.#isClosed || this.#accepted !== undefined) {
			socket.destroy();
			return;
		}
		socket.setNoDelay(true);
		acknowledgeQuickly(socket);
		this.#isClosed = true;
		this.#server.close();
		if (this.#arrived === undefined) {
			socket.on("error", () => undefined);
			this.#accepted = socket;
		} else {
			this.#arrived(socket);
		}
	}

	#arrival(
		deadlineMs: number,
		signal: AbortSignal,
	): Promise<Socket | undefined> {
		if (this.#isClosed || signal.aborted) return Promise.resolve(undefined);
		return new Promise((resolve) => {
			const settle = (socket: Socket | undefined): void => {
				clearTimeout(timer);
				signal.removeEventListener("abort", giveUp);
				this.#arrived = undefined;
				resolve(socket);
			};
			const giveUp = (): void => settle(undefined);
			const timer = setTimeout(giveUp, deadlineMs);
			signal.addEventListener("abort", giveUp);
			this.#arrived = settle;
		});
	}
}

function connectTo(
	{ local, tls }: DataPortOptions,
	target: Endpoint,
	{ deadlineMs, signal }: Waiting,
): Promise<DataConnection> {
	return new Promise((resolve, reject) => {
		const socket = connect({
			host: target.host,
			port: target.port,
			localAddress: local.host,
			allowHalfOpen: true,
			noDelay: true,
		});
		const settle = (): void => {
			clearTimeout(timer);
			signal.removeEventListener("abort", aborted);
		};
		const fail = (why: string): void => {
			settle();
			socket.destroy();
			reject(new DataFailure("noConnection", `active data connection: ${why}`));
		};
		const aborted = (): void => fail("broken off");
		const timer = setTimeout(() => fail("no answer"), deadlineMs);
		signal.addEventListener("abort", aborted);
		// Stays on: a later error is met by the channel, and must not end the process before there is one.
		socket.on("error", (error) => fail(error.message));
		// Deno hangs when TLS is put on a socket before this event.
		socket.once("connect", () => {
			settle();
			acknowledgeQuickly(socket);
			socket.pause();
			resolve(dataConnection(socket, tls));
		});
	});
}
