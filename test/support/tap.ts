import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A pipe between a socket and the TLS layer on top of it. It keeps the socket itself in the test's hands,
 * so that a test can end it without TLS knowing, and can see what came before its end.
 */
export class Tap extends Duplex {
	readonly #socket: Socket;

	constructor(socket: Socket) {
		super();
		this.#socket = socket;
		socket.on("data", (chunk: Buffer) => {
			if (!this.push(chunk)) socket.pause();
		});
		socket.on("end", () => this.push(null));
		socket.on("close", () => this.push(null));
		socket.resume();
	}

	override _read(): void {
		this.#socket.resume();
	}

	override _write(
		chunk: Uint8Array,
		_encoding: string,
		done: (error?: Error | null) => void,
	): void {
		this.#socket.write(chunk, done);
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#socket.end(() => done());
	}
}
