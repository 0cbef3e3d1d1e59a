import type { ClientIdentity } from "../accounts/index.ts";
import type { Endpoint } from "../base/index.ts";
import type { LentSocket } from "../files/index.ts";

/** What a file can be hashed with, by the names that HASH uses (IANA's, and CRC32). */
export type HashAlgorithm = "SHA-256" | "SHA-512" | "SHA-1" | "MD5" | "CRC32";

/** A hash that takes its input in parts. */
export interface RunningHash {
	/** The bytes may be reused once this returns. */
	update(bytes: Uint8Array): void;
	/** Lower-case hex, of full length. Called once, at the end. */
	digest(): string;
}

/** Hashes what comes in parts, which the web's `crypto.subtle` cannot. */
export interface Hasher {
	begin(algorithm: HashAlgorithm): RunningHash;
}

/** What a finished TLS handshake agreed on. */
export interface TlsFacts {
	/** `TLSv1.2` or `TLSv1.3`. */
	readonly version: string;
	readonly cipher: string;
	readonly resumed: boolean;
	/** The name that the client asked for (SNI), in lower case. */
	readonly serverName?: string;
	/** The client's own certificate, when it was asked for one and had one. */
	readonly client?: ClientIdentity;
}

/** Who hears what the control connection carries. */
export interface ControlListener {
	input(bytes: Uint8Array): void;
	/** The peer sends no more. Called once. */
	ended(why: string): void;
}

/** The control connection, without FTP in it. Bytes are given at once, so that nothing waits unseen when TLS begins. */
export interface ControlStream {
	readonly remote: Endpoint;
	readonly local: Endpoint;
	listen(listener: ControlListener): void;
	pause(): void;
	resume(): void;
	/** Resolves when the bytes are on their way. @throws {Error} when the connection is gone or the peer does not read */
	send(bytes: Uint8Array): Promise<void>;
	/**
	 * Sends the last plain bytes (none on an implicit port) and starts TLS as its server. The reader of plain input is
	 * taken away before the first byte goes out, so that nothing from before the handshake survives it.
	 * @throws {Error} when the handshake fails or takes too long; the connection is gone then
	 */
	secure(lastPlaintext: Uint8Array): Promise<TlsFacts>;
	/**
	 * Sends the last protected bytes, ends TLS in both directions and goes on in clear (RFC 4217 §5, §11).
	 * @throws {Error} when the client does not end it too
	 */
	unsecure(lastProtected: Uint8Array): Promise<void>;
	/** Ends with what was sent on its way: close_notify, FIN. Bounded in time. */
	close(): Promise<void>;
	destroy(): void;
}

/** Why a data connection did not carry what it should. */
export type DataFailureReason =
	| "noConnection"
	| "handshake"
	| "notResumed"
	| "truncated"
	| "reset"
	| "aborted";

/** A data connection that could not be had, or broke. */
export class DataFailure extends Error {
	override readonly name = "DataFailure";
	readonly reason: DataFailureReason;

	constructor(reason: DataFailureReason, message: string, cause?: unknown) {
		super(message, { cause });
		this.reason = reason;
	}
}

/** How a data connection is to be used; the direction decides how its TLS is built. */
export interface ChannelRequest {
	readonly protection: "clear" | "private";
	readonly closeNotify: "strict" | "lenient";
}

/** What both directions know of their connection. */
interface DataChannel {
	readonly tls: TlsFacts | undefined;
	/**
	 * Turns the peer away in order, with close_notify and FIN: nothing is to be moved. What it still sends is read away, for a
	 * while, by itself.
	 */
	refuse(): void;
	/** Breaks it off: no close_notify, so that the peer sees a truncated transfer as such. */
	destroy(): void;
}

/** A data connection on which the server receives. */
export interface IncomingChannel extends DataChannel {
	/**
	 * All that has come since the last call, waiting for more when nothing has; undefined at a clean end. What the last call
	 * gave must not be looked at any more: its memory is used again.
	 *
	 * @param mostBytes for who goes slowly on purpose: no more than that, and not much more is gathered meanwhile, so that the
	 * client sees its bytes go at the same pace
	 * @throws {DataFailure} truncated (no close_notify under `strict`), reset, aborted
	 */
	take(mostBytes?: number): Promise<readonly Uint8Array[] | undefined>;
	/**
	 * The socket itself, to be read from until the next {@link take}: when bytes come through it as they are, and faster than they are taken.
	 * Undefined also while some of them wait here.
	 * @param isWanted asked before the socket is held, which costs time when nobody reads from it
	 */
	lend?(isWanted: () => boolean): LentSocket | undefined;
	/** The transfer is complete: ends our side too. */
	finish(): void;
}

/** A data connection on which the server sends. */
export interface OutgoingChannel extends DataChannel {
	/** The socket itself, when bytes go through it as they are; asked anew each time, and only while no write is on its way. */
	readonly clearSocket?: number | undefined;
	/** Resolves when the chunk may be used again. @throws {DataFailure} reset, aborted */
	write(chunk: Uint8Array): Promise<void>;
	/** Resolves when all is on its way, close_notify and FIN behind it; waits on for the peer's end by itself. */
	finish(): Promise<void>;
}

/** A TCP connection for one transfer, not yet used. */
export interface DataConnection {
	readonly remote: Endpoint;
	/** @throws {DataFailure} handshake */
	receive(request: ChannelRequest): Promise<IncomingChannel>;
	/** @throws {DataFailure} handshake */
	send(request: ChannelRequest): Promise<OutgoingChannel>;
	destroy(): void;
}

/** How long to wait for a data connection. */
export interface Waiting {
	readonly deadlineMs: number;
	readonly signal: AbortSignal;
}

/** An open passive port. */
export interface PassiveOffer {
	/** Where the client is to connect; at which address, {@link DataPort.advertisedHost} tells. */
	readonly port: number;
	/**
	 * The connection of the peer of the control connection; strangers are closed and waited past.
	 * @throws {DataFailure} noConnection when nobody has come by the deadline
	 */
	accept(waiting: Waiting): Promise<DataConnection>;
	close(): void;
}

/** Makes the data connections of one control connection. */
export interface DataPort {
	/**
	 * The IPv4 address that 227 tells this client: the configured one (a name is resolved), else the one that it reached.
	 * @throws {DataFailure} noConnection when the configured name cannot be resolved
	 */
	advertisedHost(): Promise<string>;
	/**
	 * Opens a port at the address that the control connection reached.
	 * @throws {DataFailure} noConnection when no passive port is free
	 */
	offer(): Promise<PassiveOffer>;
	/** @throws {DataFailure} noConnection */
	connect(target: Endpoint, waiting: Waiting): Promise<DataConnection>;
}
