import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Endpoint } from "../../base/index.ts";
import { plainAddress } from "../../base/index.ts";
import type {
	ControlListener,
	ControlStream,
	TlsFacts,
} from "../../ftp/index.ts";
import type { ConnectionTls } from "./secure-server.ts";
import { handshake } from "./secure-server.ts";
import { Tap } from "./tap.ts";

/** A peer that does not read its replies holds a session no longer than this. */
const SEND_MS = 30_000;

/** How long a closing connection may wait for the peer's end. */
const CLOSE_MS = 2_000;

const TLS_HANDSHAKE_RECORD = 0x16;

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
): ControlStream {
	return new SocketControlStream(socket, tls);
}

class SocketControlStream implements ControlStream {
	readonly remote: Endpoint;
	readonly local: Endpoint;
	readonly #raw: Socket;
	readonly #tls: ConnectionTls;
	#listener: ControlListener | undefined;
	#secure: TLSSocket | undefined;
	#ended = false;

	constructor(raw: Socket, tls: ConnectionTls) {
		const { remote, local } = endpointsOf(raw);
		this.remote = remote;
		this.local = local;
		this.#raw = raw;
		this.#tls = tls;
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
		const socket = this.#secure ?? this.#raw;
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
		const stranger = this.#watchFirstByte();
		const tap = new Tap(this.#raw);
		if (lastPlaintext.length > 0) this.#raw.write(lastPlaintext);
		const socket = this.#tls.serve(tap);
		this.#secure = socket;
		socket.on("data", (chunk: Uint8Array) => this.#listener?.input(chunk));
		socket.on("end", () => this.#end("the client closed the connection"));
		socket.on("error", (error) => this.#end(error.message));
		socket.on("close", () => this.#end("the connection was closed"));
		try {
			return await handshake(socket, tap);
		} catch (failure) {
			throw stranger() ?? failure;
		}
	}

	async close(): Promise<void> {
		const socket = this.#secure ?? this.#raw;
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
		this.#secure?.destroy();
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

	/** Tells text at a TLS port from a failed handshake, for the log. */
	#watchFirstByte(): () => Error | undefined {
		let first: number | undefined;
		this.#raw.once("data", (chunk: Uint8Array) => {
			first = chunk[0];
		});
		return () =>
			first === undefined || first === TLS_HANDSHAKE_RECORD
				? undefined
				: new Error(
						"text came where a TLS handshake was expected: the client does not use implicit TLS here",
					);
	}
}
