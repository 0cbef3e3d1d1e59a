import {
	connect as connectTcp,
	createServer,
	type Server,
	type Socket,
} from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Endpoint } from "../../base/index.ts";
import type {
	ClientConnection,
	ClientHello,
	ClientListener,
	ClientSession,
	ClientSockets,
	ClientTls,
	Ending,
} from "../../doctor/index.ts";
import { hasEnded } from "./channels.ts";
import { endpointsOf } from "./control-stream.ts";
import { happens } from "./socket-event.ts";
import { Tap } from "./tap.ts";

/** TCP and TLS sockets for the client of `doctor`. */
export const clientSockets: ClientSockets = {
	connect: async ({ host, port }, signal) => {
		signal.throwIfAborted();
		const socket = connectTcp({ host, port, allowHalfOpen: true });
		socket.setNoDelay(true);
		const connection = new SocketConnection(socket, signal);
		await happens(socket, "connect").catch((error: unknown) => {
			throw signal.aborted ? reasonOf(signal) : error;
		});
		return connection;
	},
	listen: async (host, signal) => {
		signal.throwIfAborted();
		const server = createServer({ allowHalfOpen: true });
		const port = await listening(server, host);
		return new SocketListener(server, port, signal);
	},
};

function listening(server: Server, host: string): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen({ host, port: 0, backlog: 1 }, () => {
			server.off("error", reject);
			server.on("error", () => undefined);
			const address = server.address();
			if (address === null || typeof address === "string") {
				reject(new Error("the listener has no address"));
				return;
			}
			resolve(address.port);
		});
	});
}

class SocketListener implements ClientListener {
	readonly port: number;
	readonly #server: Server;
	readonly #arrived: Promise<ClientConnection>;

	constructor(server: Server, port: number, signal: AbortSignal) {
		this.port = port;
		this.#server = server;
		this.#arrived = new Promise((resolve, reject) => {
			server.once("connection", (socket) => {
				socket.setNoDelay(true);
				this.close();
				resolve(new SocketConnection(socket, signal));
			});
			const giveUp = (): void => {
				this.close();
				reject(reasonOf(signal));
			};
			signal.addEventListener("abort", giveUp, { once: true });
			server.once("close", () => signal.removeEventListener("abort", giveUp));
		});
		this.#arrived.catch(() => undefined);
	}

	accept(): Promise<ClientConnection> {
		return this.#arrived;
	}

	close(): void {
		this.#server.close();
	}
}

/** What may wait to be read; a client that asks for files of this size or less never meets it. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

class SocketConnection implements ClientConnection {
	readonly #raw: Socket;
	readonly #signal: AbortSignal;
	#secure: TLSSocket | undefined;
	#chunks: Uint8Array[] = [];
	#waitingBytes = 0;
	#ending: Ending | undefined;
	#wake: (() => void) | undefined;
	#session: ClientSession | undefined;

	constructor(raw: Socket, signal: AbortSignal) {
		this.#raw = raw;
		this.#signal = signal;
		raw.on("data", this.#take);
		raw.on("error", this.#reset);
		raw.on("end", this.#fin);
		raw.on("close", this.#fin);
		signal.addEventListener("abort", this.#abort, { once: true });
		raw.once("close", () => signal.removeEventListener("abort", this.#abort));
	}

	get local(): Endpoint {
		return endpointsOf(this.#raw).local;
	}

	get session(): ClientSession | undefined {
		return this.#session ?? this.#secure?.getSession();
	}

	get ending(): Ending | undefined {
		return this.#ending;
	}

	async read(): Promise<Uint8Array | undefined> {
		while (this.#chunks.length === 0 && this.#ending === undefined) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		this.#signal.throwIfAborted();
		const chunk = this.#chunks.shift();
		this.#waitingBytes -= chunk?.length ?? 0;
		return chunk;
	}

	write(bytes: Uint8Array): Promise<void> {
		const stream = this.#secure ?? this.#raw;
		return new Promise((resolve, reject) => {
			const lost = (): void => reject(this.#lost());
			if (stream.destroyed) {
				lost();
				return;
			}
			stream.once("close", lost);
			stream.write(bytes, (error) => {
				stream.off("close", lost);
				if (error) reject(error);
				else resolve();
			});
		});
	}

	async secure({
		serverName,
		session,
		version,
	}: ClientHello): Promise<ClientTls> {
		if (this.#chunks.length > 0) {
			throw new Error("the server sent clear text in front of its TLS");
		}
		this.#raw.off("data", this.#take);
		this.#raw.off("end", this.#fin);
		this.#raw.off("close", this.#fin);
		const tap = new Tap(this.#raw);
		const socket = connectTls({
			// The runtimes take any stream here; only the types say socket.
			socket: tap as unknown as Socket,
			// Nobody's word counts: whoever asks compares the certificate with the one in the store.
			rejectUnauthorized: false,
			checkServerIdentity: () => undefined,
			servername: serverName,
			minVersion: version,
			maxVersion: version,
			...(session === undefined ? {} : { session: Buffer.from(session) }),
		});
		this.#secure = socket;
		tap.watchTls(() => hasEnded(socket));
		socket.on("session", (ticket: Uint8Array) => {
			this.#session = ticket;
		});
		socket.on("error", this.#reset);
		await Promise.race([
			happens(socket, "secureConnect"),
			happens(this.#raw, "close"),
		]).catch((error: unknown) => {
			throw this.#signal.aborted ? reasonOf(this.#signal) : error;
		});
		socket.on("data", this.#take);
		socket.on("end", () => this.#end(tap.hasEnded ? "fin" : "close_notify"));
		socket.on("close", this.#fin);
		return {
			version: socket.getProtocol() ?? "TLS",
			cipher: socket.getCipher()?.name ?? "unknown",
			resumed: socket.isSessionReused(),
			sha256: fingerprintOf(socket),
		};
	}

	end(): void {
		(this.#secure ?? this.#raw).end();
	}

	destroy(): void {
		this.#secure?.destroy();
		this.#raw.destroy();
	}

	readonly #take = (chunk: Uint8Array): void => {
		this.#chunks.push(chunk);
		this.#waitingBytes += chunk.length;
		if (this.#waitingBytes > MOST_WAITING_BYTES) this.destroy();
		this.#awake();
	};

	readonly #fin = (): void => this.#end("fin");
	readonly #reset = (): void => this.#end("reset");
	readonly #abort = (): void => {
		this.destroy();
		this.#end("reset");
	};

	/** The first report of an end is the one that counts. */
	#end(how: Ending): void {
		this.#ending ??= how;
		this.#awake();
	}

	#awake(): void {
		const wake = this.#wake;
		this.#wake = undefined;
		wake?.();
	}

	#lost(): Error {
		return this.#signal.aborted
			? reasonOf(this.#signal)
			: new Error("the connection is closed");
	}
}

function fingerprintOf(socket: TLSSocket): string | undefined {
	const certificate = socket.getPeerCertificate();
	const shown: unknown = certificate?.fingerprint256;
	return typeof shown === "string"
		? shown.replaceAll(":", "").toLowerCase()
		: undefined;
}

function reasonOf(signal: AbortSignal): Error {
	const reason: unknown = signal.reason;
	return reason instanceof Error ? reason : new Error("broken off");
}
