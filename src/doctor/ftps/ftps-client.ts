import { type Endpoint, familyOf, utf8 } from "../../base/index.ts";
import type { TlsVersion } from "../../tls/index.ts";
import type {
	ClientConnection,
	ClientSockets,
	ClientTls,
	Ending,
} from "./client-sockets.ts";
import {
	extendedPort,
	passiveTarget,
	portArgument,
	type Reply,
	ReplyParser,
} from "./replies.ts";

/** How a client reaches a server. */
export interface FtpsTarget extends Endpoint {
	readonly mode: "explicit" | "implicit";
	readonly version: TlsVersion;
	/** Of the certificate that the server has to show; nothing is said to a server that shows another. */
	readonly sha256: string;
}

/** Who makes a data connection, and by which command it is arranged. */
export type DataCommand = "EPSV" | "PASV" | "EPRT" | "PORT";

/** How a transfer ended. */
export interface Transferred {
	readonly bytes: Uint8Array;
	readonly resumed: boolean;
	readonly ending: Ending | undefined;
}

/** Less than any TLS record, so that data crosses several of them. */
const PIECE_BYTES = 16_000;

/**
 * A small FTP client over TLS that trusts one certificate and no authority. It sends no name or password, and takes no
 * file, before it has seen that certificate; a data connection is believed when it resumes the control connection's session
 * or shows the same certificate.
 *
 * @see RFC 4217
 */
export class FtpsClient {
	readonly #control: ClientConnection;
	readonly #sockets: ClientSockets;
	readonly #target: FtpsTarget;
	readonly #signal: AbortSignal;
	/** Nobody's (RFC 2606 §2): the server shows what it shows to strangers. */
	readonly #serverName: string = `doctor-${crypto.randomUUID()}.invalid`;
	readonly #replies: ReplyParser = new ReplyParser();

	private constructor(
		control: ClientConnection,
		parts: {
			readonly sockets: ClientSockets;
			readonly target: FtpsTarget;
			readonly signal: AbortSignal;
		},
	) {
		this.#control = control;
		this.#sockets = parts.sockets;
		this.#target = parts.target;
		this.#signal = parts.signal;
	}

	/** Connects, begins TLS and checks the certificate. @throws {Error} saying what the server did instead */
	static async connect(parts: {
		readonly sockets: ClientSockets;
		readonly target: FtpsTarget;
		readonly signal: AbortSignal;
	}): Promise<FtpsClient> {
		const { sockets, target, signal } = parts;
		const control = await sockets.connect(target, signal);
		const client = new FtpsClient(control, parts);
		try {
			if (target.mode === "implicit") {
				await client.#begin();
				await client.#expect(220, "the greeting");
			} else {
				await client.#expect(220, "the greeting");
				await client.command("AUTH TLS", 234);
				await client.#begin();
			}
			return client;
		} catch (error) {
			control.destroy();
			throw error;
		}
	}

	async login(user: string, password: string): Promise<void> {
		await this.command(`USER ${user}`, 331);
		await this.#send(`PASS ${password}`);
		await this.#expect(230, "PASS");
		await this.command("PBSZ 0", 200);
		await this.command("PROT P", 200);
		await this.command("TYPE I", 200);
	}

	/** Sends a line whose reply must have this code. @throws {Error} with the reply that came */
	async command(line: string, code: number): Promise<Reply> {
		await this.#send(line);
		return this.#expect(code, line);
	}

	/** Sends a file, with close_notify at its end. */
	async upload(
		line: string,
		bytes: Uint8Array,
		by: DataCommand,
	): Promise<Transferred> {
		return this.#transfer(line, by, async (data) => {
			for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
				await data.write(bytes.subarray(at, at + PIECE_BYTES));
			}
			data.end();
			return readAll(data);
		});
	}

	/** Takes a file or a listing. */
	async download(line: string, by: DataCommand): Promise<Transferred> {
		return this.#transfer(line, by, async (data) => {
			const bytes = await readAll(data);
			data.end();
			return bytes;
		});
	}

	async quit(): Promise<void> {
		await this.command("QUIT", 221);
	}

	destroy(): void {
		this.#control.destroy();
	}

	async #transfer(
		line: string,
		by: DataCommand,
		move: (data: ClientConnection) => Promise<Uint8Array>,
	): Promise<Transferred> {
		const open = await this.#arrange(by);
		let data: ClientConnection | undefined;
		try {
			await this.#send(line);
			// Whether 150 comes before or after the handshake is the server's choice.
			const [{ data: opened, tls }] = await Promise.all([
				this.#secured(open),
				this.#expect(150, line),
			]);
			data = opened;
			this.#believe(tls, "the data connection");
			const bytes = await move(data);
			await this.#expect(226, line);
			return { bytes, resumed: tls.resumed, ending: data.ending };
		} finally {
			open.close();
			data?.destroy();
		}
	}

	async #arrange(by: DataCommand): Promise<Arranged> {
		const signal = this.#signal;
		if (by === "EPSV" || by === "PASV") {
			const reply = await this.command(by, by === "EPSV" ? 229 : 227);
			const to =
				by === "EPSV"
					? { host: this.#target.host, port: extendedPort(reply) }
					: passiveTarget(reply);
			return {
				connect: () => this.#sockets.connect(to, signal),
				close: () => undefined,
			};
		}
		const { host } = this.#control.local;
		const listener = await this.#sockets.listen(host, signal);
		const at = { host, port: listener.port };
		const family = familyOf(host) === 4 ? 1 : 2;
		const line =
			by === "EPRT"
				? `EPRT |${family}|${host}|${at.port}|`
				: `PORT ${portArgument(at)}`;
		try {
			await this.command(line, 200);
		} catch (error) {
			listener.close();
			throw error;
		}
		return {
			connect: () => listener.accept(),
			close: () => listener.close(),
		};
	}

	async #secured(
		open: Arranged,
	): Promise<{ readonly data: ClientConnection; readonly tls: ClientTls }> {
		const data = await open.connect();
		const { session } = this.#control;
		const tls = await data.secure({
			serverName: this.#serverName,
			version: this.#target.version,
			...(session === undefined ? {} : { session }),
		});
		return { data, tls };
	}

	/** The handshake of the control connection. */
	async #begin(): Promise<void> {
		if (!this.#replies.isEmpty) {
			throw new Error("the server sent clear text behind its 234");
		}
		const { version } = this.#target;
		const tls = await this.#control.secure({
			serverName: this.#serverName,
			version,
		});
		if (tls.version !== version) {
			throw new Error(`TLS is ${tls.version}, asked for was ${version}`);
		}
		this.#believe(tls, "the control connection");
	}

	#believe({ resumed, sha256 }: ClientTls, where: string): void {
		if (sha256 === this.#target.sha256) return;
		if (sha256 === undefined && resumed) return;
		throw new Error(
			`${where} shows another certificate: SHA-256 ${sha256 ?? "none"} in place of ${this.#target.sha256}`,
		);
	}

	async #send(line: string): Promise<void> {
		await this.#control.write(utf8(`${line}\r\n`));
	}

	async #expect(code: number, after: string): Promise<Reply> {
		const reply = await this.#reply();
		if (reply.code === code) return reply;
		throw new Error(`${after} was answered: ${reply.lines.join(" / ")}`);
	}

	async #reply(): Promise<Reply> {
		for (;;) {
			const reply = this.#replies.next();
			if (reply !== undefined) return reply;
			const chunk = await this.#control.read();
			if (chunk === undefined) {
				throw new Error("the server closed the control connection");
			}
			this.#replies.take(chunk);
		}
	}
}

interface Arranged {
	connect(): Promise<ClientConnection>;
	close(): void;
}

async function readAll(data: ClientConnection): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for (;;) {
		const chunk = await data.read();
		if (chunk === undefined) break;
		chunks.push(chunk);
	}
	const all = new Uint8Array(
		chunks.reduce((sum, { length }) => sum + length, 0),
	);
	let at = 0;
	for (const chunk of chunks) {
		all.set(chunk, at);
		at += chunk.length;
	}
	return all;
}
