import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { KIB } from "../../base/index.ts";

/** More than the largest TLS record with its header, so that one is never split by back-pressure. */
const BUFFERED_BYTES = 64 * KIB;

/**
 * A stream between a TCP socket and the TLS engine on top of it. It exists because neither runtime tells by its own
 * events whether TLS ended with close_notify or the TCP connection just stopped: here both ends are seen apart.
 * It also puts back-pressure under our control, which Deno's TLS sockets ignore.
 */
export class Tap extends Duplex {
	readonly #raw: Socket;
	#held = false;
	#hasEnded = false;

	/** @param first bytes that were taken from the socket already */
	constructor(raw: Socket, first?: Uint8Array) {
		super({
			allowHalfOpen: true,
			readableHighWaterMark: BUFFERED_BYTES,
			writableHighWaterMark: BUFFERED_BYTES,
		});
		this.#raw = raw;
		// First of all listeners, so that it runs before the TLS engine hears of the end.
		this.on("end", () => {
			this.#hasEnded = true;
		});
		if (first !== undefined) this.push(first);
		raw.on("data", (chunk: Uint8Array) => {
			if (!this.push(chunk)) raw.pause();
		});
		raw.on("end", () => this.push(null));
		raw.on("error", (error) => this.destroy(error));
		raw.on("close", () => this.destroy());
	}

	/** Whether TCP has ended and all before that was given to the TLS engine. */
	get hasEnded(): boolean {
		return this.#hasEnded;
	}

	/** Takes no more from the network until {@link release}. */
	hold(): void {
		this.#held = true;
		this.#raw.pause();
	}

	release(): void {
		this.#held = false;
		this.#raw.resume();
	}

	override _read(): void {
		if (!this.#held) this.#raw.resume();
	}

	override _write(
		chunk: Uint8Array,
		_encoding: BufferEncoding,
		done: (error?: Error | null) => void,
	): void {
		this.#raw.write(chunk, done);
	}

	override _writev(
		chunks: Array<{ chunk: Uint8Array; encoding: BufferEncoding }>,
		done: (error?: Error | null) => void,
	): void {
		this.#raw.cork();
		chunks.forEach(({ chunk }, index) => {
			this.#raw.write(chunk, index === chunks.length - 1 ? done : undefined);
		});
		this.#raw.uncork();
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#raw.end();
		done();
	}

	override _destroy(
		error: Error | null,
		done: (error?: Error | null) => void,
	): void {
		this.#raw.destroy();
		done(error);
	}
}
