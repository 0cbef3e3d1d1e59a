import type { ClientIdentity } from "../../../src/accounts/index.ts";
import type {
	ControlListener,
	ControlStream,
	TlsFacts,
} from "../../../src/ftp/index.ts";
import { deadlined } from "./deadlined.ts";

/** What the client shows in its handshake. */
export interface ClientHello {
	readonly client: ClientIdentity | undefined;
	readonly serverName: string | undefined;
}

/** A control connection in memory: the test is its client. */
export class MemoryControl implements ControlStream {
	readonly remote: { host: string; port: number };
	readonly local: { host: string; port: number };
	isClosed = false;
	#listener: ControlListener | undefined;
	#output = "";
	#wake: () => void = () => undefined;

	readonly #hello: ClientHello;

	constructor(remoteHost: string, localHost: string, hello: ClientHello) {
		this.#hello = hello;
		this.remote = { host: remoteHost, port: 40000 };
		this.local = { host: localHost, port: 21 };
	}

	listen(listener: ControlListener): void {
		this.#listener = listener;
	}

	pause(): void {}

	resume(): void {}

	async send(bytes: Uint8Array): Promise<void> {
		this.#output += new TextDecoder().decode(bytes);
		this.#wake();
	}

	async secure(lastPlaintext: Uint8Array): Promise<TlsFacts> {
		if (lastPlaintext.length > 0) await this.send(lastPlaintext);
		const { client, serverName } = this.#hello;
		return {
			version: "TLSv1.3",
			cipher: "TLS_AES_128_GCM_SHA256",
			resumed: false,
			...(client === undefined ? {} : { client }),
			...(serverName === undefined ? {} : { serverName }),
		};
	}

	async unsecure(lastProtected: Uint8Array): Promise<void> {
		await this.send(lastProtected);
	}

	async close(): Promise<void> {
		this.isClosed = true;
		this.#wake();
	}

	destroy(): void {
		this.isClosed = true;
		this.#wake();
	}

	/** Bytes from the client. */
	feed(bytes: Uint8Array): void {
		this.#listener?.input(bytes);
	}

	/** The client goes. */
	leave(): void {
		this.#listener?.ended("the client closed the connection");
	}

	/** The next line that the server sent, without its end; undefined when it closed instead. */
	async line(): Promise<string | undefined> {
		for (;;) {
			const end = this.#output.indexOf("\r\n");
			if (end !== -1) {
				const line = this.#output.slice(0, end);
				this.#output = this.#output.slice(end + 2);
				return line;
			}
			if (this.isClosed) return undefined;
			await this.#change();
		}
	}

	/** Resolves when the server has closed. */
	async closed(): Promise<void> {
		while (!this.isClosed) await this.#change();
	}

	/** What the server sent and nobody read. */
	get unread(): string {
		return this.#output;
	}

	#change(): Promise<void> {
		return deadlined(
			"a reply",
			new Promise((resolve) => {
				this.#wake = resolve;
			}),
		);
	}
}
