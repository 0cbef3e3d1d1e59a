import { Secret } from "../../base/index.ts";
import {
	childrenOf,
	type DerElement,
	DerError,
	objectIdOf,
	readLeadingDer,
	TAG,
} from "../der/der.ts";
import { encodePem, type PemBlock } from "../der/pem.ts";

/** What some bytes are, told by their form and not yet read. */
export type Identified =
	| { readonly kind: "certificate"; readonly der: Uint8Array }
	| {
			readonly kind: "private-key";
			readonly key: Secret | Uint8Array;
			/** It came out of a container that had it encrypted. */
			readonly wasEncrypted?: true;
	  }
	| { readonly kind: "request"; readonly der: Uint8Array }
	/** PKCS#7 holds certificates; PKCS#12 holds a key as well, behind a passphrase. */
	| { readonly kind: "pkcs7" | "pkcs12"; readonly der: Uint8Array }
	/** Belongs to something else in the file and says nothing of its own: EC PARAMETERS. */
	| { readonly kind: "parameters" }
	/** Something that people take for a certificate or a key. @example what: "an OpenSSH private key" */
	| { readonly kind: "other"; readonly what: string; readonly fix?: string }
	/** It was one of the above, once. */
	| { readonly kind: "damaged"; readonly what: string };

const OPENSSH_FIX =
	"an SSH key is no TLS key: make one with oceanftp cert create NAME";

/** Labels whose content is not DER, or is of no use here. */
const OTHER_LABELS: Readonly<Record<string, Identified>> = {
	"OPENSSH PRIVATE KEY": {
		kind: "other",
		what: "an OpenSSH private key",
		fix: OPENSSH_FIX,
	},
	"SSH2 ENCRYPTED PRIVATE KEY": {
		kind: "other",
		what: "an SSH private key",
		fix: OPENSSH_FIX,
	},
	"SSH2 PUBLIC KEY": {
		kind: "other",
		what: "an SSH public key",
		fix: OPENSSH_FIX,
	},
	"DSA PRIVATE KEY": {
		kind: "other",
		what: "a DSA key, which TLS no longer has",
	},
	"X509 CRL": { kind: "other", what: "a list of revoked certificates" },
	"EC PARAMETERS": { kind: "parameters" },
	"DH PARAMETERS": { kind: "parameters" },
	"X9.42 DH PARAMETERS": { kind: "parameters" },
};

/**
 * What a PEM block holds. The label decides where it must (old encrypted keys are not DER);
 * else the bytes do, for some authorities label a PKCS#7 file CERTIFICATE.
 */
export function identifyPem(block: PemBlock): Identified {
	const known = OTHER_LABELS[block.label];
	if (known !== undefined) return known;
	if (block.label.startsWith("PGP ")) {
		return { kind: "other", what: "a PGP key or message" };
	}
	if (block.label.endsWith("PRIVATE KEY")) {
		const pem = encodePem(block.label, block.der, block.headers);
		return { kind: "private-key", key: new Secret(pem) };
	}
	return identifyDer(block.der);
}

const SIGNED_DATA = "1.2.840.113549.1.7.2";

/** PKCS#7 and PKCS#12 may come in BER with open lengths, which begins like this (`30 80`, then the OID or version 3). */
const OPEN_PKCS7 = [0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7];
const OPEN_PKCS12 = [0x30, 0x80, 0x02, 0x01, 0x03];

/** What binary bytes are, by the shape of their outermost structures. */
export function identifyDer(der: Uint8Array): Identified {
	if (beginsWith(der, OPEN_PKCS7)) return { kind: "pkcs7", der };
	if (beginsWith(der, OPEN_PKCS12)) return { kind: "pkcs12", der };
	try {
		const outer = readLeadingDer(der);
		if (outer.tag !== TAG.sequence) return unknown();
		return byShape(outer, childrenOf(outer));
	} catch (error) {
		if (!(error instanceof DerError)) throw error;
		return { kind: "damaged", what: error.message };
	}
}

function byShape(
	{ whole: der }: DerElement,
	parts: readonly DerElement[],
): Identified {
	const [first, second, third] = parts;
	if (first === undefined) return unknown();
	if (first.tag === TAG.objectId) {
		return objectIdOf(first) === SIGNED_DATA
			? { kind: "pkcs7", der }
			: { kind: "other", what: "a PKCS#7 message without certificates" };
	}
	if (first.tag === TAG.integer) return numbered(der, first, parts);
	if (first.tag !== TAG.sequence) return unknown();
	if (second?.tag === TAG.octetString) return { kind: "private-key", key: der };
	if (second?.tag === TAG.bitString) return PUBLIC_KEY;
	if (second?.tag === TAG.sequence && third?.tag === TAG.bitString) {
		return signed(der, childrenOf(first));
	}
	return unknown();
}

const PUBLIC_KEY: Identified = {
	kind: "other",
	what: "a public key without a certificate",
	fix: "the private key is another file, and the certificate comes from who signed it",
};

/** Structures that begin with a version number: private keys, a bare RSA public key, PKCS#12. */
function numbered(
	der: Uint8Array,
	version: DerElement,
	parts: readonly DerElement[],
): Identified {
	const [, second, third] = parts;
	const number = version.content[0];
	if (second?.tag === TAG.sequence) {
		if (third?.tag === TAG.octetString)
			return { kind: "private-key", key: der };
		if (number === 3) return { kind: "pkcs12", der };
	}
	if (second?.tag === TAG.octetString) return { kind: "private-key", key: der };
	if (second?.tag !== TAG.integer) return unknown();
	return parts.length === 2 ? PUBLIC_KEY : { kind: "private-key", key: der };
}

/** A certificate, a request and a revocation list are all {body, algorithm, signature}: the body tells. */
function signed(der: Uint8Array, body: readonly DerElement[]): Identified {
	const hasVersion = body[0]?.tag === TAG.context0;
	// A request: version, subject, key, [0] attributes. A version 1 certificate has a date where that has its key.
	const isRequest = body[3]?.tag === TAG.context0 || body.length === 3;
	if (!hasVersion && isRequest && body[0]?.tag === TAG.integer) {
		return { kind: "request", der };
	}
	const isDate = (element: DerElement | undefined): boolean =>
		element?.tag === TAG.utcTime || element?.tag === TAG.generalizedTime;
	if (isDate(body[2]) || isDate(body[3])) {
		return { kind: "other", what: "a list of revoked certificates" };
	}
	return { kind: "certificate", der };
}

function unknown(): Identified {
	return { kind: "other", what: "binary data that is no certificate or key" };
}

function beginsWith(bytes: Uint8Array, start: readonly number[]): boolean {
	return start.every((byte, index) => bytes[index] === byte);
}
