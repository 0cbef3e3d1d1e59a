import {
	childrenAs,
	childrenOf,
	type DerElement,
	DerError,
	integerBits,
	latin1,
	objectIdOf,
	readDer,
	smallInteger,
	TAG,
	timeOf,
} from "../der/der.ts";
import { sha256Hex, toHex } from "../der/digest.ts";
import { EXTENSION_OIDS } from "../der/oids.ts";
import {
	checkAlgorithms,
	readSignedStructure,
	type SignedStructure,
} from "../der/signed-structure.ts";
import { type Extensions, readExtensionList } from "../facts/extensions.ts";
import { describePublicKey, type PublicKeyFacts } from "../facts/public-key.ts";
import { type ClientNames, readClientNames } from "./client-names.ts";

/** A certificate with all that decides whether it may stand in a path. Nothing is verified but its form. */
export interface PathCertificate {
	/** Fingerprint, lower-case hex: equal means the same certificate. */
	readonly sha256: string;
	readonly structure: SignedStructure;
	/** 1, 2 or 3; only version 3 has extensions. */
	readonly version: number;
	readonly serial: DerElement;
	readonly issuer: DerElement;
	readonly subject: DerElement;
	/** {@link PathCertificate.subject} and the alternative names as text. */
	readonly names: ClientNames;
	readonly notBeforeMs: number;
	readonly notAfterMs: number;
	readonly spki: Uint8Array;
	readonly key: PublicKeyFacts;
	readonly extensions: Extensions;
	/** basicConstraints; undefined when it does not have them. */
	readonly constraints: Constraints | undefined;
	/** The bits of keyUsage; undefined when it does not have it, which means anything. */
	readonly keyUsage: Uint8Array | undefined;
	/** OIDs of extKeyUsage; undefined when it does not have it, which means anything. */
	readonly purposes: readonly string[] | undefined;
	/** Hex. */
	readonly subjectKeyId: string | undefined;
	readonly authorityKeyId: string | undefined;
}

interface Constraints {
	readonly isCa: boolean;
	/** How many authorities may stand below it; undefined is any number. */
	readonly pathLength: number | undefined;
}

/** Bits of keyUsage that are looked at, counted from the left. @see RFC 5280 §4.2.1.3 */
export const KEY_USAGE = {
	digitalSignature: 0,
	keyCertSign: 5,
	crlSign: 6,
} as const;

/**
 * Reads a certificate for path validation, more strictly than for showing: bytes behind it, extensions that come
 * twice, and two signature algorithms are faults here.
 *
 * @throws {DerError}
 * @see RFC 5280 §4.1
 */
export async function readPathCertificate(
	bytes: Uint8Array,
): Promise<PathCertificate> {
	const der = bytes.slice();
	const structure = readSignedStructure(der);
	const { body } = structure;
	const version = versionOf(body[0]);
	const [serial, algorithm, issuer, validity, subject, spki, ...rest] =
		body[0]?.tag === TAG.context0 ? body.slice(1) : body;
	checkAlgorithms(structure, algorithm);
	if (serial?.tag !== TAG.integer || serial.content.length === 0) {
		throw new DerError("the serial number is missing");
	}
	if (issuer?.tag !== TAG.sequence || subject?.tag !== TAG.sequence) {
		throw new DerError("a name is missing");
	}
	if (spki === undefined) throw new DerError("the public key is missing");
	const [notBefore, notAfter] = childrenAs(TAG.sequence, validity);
	const extensions = extensionsOf(rest);
	if (extensions.size > 0 && version !== 3) {
		throw new DerError(`version ${version} has no extensions`);
	}
	return {
		sha256: await sha256Hex(der),
		structure,
		version,
		serial,
		issuer,
		subject,
		names: readClientNames(subject, extensions),
		notBeforeMs: timeOf(notBefore),
		notAfterMs: timeOf(notAfter),
		spki: spki.whole,
		key: describePublicKey(spki.whole),
		extensions,
		...readKnown(extensions),
	};
}

/** `[0] Version DEFAULT v1`, which counts from 0. */
function versionOf(first: DerElement | undefined): number {
	if (first?.tag !== TAG.context0) return 1;
	return smallInteger(childrenOf(first)[0]) + 1;
}

/** Behind the key come `[1]`, `[2]` (unique identifiers that nobody uses) and `[3]`. */
function extensionsOf(rest: readonly DerElement[]): Extensions {
	const wrapper = rest.at(-1);
	if (wrapper?.tag !== TAG.context3) return new Map();
	return readExtensionList(childrenOf(wrapper)[0]);
}

function readKnown(
	extensions: Extensions,
): Pick<
	PathCertificate,
	"constraints" | "keyUsage" | "purposes" | "subjectKeyId" | "authorityKeyId"
> {
	const read = <T>(
		oid: string,
		reader: (value: DerElement) => T,
	): T | undefined => {
		const found = extensions.get(oid);
		return found === undefined ? undefined : reader(readDer(found.value));
	};
	return {
		constraints: read(EXTENSION_OIDS.basicConstraints, constraintsOf),
		keyUsage: read(EXTENSION_OIDS.keyUsage, bitsOf),
		purposes: read(EXTENSION_OIDS.extendedKeyUsage, (list) =>
			childrenAs(TAG.sequence, list).map(objectIdOf),
		),
		subjectKeyId: read(EXTENSION_OIDS.subjectKeyId, ({ content }) =>
			toHex(content),
		),
		authorityKeyId: read(EXTENSION_OIDS.authorityKeyId, keyIdOf),
	};
}

function constraintsOf(value: DerElement): Constraints {
	const parts = childrenAs(TAG.sequence, value);
	const flag = parts.find(({ tag }) => tag === TAG.boolean);
	const length = parts.find(({ tag }) => tag === TAG.integer);
	return {
		isCa: flag !== undefined && flag.content[0] !== 0,
		pathLength: length === undefined ? undefined : smallInteger(length),
	};
}

function bitsOf({ tag, content }: DerElement): Uint8Array {
	if (tag !== TAG.bitString || content.length < 2) {
		throw new DerError("the key usage says nothing");
	}
	return content.subarray(1);
}

/** `keyIdentifier [0]` of an AuthorityKeyIdentifier. */
function keyIdOf(identifier: DerElement): string | undefined {
	const id = childrenAs(TAG.sequence, identifier).find(
		({ tag }) => tag === 0x80,
	);
	return id === undefined ? undefined : toHex(id.content);
}

/** Whether the key may be used so. Who has no keyUsage may do anything. */
export function mayUseKey(
	{ keyUsage }: PathCertificate,
	use: keyof typeof KEY_USAGE,
): boolean {
	if (keyUsage === undefined) return true;
	const bit = KEY_USAGE[use];
	return ((keyUsage[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** Whether two names are the same, byte for byte: an authority writes its name into what it signs as it stands in its own certificate. */
export function isSameName(a: DerElement, b: DerElement): boolean {
	const [first, second] = [a.whole, b.whole];
	return (
		first.length === second.length &&
		first.every((byte, index) => byte === second[index])
	);
}

/** Subject and issuer are one: a root, or an authority's own certificate for its next key. */
export function isSelfIssued(certificate: PathCertificate): boolean {
	return isSameName(certificate.subject, certificate.issuer);
}

/** A serial number as a map's key: equal numbers are equal texts, however many leading bytes they were written with. */
export function serialKey({ tag, content }: DerElement): string {
	if (tag !== TAG.integer) throw new DerError("a serial number is missing");
	let start = 0;
	const isPadding = (byte: number | undefined, next: number): boolean =>
		(byte === 0 && next < 0x80) || (byte === 0xff && next >= 0x80);
	while (
		start + 1 < content.length &&
		isPadding(content[start], content[start + 1] ?? 0)
	) {
		start++;
	}
	return latin1(content.subarray(start));
}

/** The serial number for people: hex without leading zero bytes. */
export function serialText(serial: DerElement): string {
	return integerBits(serial) === 0
		? "00"
		: toHex(serial.content).replace(/^(00)+/, "");
}
