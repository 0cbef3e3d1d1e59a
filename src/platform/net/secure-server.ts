import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { TlsFacts } from "../../ftp/index.ts";
import type { ContextSpec } from "../../tls/index.ts";

/** How long a peer may take for its handshake. */
export const HANDSHAKE_MS = 20_000;

/**
 * The TLS of one control connection and its data connections: one secure context for all of them, made when TLS is
 * first wanted, so that a session keeps the certificate that it began with. A session ticket of one control connection is
 * worth nothing on another in Bun (quirks: deno-shared-tickets). Costs 0.2 ms and 16 KB each.
 */
export class ConnectionTls {
	readonly #specFor: (serverName: string | undefined) => ContextSpec;
	#made:
		| { readonly context: SecureContext; readonly alpn: string[] }
		| undefined;

	/** @param specFor the context that holds now for a name that the client asks for */
	constructor(specFor: (serverName: string | undefined) => ContextSpec) {
		this.#specFor = specFor;
	}

	/**
	 * A TLS server on a connected stream. Await {@link handshake} before using it.
	 *
	 * @param serverName what the client asked for on the control connection; later calls keep the first one's certificate
	 */
	serve(stream: Duplex, serverName?: string): TLSSocket {
		const { alpn, context } = this.#context(serverName);
		return new TLSSocket(stream, {
			isServer: true,
			secureContext: context,
			ALPNProtocols: alpn,
			allowHalfOpen: true,
		} as ConstructorParameters<typeof TLSSocket>[1]);
	}

	#context(serverName: string | undefined): {
		readonly context: SecureContext;
		readonly alpn: string[];
	} {
		if (this.#made !== undefined) return this.#made;
		const spec = this.#specFor(serverName);
		const context = createSecureContext({
			cert: spec.certificatePem,
			key: spec.keyPem.reveal(),
			minVersion: spec.minVersion,
			ciphers: spec.ciphers,
			honorCipherOrder: true,
			sessionTimeout: spec.sessionTimeoutSeconds,
		});
		this.#made = { context, alpn: [...spec.alpn] };
		return this.#made;
	}
}

/**
 * Waits for the end of the handshake.
 *
 * @param stream what the socket was put on by {@link ConnectionTls.serve}
 * @throws {Error} when it fails, the connection goes, or time is up; the socket is destroyed then
 */
export function handshake(
	socket: TLSSocket,
	stream: Duplex,
): Promise<TlsFacts> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(
			() => fail(new Error("the TLS handshake took too long")),
			HANDSHAKE_MS,
		);
		const fail = (error: Error): void => {
			settle();
			socket.destroy();
			reject(error);
		};
		const closed = (): void =>
			fail(new Error("the connection closed during the TLS handshake"));
		const secured = (): void => {
			settle();
			resolve({
				version: socket.getProtocol() ?? "TLS",
				cipher: socket.getCipher()?.name ?? "unknown",
				resumed: socket.isSessionReused(),
			});
		};
		const settle = (): void => {
			clearTimeout(timer);
			socket.off("secure", secured);
			socket.off("close", closed);
			socket.off("end", closed);
			stream.off("end", closed);
			socket.off("error", fail);
			// An error after this is met by whoever uses the socket; one that comes in between must not end the process.
			socket.on("error", () => undefined);
		};
		socket.on("secure", secured);
		socket.on("close", closed);
		// A peer that ends TCP in the middle leaves a socket that is half open, and would be waited for.
		socket.on("end", closed);
		stream.on("end", closed);
		socket.on("error", fail);
	});
}
