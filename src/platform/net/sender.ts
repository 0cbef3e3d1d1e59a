import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { OutgoingChannel, TlsFacts } from "../../ftp/index.ts";
import { DataFailure } from "../../ftp/index.ts";
import { descriptorOf } from "./descriptor.ts";
import { linger } from "./linger.ts";

/** Sends chunks, one write in flight at a time. */
export class Sender implements OutgoingChannel {
	readonly tls: TlsFacts | undefined;
	readonly #stream: Socket | TLSSocket;
	readonly #raw: Socket;
	#failure: DataFailure | undefined;
	#fail: ((failure: DataFailure) => void) | undefined;

	constructor(
		stream: Socket | TLSSocket,
		raw: Socket,
		facts: TlsFacts | undefined,
	) {
		this.#stream = stream;
		this.#raw = raw;
		this.tls = facts;
		const lost = (error?: Error): void =>
			this.#lose(
				new DataFailure("reset", error?.message ?? "the connection closed"),
			);
		stream.on("error", lost);
		stream.on("close", () => lost());
		raw.on("error", lost);
		// A client of TLS 1.3 may end its own direction early, and is sent the rest (RFC 8446 §6.1). Bun closes the socket object
		// below then, not the connection (quirks: bun-raw-closes-with-end): what is lost later, the TLS socket tells.
		raw.on("close", () => {
			if (!stream.readableEnded) lost();
		});
		// Nothing is expected from the peer; what comes is read away, so that its end is noticed.
		stream.on("data", () => undefined);
		stream.resume();
	}

	get clearSocket(): number | undefined {
		const isUsable = this.#stream === this.#raw && this.#failure === undefined;
		return isUsable ? descriptorOf(this.#raw) : undefined;
	}

	write(chunk: Uint8Array): Promise<void> {
		return this.#waitFor((done) => this.#stream.write(chunk, done));
	}

	async finish(): Promise<void> {
		await this.#waitFor((done) => this.#stream.end(() => done()));
		linger(this.#stream, this.#raw);
	}

	refuse(): void {
		this.#stream.end();
		linger(this.#stream, this.#raw);
	}

	destroy(): void {
		this.#lose(new DataFailure("aborted", "closed by the server"));
		this.#raw.destroy();
		this.#stream.destroy();
	}

	/** Either the act's own call back, or the loss of the connection, whichever comes first: not every runtime calls back after a loss. */
	#waitFor(act: (done: (error?: Error | null) => void) => void): Promise<void> {
		return new Promise((resolve, reject) => {
			if (this.#failure !== undefined) {
				reject(this.#failure);
				return;
			}
			this.#fail = reject;
			act((error) => {
				this.#fail = undefined;
				if (error) reject(new DataFailure("reset", error.message, error));
				else resolve();
			});
		});
	}

	#lose(failure: DataFailure): void {
		this.#failure ??= failure;
		this.#fail?.(this.#failure);
		this.#fail = undefined;
	}
}
