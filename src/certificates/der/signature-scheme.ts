import type { PublicKeyFacts } from "../facts/public-key.ts";
import {
	childrenAs,
	childrenOf,
	type DerElement,
	objectIdOf,
	smallInteger,
	TAG,
} from "./der.ts";

/** A hash that cannot be forged today. */
export type SignatureHash = "sha256" | "sha384" | "sha512";

/** How something was signed, of the ways that are accepted. */
export type SignatureScheme =
	/** RSA with PKCS#1 v1.5 padding. */
	| { readonly kind: "rsa"; readonly hash: SignatureHash }
	| {
			readonly kind: "rsa-pss";
			/** Of the message and of the mask (MGF1) alike. */
			readonly hash: SignatureHash;
			readonly saltBytes: number;
	  }
	| { readonly kind: "ecdsa"; readonly hash: SignatureHash }
	| { readonly kind: "ed25519" };

/** The scheme, or a reason why such a signature counts for nothing. */
export type SchemeReading =
	| { readonly scheme: SignatureScheme }
	| { readonly why: string };

/** Hashes for which two texts with the same signature have been made: MD5 in 2004, SHA-1 in 2017. */
const FORGEABLE: Readonly<Record<string, string>> = {
	"1.2.840.113549.1.1.2": "MD2",
	"1.2.840.113549.1.1.3": "MD4",
	"1.2.840.113549.1.1.4": "MD5",
	"1.2.840.113549.1.1.5": "SHA-1",
	"1.3.14.3.2.29": "SHA-1",
	"1.2.840.10040.4.3": "SHA-1",
	"1.2.840.10045.4.1": "SHA-1",
	"1.3.14.3.2.26": "SHA-1",
};

const SCHEMES: Readonly<Record<string, SignatureScheme>> = {
	"1.2.840.113549.1.1.11": { kind: "rsa", hash: "sha256" },
	"1.2.840.113549.1.1.12": { kind: "rsa", hash: "sha384" },
	"1.2.840.113549.1.1.13": { kind: "rsa", hash: "sha512" },
	"1.2.840.10045.4.3.2": { kind: "ecdsa", hash: "sha256" },
	"1.2.840.10045.4.3.3": { kind: "ecdsa", hash: "sha384" },
	"1.2.840.10045.4.3.4": { kind: "ecdsa", hash: "sha512" },
	"1.3.101.112": { kind: "ed25519" },
};

const HASHES: Readonly<Record<string, SignatureHash>> = {
	"2.16.840.1.101.3.4.2.1": "sha256",
	"2.16.840.1.101.3.4.2.2": "sha384",
	"2.16.840.1.101.3.4.2.3": "sha512",
};

const SHA_1 = "1.3.14.3.2.26";
const RSA_PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";

/**
 * What an AlgorithmIdentifier says about a signature.
 *
 * @throws {DerError} when it is none
 * @see RFC 4055, RFC 5758 §3.2, RFC 8410
 */
export function readSignatureScheme(algorithm: DerElement): SchemeReading {
	const [id, parameters] = childrenAs(TAG.sequence, algorithm);
	const oid = objectIdOf(id);
	if (oid === RSA_PSS) return readPss(parameters);
	const scheme = SCHEMES[oid];
	return scheme === undefined ? refused(oid) : { scheme };
}

/** Whether a key of this kind makes signatures of this scheme: else one scheme's numbers would be read as another's. */
export function fitsKey(scheme: SignatureScheme, key: PublicKeyFacts): boolean {
	switch (scheme.kind) {
		case "rsa":
		case "rsa-pss":
			return key.kind === "rsa";
		case "ecdsa":
			return key.kind === "ec";
		case "ed25519":
			return key.kind === "ed25519";
	}
}

function refused(oid: string): SchemeReading {
	const hash = FORGEABLE[oid];
	return {
		why:
			hash === undefined
				? `is signed in a way that is not supported (${oid})`
				: `is signed with ${hash}, which can be forged`,
	};
}

/** Every part of the parameters has a default, and all defaults together mean SHA-1. @see RFC 4055 §3.1 */
function readPss(parameters: DerElement | undefined): SchemeReading {
	const parts = new Map(
		parameters === undefined
			? []
			: childrenAs(TAG.sequence, parameters).map(
					(part) => [part.tag & 0x1f, childrenOf(part)[0]] as const,
				),
	);
	const [hashOid] = algorithmIn(parts.get(0)) ?? [SHA_1];
	const hash = HASHES[hashOid];
	if (hash === undefined) return refused(hashOid);
	const [maskOid, maskHash] = algorithmIn(parts.get(1)) ?? [MGF1, undefined];
	const [maskHashOid] = algorithmIn(maskHash) ?? [SHA_1];
	const trailer = parts.get(3);
	const isUsual =
		maskOid === MGF1 &&
		HASHES[maskHashOid] === hash &&
		(trailer === undefined || smallInteger(trailer) === 1);
	if (!isUsual) {
		return {
			why: "is signed by RSA-PSS with parameters that are not supported",
		};
	}
	const salt = parts.get(2);
	const saltBytes = salt === undefined ? 20 : smallInteger(salt);
	return { scheme: { kind: "rsa-pss", hash, saltBytes } };
}

function algorithmIn(
	element: DerElement | undefined,
): readonly [string, DerElement | undefined] | undefined {
	if (element === undefined) return undefined;
	const [id, parameters] = childrenAs(TAG.sequence, element);
	return [objectIdOf(id), parameters];
}
