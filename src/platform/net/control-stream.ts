import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ClientIdentity } from "../../accounts/index.ts";
import type { Endpoint } from "../../base/index.ts";
import { plainAddress } from "../../base/index.ts";
import type {
	ControlListener,
	ControlStream,
	TlsFacts,
} from "../../ftp/index.ts";
import { readClientHello } from "./client-hello.ts";
import { linger } from "./linger.ts";
import type { ConnectionTls } from "./secure-server.ts";
import { clientChain, HANDSHAKE_MS, handshake } from "./secure-server.ts";
import { Tap } from "./tap.ts";

/** A peer that does not read its replies holds a session no longer than this. */
const SEND_MS = 30_000;

/** The record of a fatal alert, in clear as before any keys (RFC 7301 §3.2, RFC 8446 §6). */
const NO_APPLICATION_PROTOCOL = Uint8Array.of(21, 3, 3, 0, 2, 2, 120);

/** How long a closing connection may wait for the peer's end. */
const CLOSE_MS = 2_000;

/** Where a socket's other end is, and where it was reached. */
export function endpointsOf(socket: Socket): {
	remote: Endpoint;
	local: Endpoint;
} {
	return {
		remote: {
			host: plainAddress(socket.remoteAddress ?? "0.0.0.0"),
			port: socket.remotePort ?? 0,
		},
		local: {
			host: plainAddress(socket.localAddress ?? "0.0.0.0"),
			port: socket.localPort ?? 0,
		},
	};
}

/** The control connection over a TCP socket, clear first or TLS from the start. */
export function controlStream(
	socket: Socket,
	tls: ConnectionTls,
	identify: Identify,
): ControlStream {
	return new SocketControlStream(socket, tls, identify);
}

/** Says whose certificates these are, the client's own first; undefined when it showed none. */
export type Identify = (
	chain: readonly Uint8Array[],
) => Promise<ClientIdentity | undefined>;

class SocketControlStream implements ControlStream {
	readonly remote: Endpoint;
	readonly local: Endpoint;
	readonly #raw: Socket;
	readonly #tls: ConnectionTls;
	readonly #identify: Identify;
	#listener: ControlListener | undefined;
	#secure: { readonly socket: TLSSocket; readonly tap: Tap } | undefined;
	#ended = false;

	constructor(raw: Socket, tls: ConnectionTls, identify: Identify) {
		const { remote, local } = endpointsOf(raw);
		this.remote = remote;
		this.local = local;
		this.#raw = raw;
		this.#tls = tls;
		this.#identify = identify;
	}

	listen(listener: ControlListener): void {
		this.#listener = listener;
		this.#raw.on("data", this.#clearInput);
		this.#raw.on("end", this.#clearEnd);
		this.#raw.on("error", (error) => this.#end(error.message));
		this.#raw.on("close", () => this.#end("the connection was closed"));
	}

	pause(): void {
		this.#raw.pause();
	}

	resume(): void {
		this.#raw.resume();
	}

	send(bytes: Uint8Array): Promise<void> {
		const socket = this.#secure?.socket ?? this.#raw;
		return new Promise((resolve, reject) => {
			if (socket.destroyed || this.#ended) {
				reject(new Error("the control connection is gone"));
				return;
			}
			const timer = setTimeout(() => {
				socket.destroy();
				reject(new Error("the client does not read its replies"));
			}, SEND_MS);
			socket.write(bytes, (error) => {
				clearTimeout(timer);
				if (error) reject(error);
				else resolve();
			});
		});
	}

	/** All until the first wait is one step: whatever arrives after it goes to the TLS engine, whatever came before it is refused. */
	async secure(lastPlaintext: Uint8Array): Promise<TlsFacts> {
		this.#raw.off("data", this.#clearInput);
		this.#raw.off("end", this.#clearEnd);
		const greeting = clientHello(this.#raw);
		if (lastPlaintext.length > 0) this.#raw.write(lastPlaintext);
		const { bytes, serverName, protocols } = await greeting;
		if (!this.#tls.speaksOneOf(protocols, serverName)) {
			this.#raw.end(NO_APPLICATION_PROTOCOL);
			linger(this.#raw, this.#raw);
			throw new Error("the client offers other protocols than FTP (ALPN)");
		}
		const tap = new Tap(this.#raw, { first: bytes, canDetach: true });
		const socket = this.#tls.serveControl(tap, serverName);
		this.#secure = { socket, tap };
		socket.on("data", (chunk: Uint8Array) => this.#listener?.input(chunk));
		const ended = (why: string): void => {
			// After CCC and REIN the connection outlives this TLS.
			if (this.#secure?.socket === socket) this.#end(why);
		};
		socket.on("end", () => ended("the client closed the connection"));
		socket.on("error", (error) => ended(error.message));
		socket.on("close", () => ended("the connection was closed"));
		const facts = await handshake(socket, tap);
		const client = await this.#identify(clientChain(socket));
		return {
			...facts,
			...(serverName === undefined ? {} : { serverName }),
			...(client === undefined ? {} : { client }),
		};
	}

	/**
	 * Sends the last protected bytes and close_notify, waits for the client's, and goes on in clear behind it. A client that
	 * goes on in clear without one is taken at its word: what comes now is open to everybody anyhow.
	 */
	async unsecure(lastProtected: Uint8Array): Promise<void> {
		const secure = this.#secure;
		if (secure === undefined) throw new Error("TLS has not begun");
		await this.send(lastProtected);
		const { socket, tap } = secure;
		this.#secure = undefined;
		try {
			await tlsEnd(socket, tap);
		} catch (failure) {
			this.#raw.destroy();
			throw failure;
		}
		const rest = tap.detach();
		socket.destroy();
		this.#raw.on("data", this.#clearInput);
		this.#raw.on("end", this.#clearEnd);
		if (rest.length > 0) this.#clearInput(rest);
		this.#raw.resume();
	}

	async close(): Promise<void> {
		const socket = this.#secure?.socket ?? this.#raw;
		if (this.#raw.destroyed) return;
		this.#raw.resume();
		await new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				socket.destroy();
				this.#raw.destroy();
				resolve();
			}, CLOSE_MS);
			this.#raw.once("close", () => {
				clearTimeout(timer);
				resolve();
			});
			// What still comes is read away: closing with unread input would reset the connection and lose the last reply.
			this.#raw.once("end", () => socket.destroy());
			socket.end();
		});
	}

	destroy(): void {
		this.#secure?.socket.destroy();
		this.#raw.destroy();
	}

	readonly #clearInput = (chunk: Uint8Array): void => {
		this.#listener?.input(chunk);
	};

	readonly #clearEnd = (): void => {
		this.#end("the client closed the connection");
	};

	#end(why: string): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#listener?.ended(why);
	}
}

/** Ends TLS from our side and waits for the client's end. @throws {Error} when that does not come in time */
function tlsEnd(socket: TLSSocket, tap: Tap): Promise<void> {
	return new Promise((resolve, reject) => {
		tap.prepareToDetach(() => settle(resolve));
		const timer = setTimeout(() => {
			socket.destroy();
			reject(new Error("the client did not end TLS"));
		}, CLOSE_MS);
		const settle = (act: () => void): void => {
			clearTimeout(timer);
			act();
		};
		socket.once("end", () => settle(resolve));
		socket.once("close", () =>
			settle(() => reject(new Error("the connection was closed"))),
		);
		socket.end();
	});
}

/** The beginning of a TLS connection, taken from its socket. */
interface Greeting {
	/** To be given to the TLS engine before anything else. */
	readonly bytes: Uint8Array;
	readonly serverName: string | undefined;
	readonly protocols: readonly string[] | undefined;
}

/**
 * Waits for the ClientHello; listens from the moment of the call.
 *
 * @throws {Error} when something else comes, the connection goes, or time is up; the socket is destroyed then
 */
function clientHello(raw: Socket): Promise<Greeting> {
	return new Promise((resolve, reject) => {
		let bytes = new Uint8Array(0);
		const settle = (): void => {
			clearTimeout(timer);
			raw.off("data", take);
			raw.off("end", gone);
			raw.off("close", gone);
		};
		const fail = (why: string): void => {
			settle();
			raw.destroy();
			reject(new Error(why));
		};
		const gone = (): void =>
			fail("the connection closed during the TLS handshake");
		const take = (chunk: Uint8Array): void => {
			const longer = new Uint8Array(bytes.length + chunk.length);
			longer.set(bytes);
			longer.set(chunk, bytes.length);
			bytes = longer;
			const first = readClientHello(bytes);
			if (first.kind === "foreign") {
				fail(
					"text came where a TLS handshake was expected: the client does not use TLS here",
				);
			}
			if (first.kind !== "hello") return;
			settle();
			raw.pause();
			resolve({ bytes, ...first });
		};
		const timer = setTimeout(
			() => fail("the TLS handshake took too long"),
			HANDSHAKE_MS,
		);
		raw.on("data", take);
		raw.on("end", gone);
		raw.on("close", gone);
	});
}
