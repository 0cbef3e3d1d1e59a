import { versions } from "node:process";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { OperatorError } from "../../base/index.ts";
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
	#made: MadeContext | undefined;

	/** @param specFor the context that holds now for a name that the client asks for */
	constructor(specFor: (serverName: string | undefined) => ContextSpec) {
		this.#specFor = specFor;
	}

	/** Whether a context can be made of the certificate that holds now. Each is tried once: it stays as it is. */
	isUsable(): boolean {
		const spec = this.#specFor(undefined);
		const known = usable.get(spec);
		if (known !== undefined) return known;
		let isUsable = true;
		try {
			secureContext(spec);
		} catch {
			isUsable = false;
		}
		usable.set(spec, isUsable);
		return isUsable;
	}

	/** Whether a client can be served that offers these protocols (ALPN), or none. */
	speaksOneOf(
		offered: readonly string[] | undefined,
		serverName: string | undefined,
	): boolean {
		if (offered === undefined) return true;
		const { spec } = this.#context(serverName);
		return offered.some((name) => spec.alpn.includes(name));
	}

	/**
	 * A TLS server for the control connection, which decides the certificate for the data connections too. Await
	 * {@link handshake} before using it.
	 */
	serveControl(stream: Duplex, serverName: string | undefined): TLSSocket {
		const { spec } = this.#context(serverName);
		// The client's certificate is taken here and judged by our own code; rejecting it is not TLS's business.
		return this.#serve(stream, {
			requestCert: spec.asksClient,
			rejectUnauthorized: false,
		});
	}

	/** A TLS server for a data connection; the client's certificate is in the session that it resumes. */
	serveData(stream: Duplex): TLSSocket {
		return this.#serve(stream, {});
	}

	/** What a TLS server of the runtime's own takes for a data connection, where {@link serveData} will not do. */
	forData(): {
		readonly context: SecureContext;
		readonly alpn: readonly string[];
	} {
		const { context, spec } = this.#context(undefined);
		return { context, alpn: spec.alpn };
	}

	#serve(
		stream: Duplex,
		question: { requestCert?: boolean; rejectUnauthorized?: boolean },
	): TLSSocket {
		const { context, spec } = this.#context(undefined);
		return new TLSSocket(stream, {
			...question,
			isServer: true,
			secureContext: context,
			ALPNProtocols: [...spec.alpn],
			allowHalfOpen: true,
		} as ConstructorParameters<typeof TLSSocket>[1]);
	}

	#context(serverName: string | undefined): MadeContext {
		if (this.#made !== undefined) return this.#made;
		const spec = this.#specFor(serverName);
		const context = secureContext(spec);
		this.#made = { context, spec };
		return this.#made;
	}
}

const usable = new WeakMap<ContextSpec, boolean>();

function secureContext(spec: ContextSpec): SecureContext {
	const { curves } = spec;
	return createSecureContext({
		cert: spec.certificatePem,
		key: spec.keyPem.reveal(),
		minVersion: spec.minVersion,
		ciphers: spec.ciphers,
		honorCipherOrder: true,
		sessionTimeout: spec.sessionTimeoutSeconds,
		...(curves === undefined ? {} : { ecdhCurve: curves }),
		...trust(spec),
	});
}

/** Deno offers its own ciphers and curves, whatever is chosen (quirks: deno-ciphers-ignored). */
export const HONOURS_TLS_CHOICE: boolean = !("deno" in versions);

/** Deno sends session tickets on each connection at once, also where the server has nothing to say (quirks: deno-tickets-unasked). */
export const SENDS_TICKETS_UNASKED: boolean = "deno" in versions;

/**
 * Makes the context of a spec once, so that what the TLS library does not take is known before a client meets it.
 *
 * @throws {OperatorError} config.type, for ciphers or curves that it does not know
 */
export function checkContext(spec: ContextSpec): void {
	try {
		secureContext(spec);
	} catch (failure) {
		const why = failure instanceof Error ? failure.message : String(failure);
		const chosen = [spec.ciphers, spec.curves].filter(
			(each) => each !== undefined,
		);
		throw new OperatorError(
			"config.type",
			`[tls] ciphers and curves cannot be used: ${why}.`,
			{
				why: `asked for: ${chosen.join(", curves ")}`,
				fix: "correct [tls] ciphers and curves in oceanftp.toml, or leave them out",
			},
		);
	}
}

/**
 * What the context trusts. Without an authority of the clients' it is the certificate itself: for one that comes alone Bun looks for
 * its issuers in each handshake, and else would open files in /etc/ssl/certs for that, four each time (strace), the event loop waiting.
 */
function trust(spec: ContextSpec): { ca?: string } {
	if (spec.clientCaPem !== undefined) return { ca: spec.clientCaPem };
	// A client that is asked would be told these names as those that it may show a certificate of.
	return spec.asksClient ? {} : { ca: spec.certificatePem };
}

interface MadeContext {
	readonly context: SecureContext;
	readonly spec: ContextSpec;
}

/** The certificates that the client showed, its own first, as DER; none when it showed none. */
export function clientChain(socket: TLSSocket): readonly Uint8Array[] {
	const chain: Uint8Array[] = [];
	let certificate: PeerChain | undefined = socket.getPeerCertificate(true);
	// A self-signed one is its own issuer, without end.
	while (certificate?.raw !== undefined && chain.length < MAX_CHAIN) {
		chain.push(certificate.raw);
		const { issuerCertificate }: PeerChain = certificate;
		if (issuerCertificate === certificate) break;
		certificate = issuerCertificate;
	}
	return chain;
}

interface PeerChain {
	readonly raw?: Uint8Array;
	readonly issuerCertificate?: PeerChain;
}

/** Real chains have three or four. */
const MAX_CHAIN = 10;

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
