import { createServer } from "node:net";
import { AT_ONCE_MS, PATIENCE_MS, within } from "./deadline.ts";
import { ALICE, type Place } from "./start-server.ts";
import { type Ending, type TlsOptions, type TlsVersion, Wire } from "./wire.ts";

/** A reply of the server: its code, and all of its lines as they came. */
export interface Reply {
	readonly code: number;
	readonly lines: readonly string[];
	readonly text: string;
}

/** The four ways to arrange a data connection. */
export type DataCommand = "PASV" | "EPSV" | "PORT" | "EPRT";

export interface ConnectOptions extends Place {
	/** TLS from the first byte. */
	readonly implicit?: true;
	readonly version?: TlsVersion | undefined;
	readonly localAddress?: string;
}

export interface DataOptions {
	readonly by?: DataCommand;
	/** The TLS session to offer on the data connection: the control connection's by default; `none` for a full handshake. */
	readonly session?: Buffer | "none";
}

/** How a transfer went at this side. */
export interface Transfer {
	/** 150, then what followed. */
	readonly replies: readonly Reply[];
	readonly bytes: Uint8Array;
	readonly resumed: boolean;
	readonly ending: Ending | undefined;
}

/** An arranged data connection, not yet secured. */
export interface Arranged {
	readonly reply: Reply;
	/** Passive: connects. Active: waits for the server's connection. */
	open(): Promise<Wire>;
	close(): void;
}

/** A client that does what the test says and nothing of its own: no retry, no clever fallback. */
export class RawFtp implements AsyncDisposable {
	readonly control: Wire;
	readonly #host: string;
	readonly #localAddress: string | undefined;
	readonly #version: TlsVersion | undefined;
	#text = "";
	#protectData = false;
	readonly #decoder: TextDecoder = new TextDecoder();
	readonly #open = new Set<{ destroy(): void }>();

	private constructor(control: Wire, options: ConnectOptions) {
		this.control = control;
		this.#host = options.host;
		this.#localAddress = options.localAddress;
		this.#version = options.version;
	}

	/** Connects, and reads nothing yet: the first {@link reply} is the greeting. */
	static async open(
		options: ConnectOptions,
		tls: TlsOptions = {},
	): Promise<RawFtp> {
		const ftp = new RawFtp(await Wire.connect(options), options);
		if (options.implicit) {
			await ftp.control.startTls({ ...ftp.#tls(), ...tls });
			ftp.#protectData = true;
		}
		return ftp;
	}

	/** Connects and reads the greeting. */
	static async connect(options: ConnectOptions): Promise<RawFtp> {
		const ftp = await RawFtp.open(options);
		await ftp.expectReply(220);
		return ftp;
	}

	/** The next reply of the server. */
	async reply(limitMs: number = AT_ONCE_MS): Promise<Reply> {
		const lines: string[] = [];
		for (;;) {
			const line = await this.#line(limitMs);
			lines.push(line);
			const code = Number(lines[0]?.slice(0, 3));
			if (new RegExp(`^${code} `).test(line) || line === String(code))
				return { code, lines, text: lines.join("\n") };
			if (lines.length === 1 && !/^\d{3}-/.test(line))
				throw new Error(`no FTP reply: ${JSON.stringify(line)}`);
		}
	}

	async #line(limitMs: number): Promise<string> {
		for (;;) {
			const end = this.#text.indexOf("\r\n");
			if (end >= 0) {
				const line = this.#text.slice(0, end);
				this.#text = this.#text.slice(end + 2);
				return line;
			}
			const chunk = await this.control.read(limitMs);
			if (chunk === undefined)
				throw new Error(
					`the control connection ended (${this.control.ending}) with ${JSON.stringify(this.#text)} unread`,
				);
			this.#text += this.#decoder.decode(chunk, { stream: true });
		}
	}

	/** The next reply, which must have this code. */
	async expectReply(code: number): Promise<Reply> {
		const reply = await this.reply();
		if (reply.code !== code)
			throw new Error(`expected ${code}, got: ${reply.text}`);
		return reply;
	}

	/** Sends a line and waits for its reply. */
	async command(line: string): Promise<Reply> {
		await this.send(`${line}\r\n`);
		return this.reply();
	}

	/** Sends a line whose reply must have this code. */
	async expect(line: string, code: number): Promise<Reply> {
		const reply = await this.command(line);
		if (reply.code !== code)
			throw new Error(`${line}: expected ${code}, got: ${reply.text}`);
		return reply;
	}

	/** Sends bytes as they are. */
	async send(bytes: Uint8Array | string): Promise<void> {
		await this.control.write(bytes);
	}

	/** Waits for the server's end of the control connection; gives what came before it, if anything. */
	async ended(): Promise<string> {
		const rest = await this.control.readAll();
		return this.#text + this.#decoder.decode(rest);
	}

	/** AUTH TLS and the handshake. */
	async secure(): Promise<void> {
		await this.expect("AUTH TLS", 234);
		await this.startTls();
	}

	/** The handshake alone. */
	async startTls(options: TlsOptions = {}): Promise<void> {
		if (this.#text !== "")
			throw new Error(`clear text before TLS: ${JSON.stringify(this.#text)}`);
		await this.control.startTls({ ...this.#tls(), ...options });
	}

	/** USER and PASS. */
	async login(
		user: string = ALICE.name,
		password: string = ALICE.password,
	): Promise<void> {
		await this.expect(`USER ${user}`, 331);
		await this.expect(`PASS ${password}`, 230);
		await this.expect("TYPE I", 200);
	}

	/** PBSZ 0 and PROT P: data connections are under TLS from now on. */
	async protect(): Promise<void> {
		await this.expect("PBSZ 0", 200);
		await this.expect("PROT P", 200);
		this.#protectData = true;
	}

	/** Whether this client starts TLS on data connections: it does not ask the server. */
	set protectData(on: boolean) {
		this.#protectData = on;
	}

	/** Arranges a data connection, of the client's or of the server's making. */
	async arrange(by: DataCommand = "EPSV"): Promise<Arranged> {
		return by === "PASV" || by === "EPSV"
			? this.#arrangePassive(by)
			: this.#arrangeActive(by);
	}

	async #arrangePassive(by: "PASV" | "EPSV"): Promise<Arranged> {
		const reply = await this.expect(by, by === "PASV" ? 227 : 229);
		const place = {
			...passivePlace(reply.text, this.#host),
			localAddress: this.#localAddress,
		};
		return {
			reply,
			open: async () => this.#track(await Wire.connect(place)),
			close: () => undefined,
		};
	}

	async #arrangeActive(by: "PORT" | "EPRT"): Promise<Arranged> {
		const { promise, resolve } = Promise.withResolvers<Wire>();
		const server = createServer({ allowHalfOpen: true }, (socket) => {
			resolve(this.#track(new Wire(socket)));
			server.close();
		});
		this.#open.add({ destroy: () => server.close() });
		const host = this.control.localAddress.replace(/^::ffff:/, "");
		const listening = Promise.withResolvers<void>();
		server.listen(0, host, listening.resolve);
		await listening.promise;
		const address = server.address();
		const port = typeof address === "object" ? (address?.port ?? 0) : 0;
		const line =
			by === "PORT"
				? `PORT ${host.replaceAll(".", ",")},${port >> 8},${port & 255}`
				: `EPRT |${host.includes(":") ? 2 : 1}|${host}|${port}|`;
		return {
			reply: await this.expect(line, 200),
			open: () => within(PATIENCE_MS, "connection of the server", promise),
			close: () => server.close(),
		};
	}

	#track(wire: Wire): Wire {
		this.#open.add(wire);
		return wire;
	}

	/** Starts TLS on a data connection when data is protected. */
	async secureData(wire: Wire, options: DataOptions = {}): Promise<Wire> {
		if (!this.#protectData) return wire;
		const session =
			options.session === "none"
				? undefined
				: (options.session ?? this.control.session);
		await wire.startTls({ ...this.#tls(), session });
		return wire;
	}

	/**
	 * Opens a data connection for a command and waits for its 150: the command may then run as the test likes.
	 */
	async begin(line: string, options: DataOptions = {}): Promise<Wire> {
		const arranged = await this.arrange(options.by);
		const isPassive = options.by !== "PORT" && options.by !== "EPRT";
		const early = isPassive ? await arranged.open() : undefined;
		await this.expect(line, 150);
		return this.secureData(early ?? (await arranged.open()), options);
	}

	/** A whole download (RETR, LIST, NLST, MLSD): reads to the end, then ends its own side. */
	async download(line: string, options: DataOptions = {}): Promise<Transfer> {
		const data = await this.begin(line, options);
		const bytes = await data.readAll();
		const { resumed, ending } = data;
		data.end();
		return { replies: [await this.reply()], bytes, resumed, ending };
	}

	/** A whole upload (STOR, APPE): writes everything, then ends in order. */
	async upload(
		line: string,
		bytes: Uint8Array,
		options: DataOptions = {},
	): Promise<Transfer> {
		const data = await this.begin(line, options);
		if (bytes.length > 0) await data.write(bytes);
		data.end();
		const replies = [await this.reply()];
		const rest = await data.readAll();
		return { replies, bytes: rest, resumed: data.resumed, ending: data.ending };
	}

	#tls(): TlsOptions {
		return this.#version === undefined ? {} : { version: this.#version };
	}

	/** Drops every connection of this client, politely or not at all. */
	async [Symbol.asyncDispose](): Promise<void> {
		for (const one of this.#open) one.destroy();
		this.control.destroy();
	}
}

/** Where a 227 or 229 says to connect. The address of a 227 is used as given: it is part of what is tested. */
export function passivePlace(text: string, controlHost: string): Place {
	const extended = /\(\|\|\|(\d+)\|\)/.exec(text);
	if (extended) return { host: controlHost, port: Number(extended[1]) };
	const numbers = /\((\d+),(\d+),(\d+),(\d+),(\d+),(\d+)\)/.exec(text);
	if (!numbers) throw new Error(`no address in: ${text}`);
	const [, a, b, c, d, high, low] = numbers;
	return {
		host: [a, b, c, d].join("."),
		port: Number(high) * 256 + Number(low),
	};
}
