import type { CertificateName } from "../facts/names.ts";
import { readPathCertificate, serialText } from "./path-certificate.ts";

/**
 * The certificate by which a client says who it is. What it says is worth nothing until `checkClientPath` finds it
 * trusted.
 */
export interface ClientCertificate {
	/** SHA-256 of the certificate, lower-case hex: what a pin is compared with. */
	readonly sha256: string;
	/** The whole distinguished name, in the order in which it stands. @example "C=DE, O=Example, CN=alice" */
	readonly subject: string;
	/** Undefined when there is none, and when there are several: nobody can say which is meant. */
	readonly commonName: string | undefined;
	/**
	 * The subject alternative names, letter for letter as they stand in the certificate: a wildcard is a wildcard, upper
	 * case stays, other scripts are punycode. Never with a control character; no letters but ASCII.
	 */
	readonly names: readonly CertificateName[];
	/** Hex without leading zero bytes. */
	readonly serial: string;
	readonly notAfterMs: number;
}

/**
 * Reads what a client's certificate says of its owner, to find the user by it.
 *
 * @param leafDer the certificate as the handshake gave it
 * @throws {DerError} when it cannot be read, which is never so for one that `checkClientPath` trusts
 */
export async function readClientCertificate(
	leafDer: Uint8Array,
): Promise<ClientCertificate> {
	const leaf = await readPathCertificate(leafDer);
	const { subject, commonName, names } = leaf.names;
	return {
		sha256: leaf.sha256,
		subject,
		commonName,
		names,
		serial: serialText(leaf.serial),
		notAfterMs: leaf.notAfterMs,
	};
}
