import type { Endpoint } from "../../base/index.ts";
import type { TlsVersion } from "../../tls/index.ts";

/** How the other side ended a connection. Under TLS a bare FIN is a truncation. */
export type Ending = "close_notify" | "fin" | "reset";

/** What a client knows once its handshake is done. */
export interface ClientTls {
	/** @example "TLSv1.3" */
	readonly version: string;
	readonly cipher: string;
	readonly resumed: boolean;
	/** SHA-256 of the server's certificate, lower-case hex; undefined where a resumed session shows none. */
	readonly sha256: string | undefined;
}

/** How a client begins TLS. */
export interface ClientHello {
	/** This one and no other. */
	readonly version: TlsVersion;
	/** What is asked for (SNI). Deno keeps sessions by this name, whatever it is handed, so each server gets one of its own. */
	readonly serverName: string;
	/** A session of another connection, to be resumed. */
	readonly session?: ClientSession;
}

/** The secrets of a TLS session as the runtime packs them; opaque. */
export type ClientSession = Uint8Array;

/** One TCP connection of a client, clear or under TLS. Every wait ends by the deadline that its maker was given. */
export interface ClientConnection {
	readonly local: Endpoint;
	/** The next bytes; undefined when the other side has ended. */
	read(): Promise<Uint8Array | undefined>;
	write(bytes: Uint8Array): Promise<void>;
	/** The handshake; nothing is trusted or refused by it. @throws {Error} with the TLS engine's reason */
	secure(hello: ClientHello): Promise<ClientTls>;
	/** The newest session that the server gave. */
	readonly session: ClientSession | undefined;
	/** Ends this direction: close_notify under TLS, then FIN. */
	end(): void;
	/** How the other side ended, once it has. */
	readonly ending: Ending | undefined;
	destroy(): void;
}

/** A port at which a client waits for one connection of the server (active mode). */
export interface ClientListener {
	readonly port: number;
	accept(): Promise<ClientConnection>;
	close(): void;
}

/** The sockets of an FTP client. All of them are gone, and all waits fail, when the signal is aborted. */
export interface ClientSockets {
	connect(to: Endpoint, signal: AbortSignal): Promise<ClientConnection>;
	listen(host: string, signal: AbortSignal): Promise<ClientListener>;
}
