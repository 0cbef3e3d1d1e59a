import type { PublicKeyFacts } from "../facts/public-key.ts";
import {
	bitStringBytes,
	childrenAs,
	type DerElement,
	DerError,
	readDer,
	TAG,
} from "./der.ts";
import {
	fitsKey,
	readSignatureScheme,
	type SchemeReading,
	type SignatureScheme,
} from "./signature-scheme.ts";

/** Verifies signatures: a port, because `node:crypto` does it. */
export interface SignatureCheck {
	/** Whether the key made the signature. What the runtime cannot read or does not know is false, never thrown. */
	isValid(question: {
		readonly signed: Uint8Array;
		readonly signature: Uint8Array;
		readonly scheme: SignatureScheme;
		/** The signer's key as SubjectPublicKeyInfo (DER). */
		readonly spki: Uint8Array;
	}): boolean;
}

/** What a certificate, a request and a revocation list are outside: a body, how it was signed, the signature. */
export interface SignedStructure {
	readonly body: readonly DerElement[];
	/** The bytes that were signed. */
	readonly signed: Uint8Array;
	readonly algorithm: DerElement;
	readonly scheme: SchemeReading;
	readonly signature: Uint8Array;
}

/** Who might have signed something. */
export interface Signer {
	readonly spki: Uint8Array;
	readonly key: PublicKeyFacts;
}

/** @throws {DerError} when the bytes are something else, or anything follows @see RFC 5280 §4.1.1 */
export function readSignedStructure(der: Uint8Array): SignedStructure {
	const parts = childrenAs(TAG.sequence, readDer(der));
	const [body, algorithm, signature] = parts;
	if (parts.length !== 3 || body === undefined || algorithm === undefined) {
		throw new DerError("another structure stands here");
	}
	const unusedBits = signature?.content[0];
	const bytes = bitStringBytes(signature);
	if (unusedBits !== 0) throw new DerError("the signature is cut off");
	return {
		body: childrenAs(TAG.sequence, body),
		signed: body.whole,
		algorithm,
		scheme: readSignatureScheme(algorithm),
		signature: bytes,
	};
}

/** The algorithm is named within the body as well, where the signature protects it. @throws {DerError} when the two differ @see RFC 5280 §4.1.1.2 */
export function checkAlgorithms(
	{ algorithm }: SignedStructure,
	inner: DerElement | undefined,
): void {
	if (inner === undefined || !sameBytes(inner.whole, algorithm.whole)) {
		throw new DerError("it names two different signature algorithms");
	}
}

/** `none`: the signer did not sign it. `weak`: nobody can say, for the way of signing counts for nothing. */
export type SignatureVerdict =
	| { readonly kind: "valid" }
	| { readonly kind: "none" }
	| { readonly kind: "weak"; readonly why: string };

/** Whether the signer signed it. */
export function checkSignature(
	{ signed, signature, scheme: reading }: SignedStructure,
	{ spki, key }: Signer,
	signatures: SignatureCheck,
): SignatureVerdict {
	if ("why" in reading) return { kind: "weak", why: reading.why };
	const { scheme } = reading;
	if (!fitsKey(scheme, key)) return { kind: "none" };
	const isValid = signatures.isValid({ signed, signature, scheme, spki });
	return { kind: isValid ? "valid" : "none" };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
