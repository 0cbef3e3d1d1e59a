import {
	bitStringBytes,
	childrenAs,
	childrenOf,
	type DerElement,
	DerError,
	objectIdOf,
	readDer,
	readLeadingDer,
	TAG,
	timeOf,
} from "../der/der.ts";
import { sha256Hex, toHex } from "../der/digest.ts";
import { EXTENSION_OIDS, PURPOSES } from "../der/oids.ts";
import {
	formatDistinguishedName,
	type NamePart,
	readDistinguishedName,
} from "./distinguished-name.ts";
import { readGeneralNames } from "./general-names.ts";
import type { CertificateName } from "./names.ts";
import { describePublicKey, type PublicKeyFacts } from "./public-key.ts";

/** What a certificate says of itself. Nothing here is verified but its form. */
export interface CertificateFacts {
	/** The certificate itself. */
	readonly der: Uint8Array;
	/** SHA-256 of {@link CertificateFacts.der}, lower-case hex: the fingerprint that clients show. */
	readonly sha256: string;
	/** For people, one line. @example "CN=nas.local, O=Example" */
	readonly subject: string;
	readonly issuer: string;
	/** {@link CertificateFacts.subject} in parts, in their order. */
	readonly subjectParts: readonly NamePart[];
	readonly commonName: string | undefined;
	/** Subject and issuer are the same name: a self-signed certificate, or a root. */
	readonly isSelfIssued: boolean;
	/** Hex without leading zero bytes. */
	readonly serial: string;
	/** The subject alternative names; the common name is not among them unless it was repeated there. */
	readonly names: readonly CertificateName[];
	readonly notBeforeMs: number;
	readonly notAfterMs: number;
	/** The public key as SubjectPublicKeyInfo; equal bytes mean equal keys. */
	readonly spki: Uint8Array;
	/** SHA-256 of the SubjectPublicKeyInfo, lower-case hex: what a pin is made of (RFC 7469). */
	readonly spkiSha256: string;
	readonly key: PublicKeyFacts;
	/** It may sign other certificates (basicConstraints CA:TRUE). */
	readonly isCa: boolean;
	/** What it may be used for; undefined when it does not say, which means anything. @example ["serverAuth"] */
	readonly purposes: readonly string[] | undefined;
	readonly subjectKeyId: string | undefined;
	readonly authorityKeyId: string | undefined;
}

/**
 * Reads a certificate; what follows it in the bytes (OpenSSL's TRUSTED CERTIFICATE) is left out.
 *
 * @throws {DerError} when the bytes are no certificate, or a damaged one
 * @see RFC 5280 §4.1
 */
export async function readCertificate(
	bytes: Uint8Array,
): Promise<CertificateFacts> {
	const certificate = readLeadingDer(bytes);
	const der = certificate.whole.slice();
	const fields = readFields(certificate);
	const [sha256, spkiSha256] = await Promise.all([
		sha256Hex(der),
		sha256Hex(fields.spki),
	]);
	return { ...fields, der, sha256, spkiSha256 };
}

type Fields = Omit<CertificateFacts, "der" | "sha256" | "spkiSha256">;

function readFields(certificate: DerElement): Fields {
	const [body, , signature] = childrenAs(TAG.sequence, certificate);
	bitStringBytes(signature);
	const all = childrenAs(TAG.sequence, body);
	const hasVersion = all[0]?.tag === TAG.context0;
	const [serial, , issuer, validity, subject, spki, ...rest] = hasVersion
		? all.slice(1)
		: all;
	if (serial?.tag !== TAG.integer || spki === undefined) {
		throw new DerError("parts of a certificate are missing");
	}
	const [notBefore, notAfter] = childrenAs(TAG.sequence, validity);
	const subjectParts = readDistinguishedName(subject);
	const issuerText = formatDistinguishedName(readDistinguishedName(issuer));
	const subjectText = formatDistinguishedName(subjectParts);
	return {
		subject: subjectText,
		subjectParts,
		issuer: issuerText,
		commonName: subjectParts.findLast(({ type }) => type === "CN")?.value,
		isSelfIssued: subjectText === issuerText,
		serial: toHex(serial.content).replace(/^(00)+(?=..)/, ""),
		notBeforeMs: timeOf(notBefore),
		notAfterMs: timeOf(notAfter),
		spki: spki.whole.slice(),
		key: describePublicKey(spki.whole),
		...readExtensions(rest.find(({ tag }) => tag === TAG.context3)),
	};
}

type ExtensionFields = Pick<
	Fields,
	"names" | "isCa" | "purposes" | "subjectKeyId" | "authorityKeyId"
>;

function readExtensions(wrapper: DerElement | undefined): ExtensionFields {
	const found = extensionValues(wrapper);
	const altNames = found.get(EXTENSION_OIDS.subjectAltName);
	const constraints = found.get(EXTENSION_OIDS.basicConstraints);
	const purposes = found.get(EXTENSION_OIDS.extendedKeyUsage);
	const subjectKeyId = found.get(EXTENSION_OIDS.subjectKeyId);
	const authorityKeyId = found.get(EXTENSION_OIDS.authorityKeyId);
	return {
		names: altNames === undefined ? [] : readGeneralNames(altNames),
		isCa: constraints !== undefined && saysCa(constraints),
		purposes:
			purposes === undefined
				? undefined
				: childrenAs(TAG.sequence, purposes).map((purpose) => {
						const oid = objectIdOf(purpose);
						return PURPOSES[oid] ?? oid;
					}),
		subjectKeyId:
			subjectKeyId === undefined ? undefined : toHex(subjectKeyId.content),
		authorityKeyId:
			authorityKeyId === undefined ? undefined : keyIdOf(authorityKeyId),
	};
}

/** The content of every extension by its OID. @see RFC 5280 §4.2 */
export function extensionValues(
	wrapper: DerElement | undefined,
): ReadonlyMap<string, DerElement> {
	if (wrapper === undefined) return new Map();
	const list = childrenAs(TAG.sequence, childrenOf(wrapper)[0]);
	return new Map(
		list.map((extension) => {
			const parts = childrenAs(TAG.sequence, extension);
			const value = parts.at(-1);
			if (value?.tag !== TAG.octetString) {
				throw new DerError("an extension has no value");
			}
			return [objectIdOf(parts[0]), readDer(value.content)];
		}),
	);
}

function saysCa(constraints: DerElement): boolean {
	const [flag] = childrenAs(TAG.sequence, constraints);
	return flag?.tag === TAG.boolean && flag.content[0] !== 0;
}

/** `keyIdentifier [0]` of an AuthorityKeyIdentifier. */
function keyIdOf(identifier: DerElement): string | undefined {
	const id = childrenAs(TAG.sequence, identifier).find(
		({ tag }) => tag === 0x80,
	);
	return id === undefined ? undefined : toHex(id.content);
}
