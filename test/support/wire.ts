import { connect, type Socket } from "node:net";
import * as tls from "node:tls";
import { AT_ONCE_MS, PATIENCE_MS, within } from "./deadline.ts";
import { Tap } from "./tap.ts";

export type TlsVersion = "TLSv1.2" | "TLSv1.3";

/** How the other side ended its direction of a connection. A bare FIN under TLS is a truncation. */
export type Ending = "close_notify" | "fin" | "reset";

export interface TlsOptions {
	readonly version?: TlsVersion;
	/** A session to resume. */
	readonly session?: Buffer | undefined;
	readonly alpn?: readonly string[];
	/** The name that the client asks for (SNI). */
	readonly serverName?: string;
	/** Cuts the ciphertext that goes out into pieces of so many bytes, from the ClientHello on. */
	readonly grain?: number;
	/** The client's own certificate. */
	readonly certificate?: { readonly certPem: string; readonly keyPem: string };
}

/** Beyond this many unread bytes the wire stops taking more from the kernel. */
const HIGH_WATER = 1024 * 1024;

/** One TCP connection, clear or under TLS, with every way to end it in the test's hands. */
export class Wire {
	readonly #socket: Socket;
	#tls: tls.TLSSocket | undefined;
	#tap: Tap | undefined;
	#chunks: Uint8Array[] = [];
	#buffered = 0;
	#held = false;
	#ended = false;
	#ending: Ending | undefined;
	#wake: (() => void) | undefined;
	#session: Buffer | undefined;
	#resumed = false;

	constructor(socket: Socket) {
		this.#socket = socket;
		socket.setNoDelay(true);
		socket.on("data", this.#take);
		socket.on("error", () => this.#end("reset"));
		socket.on("end", this.#socketEnded);
		socket.on("close", this.#socketEnded);
	}

	static async connect(options: {
		readonly host: string;
		readonly port: number;
		readonly localAddress?: string | undefined;
	}): Promise<Wire> {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const { host, port, localAddress } = options;
		const socket = connect({
			host,
			port,
			allowHalfOpen: true,
			...(localAddress === undefined ? {} : { localAddress }),
		});
		socket.once("connect", resolve);
		socket.once("error", reject);
		await within(PATIENCE_MS, `connection to ${host} port ${port}`, promise);
		return new Wire(socket);
	}

	/** The TLS handshake, as the client. What came before it in clear must have been read. */
	async startTls(options: TlsOptions = {}): Promise<void> {
		const { version, session, alpn, serverName, certificate, grain } = options;
		if (this.#chunks.length > 0)
			throw new Error("clear text is unread at the start of TLS");
		for (const event of ["end", "close"] as const)
			this.#socket.removeListener(event, this.#socketEnded);
		this.#socket.removeListener("data", this.#take);
		const tap = new Tap(this.#socket);
		this.#tap = tap;
		tap.grain = grain;
		// TLS has seen every byte when the tap ends: a close_notify among them has ended TLS by then. This
		// listener comes before TLS's own, which ends TLS in any case.
		tap.once("end", () => {
			this.#ending ??= hasEnded(this.#tls) ? "close_notify" : "fin";
		});
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const secured = tls.connect({
			socket: tap,
			rejectUnauthorized: false,
			...(version === undefined
				? {}
				: { minVersion: version, maxVersion: version }),
			...(session === undefined ? {} : { session }),
			...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
			...(serverName === undefined ? {} : { servername: serverName }),
			...(certificate === undefined
				? {}
				: { cert: certificate.certPem, key: certificate.keyPem }),
		});
		this.#tls = secured;
		secured.once("secureConnect", resolve);
		secured.once("error", reject);
		secured.on("error", () => this.#end("reset"));
		secured.once("close", () =>
			reject(new Error("closed during the TLS handshake")),
		);
		secured.on("session", (ticket: Buffer) => {
			this.#session = ticket;
		});
		secured.on("end", () => this.#end("close_notify"));
		secured.on("close", () => this.#end("fin"));
		secured.on("data", this.#take);
		await within(PATIENCE_MS, "TLS handshake", promise);
		// Asked for at once: Bun forgets it when the connection ends.
		this.#resumed = secured.isSessionReused();
	}

	get remotePort(): number {
		return this.#socket.remotePort ?? 0;
	}

	get localAddress(): string {
		return this.#socket.localAddress ?? "";
	}

	get isSecure(): boolean {
		return this.#tls !== undefined;
	}

	/** Whether the TLS handshake resumed a session. */
	get resumed(): boolean {
		return this.#resumed;
	}

	get protocol(): string | null {
		return this.#tls?.getProtocol() ?? null;
	}

	/** The name that the server chose of those that this side offered (ALPN). */
	get alpn(): string | undefined {
		return this.#tls?.alpnProtocol || undefined;
	}

	/** SHA-256 of the server's certificate: lower-case hexadecimal. */
	get peerSha256(): string {
		const certificate = this.#tls?.getPeerCertificate();
		return (certificate?.fingerprint256 ?? "")
			.replaceAll(":", "")
			.toLowerCase();
	}

	/** The newest session that the server gave, to resume on another connection. */
	get session(): Buffer | undefined {
		return this.#session ?? this.#tls?.getSession();
	}

	/** How the other side ended, once it has. */
	get ending(): Ending | undefined {
		return this.#ending;
	}

	/** From now on nothing is taken from the kernel until {@link release}: a client that does not read. */
	hold(): void {
		this.#held = true;
		this.#stream.pause();
	}

	release(): void {
		this.#held = false;
		this.#stream.resume();
	}

	/** The next bytes, or undefined when the other side has ended. */
	async read(limitMs: number = AT_ONCE_MS): Promise<Uint8Array | undefined> {
		while (this.#chunks.length === 0 && !this.#ended) {
			const { promise, resolve } = Promise.withResolvers<void>();
			this.#wake = resolve;
			await within(limitMs, "bytes or the end of a connection", promise);
		}
		const chunk = this.#chunks.shift();
		this.#buffered -= chunk?.length ?? 0;
		if (this.#buffered < HIGH_WATER && !this.#held) this.#stream.resume();
		return chunk;
	}

	/** All bytes up to the end. */
	async readAll(): Promise<Uint8Array> {
		const chunks: Uint8Array[] = [];
		for (;;) {
			const chunk = await this.read();
			if (chunk === undefined) return Buffer.concat(chunks);
			chunks.push(chunk);
		}
	}

	/** Done when the bytes have left this process. */
	async write(bytes: Uint8Array | string): Promise<void> {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		this.#stream.write(bytes, (error) => (error ? reject(error) : resolve()));
		await within(PATIENCE_MS, "bytes to be written", promise);
	}

	/** Writes without waiting: for bytes that may never be taken. */
	push(bytes: Uint8Array): void {
		this.#stream.write(bytes, () => undefined);
	}

	/** The end in order: close_notify under TLS, then FIN. */
	end(): void {
		this.#stream.end();
	}

	/** close_notify, and no FIN behind it. */
	endTls(): void {
		if (this.#tap === undefined) throw new Error("there is no TLS to end");
		this.#tap.keepsTcp = true;
		this.#tls?.end();
	}

	/** Of the ciphertext that is written from now on, only so many bytes go out: TLS knows nothing of it. */
	swallowAfter(bytes: number): void {
		if (this.#tap === undefined) throw new Error("there is no TLS to cut");
		this.#tap.remaining = bytes;
	}

	/** FIN alone: under TLS what an attacker, or a crash, does. */
	fin(): void {
		this.#socket.end();
	}

	/** RST. */
	reset(): void {
		this.#socket.resetAndDestroy();
	}

	/** Drops everything at this side. */
	destroy(): void {
		this.#tls?.destroy();
		this.#socket.destroy();
	}

	get #stream(): Socket {
		return this.#tls ?? this.#socket;
	}

	readonly #take = (chunk: Uint8Array): void => {
		this.#chunks.push(chunk);
		this.#buffered += chunk.length;
		if (this.#buffered >= HIGH_WATER) this.#stream.pause();
		this.#wake?.();
	};

	readonly #socketEnded = (): void => this.#end("fin");

	/** The first report of an end decides: TLS reports close_notify before the socket reports its FIN. */
	#end(how: Ending): void {
		this.#ending ??= how;
		this.#ended = true;
		this.#wake?.();
	}
}

/** Whether a stream knows that nothing more will come, though what came may be unread: Node tells it nowhere else. */
function hasEnded(stream: tls.TLSSocket | undefined): boolean {
	const state: unknown = stream && Reflect.get(stream, "_readableState");
	return (
		typeof state === "object" &&
		state !== null &&
		Reflect.get(state, "ended") === true
	);
}
