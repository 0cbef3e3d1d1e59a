import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A pipe between a socket and the TLS layer on top of it. It keeps the socket itself in the test's hands,
 * so that a test can end it without TLS knowing, and can see what came before its end.
 */
export class Tap extends Duplex {
	readonly #socket: Socket;
	/** How many bytes may still go out; what comes behind them is swallowed. */
	remaining: number = Number.POSITIVE_INFINITY;
	/** Into pieces of how many bytes the ciphertext is cut, each of which leaves by itself. */
	grain: number | undefined;
	/** Whether the end of TLS leaves TCP open. */
	keepsTcp = false;

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
		const part = chunk.subarray(0, this.remaining);
		this.remaining -= part.length;
		if (part.length === 0) done();
		else this.#send(part, done);
	}

	#send(bytes: Uint8Array, done: (error?: Error | null) => void): void {
		const grain = this.grain ?? bytes.length;
		const rest = bytes.subarray(grain);
		this.#socket.write(bytes.subarray(0, grain), (error) => {
			if (error || rest.length === 0) done(error);
			else setImmediate(() => this.#send(rest, done));
		});
	}

	override _final(done: (error?: Error | null) => void): void {
		if (this.keepsTcp) done();
		else this.#socket.end(() => done());
	}
}
