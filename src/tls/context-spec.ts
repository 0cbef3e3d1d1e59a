import type { Secret } from "../base/index.ts";
import type { CertificateFile } from "../certificates/index.ts";
import { offeredCiphers } from "./ciphers.ts";
import type { TlsVersion } from "./policy.ts";

/** Everything that platform needs to make a secure context; data only, so that it can be compared, tested and swapped. */
export interface ContextSpec {
	/** Leaf, then intermediates. */
	readonly certificatePem: string;
	readonly keyPem: Secret;
	readonly minVersion: TlsVersion;
	/** OpenSSL's names, separated by `:`, best first. */
	readonly ciphers: string;
	/** Names of the groups for the key exchange, separated by `:`, best first; undefined: the runtime's own. */
	readonly curves: string | undefined;
	readonly sessionTimeoutSeconds: number;
	readonly alpn: readonly string[];
	/** Whether clients are asked for a certificate. What they show is judged by our own code, never by the runtime's. */
	readonly asksClient: boolean;
	/** The authorities that are named in the question, so that a client with several certificates finds the right one. */
	readonly clientCaPem: string | undefined;
}

/**
 * How long a session can be resumed. A control connection may stay open for a day, and every data connection on it
 * resumes its session; the runtimes' own two hours would end transfers under `require`.
 */
const SESSION_TIMEOUT_SECONDS = 86_400;

/** A client that names protocols at all must name FTP: a browser tricked into speaking to us is turned away. @see RFC 7301, the ALPACA attack */
const ALPN: readonly string[] = ["ftp"];

/** What may be chosen; the rest is the same for everyone. */
export interface ContextChoice {
	readonly certificate: Pick<CertificateFile, "certificatePem" | "keyPem">;
	/** TLSv1.2 unless said. */
	readonly minVersion?: TlsVersion;
	/** In OpenSSL's notation; of a TLS version that it names no suite of, the usual ones are offered. */
	readonly ciphers?: string | undefined;
	readonly curves?: string | undefined;
	/** Clients are asked for a certificate. */
	readonly client?: { readonly caPem: string | undefined };
}

/** The context for a certificate. */
export function contextSpec({
	certificate,
	minVersion = "TLSv1.2",
	ciphers,
	curves,
	client,
}: ContextChoice): ContextSpec {
	return {
		certificatePem: certificate.certificatePem,
		keyPem: certificate.keyPem,
		minVersion,
		ciphers: offeredCiphers(ciphers),
		curves,
		sessionTimeoutSeconds: SESSION_TIMEOUT_SECONDS,
		alpn: ALPN,
		asksClient: client !== undefined,
		clientCaPem: client?.caPem,
	};
}
