import type { Extension, GeneralNameType, Name } from "@peculiar/x509";
import type { Secret } from "../../base/index.ts";
import { toHex } from "../der/digest.ts";
import { splitPem } from "../der/pem.ts";
import type { CertificateName, NameKind } from "../facts/names.ts";
import { describePublicKey, type PublicKeyFacts } from "../facts/public-key.ts";
import { SUBJECT_PARTS, type Subject } from "../facts/subject.ts";

type Library = typeof import("@peculiar/x509");

/**
 * Making requests and certificates: the only file that names @peculiar/x509. It is loaded when something is to be
 * made for the first time, for it takes 80 ms on Bun; a server that starts with a certificate at hand reads it with
 * certificate-facts.ts instead. The library's decorators need the metadata API before any of its modules runs. Two
 * awaited imports keep that order; two import statements do not, since `bun build` moves them.
 */
async function library(): Promise<Library> {
	await import("reflect-metadata");
	return import("@peculiar/x509");
}

/** A key pair as the store has it. */
export interface KeyPairBytes {
	/** Unencrypted PKCS#8, PEM. */
	readonly pkcs8: Secret;
	readonly spki: Uint8Array;
}

/** What a request and a certificate have in common. */
export interface Contents {
	/** Must hold at least one part: strict verifiers refuse an issuer without a name. */
	readonly subject: Subject;
	readonly names: readonly CertificateName[];
	readonly keys: KeyPairBytes;
}

export interface Validity {
	readonly notBeforeMs: number;
	readonly notAfterMs: number;
}

/**
 * A PKCS#10 request to be signed by an authority, as PEM.
 *
 * @throws {Error} for a key that WebCrypto cannot sign with
 * @see RFC 2986
 */
export async function makeRequest(contents: Contents): Promise<string> {
	const x509 = await library();
	const { keys, signingAlgorithm, facts } = await importKeys(contents.keys);
	const request = await x509.Pkcs10CertificateRequestGenerator.create(
		{
			name: nameOf(x509, contents.subject),
			extensions: [...purposeExtensions(x509, facts), altNames(x509, contents)],
			keys,
			signingAlgorithm,
		},
		crypto,
	);
	return `${request.toString("pem")}\n`;
}

/**
 * A self-signed certificate for a server, as PEM. It is no authority (CA:FALSE): whoever trusts it trusts this key only.
 *
 * @throws {Error} for a key that WebCrypto cannot sign with
 * @see RFC 5280 §4.2.1
 */
export async function makeSelfSigned(
	contents: Contents & Validity,
): Promise<string> {
	const x509 = await library();
	const { keys, signingAlgorithm, facts } = await importKeys(contents.keys);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: randomSerial(),
			name: nameOf(x509, contents.subject),
			notBefore: new Date(contents.notBeforeMs),
			notAfter: new Date(contents.notAfterMs),
			extensions: [
				new x509.BasicConstraintsExtension(false, undefined, true),
				...purposeExtensions(x509, facts),
				altNames(x509, contents),
				await x509.SubjectKeyIdentifierExtension.create(
					keys.publicKey,
					false,
					crypto,
				),
				await x509.AuthorityKeyIdentifierExtension.create(
					keys.publicKey,
					false,
					crypto,
				),
			],
			keys,
			signingAlgorithm,
		},
		crypto,
	);
	return `${certificate.toString("pem")}\n`;
}

/** 126 random bits behind a fixed 01, so that the number is positive and always 16 bytes long. @see CA/B Forum BR §7.1 */
function randomSerial(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
	return toHex(bytes);
}

/** TLS 1.2 with RSA key exchange encrypts to the certificate's key; every other key only signs. @see RFC 5246 §7.4.2 */
function purposeExtensions(x509: Library, key: PublicKeyFacts): Extension[] {
	const flags =
		key.kind === "rsa"
			? x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment
			: x509.KeyUsageFlags.digitalSignature;
	return [
		new x509.KeyUsagesExtension(flags, true),
		new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
	];
}

const NAME_TYPES = {
	dns: "dns",
	ip: "ip",
	email: "email",
	uri: "url",
} as const satisfies Record<NameKind, GeneralNameType>;

function altNames(x509: Library, { names }: Contents): Extension {
	return new x509.SubjectAlternativeNameExtension(
		names.map(({ kind, value }) => ({ type: NAME_TYPES[kind], value })),
	);
}

/** Every part in a set of its own, with its string type said, because the library's own choice reads quotes and `#` in values. */
function nameOf(x509: Library, subject: Subject): Name {
	return new x509.Name(
		SUBJECT_PARTS.flatMap(({ field, type, encoding }) => {
			const value = subject[field];
			return value === undefined ? [] : [{ [type]: [{ [encoding]: value }] }];
		}),
	);
}

const HASH_FOR_CURVE: Readonly<Record<string, string>> = {
	"P-256": "SHA-256",
	"P-384": "SHA-384",
	"P-521": "SHA-512",
};

/** The WebCrypto names under which a key is imported and signs. */
function algorithmsFor(facts: PublicKeyFacts): {
	readonly importing: RsaHashedImportParams | EcKeyImportParams | Algorithm;
	readonly signing: Algorithm | EcdsaParams;
} {
	if (facts.kind === "ed25519") {
		return { importing: { name: "Ed25519" }, signing: { name: "Ed25519" } };
	}
	if (facts.kind === "rsa") {
		const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
		return { importing: rsa, signing: rsa };
	}
	const hash = HASH_FOR_CURVE[facts.curve ?? ""];
	if (facts.kind !== "ec" || hash === undefined) {
		throw new Error(
			`nothing can be signed here with a ${facts.description} key`,
		);
	}
	return {
		importing: { name: "ECDSA", namedCurve: facts.curve ?? "" },
		signing: { name: "ECDSA", hash },
	};
}

async function importKeys({ pkcs8, spki }: KeyPairBytes): Promise<{
	readonly keys: CryptoKeyPair;
	readonly signingAlgorithm: Algorithm | EcdsaParams;
	readonly facts: PublicKeyFacts;
}> {
	const facts = describePublicKey(spki);
	const { importing, signing } = algorithmsFor(facts);
	const [block] = splitPem(pkcs8.reveal()).blocks;
	if (block?.label !== "PRIVATE KEY") throw new Error("the key is not PKCS#8");
	const [privateKey, publicKey] = await Promise.all([
		crypto.subtle.importKey("pkcs8", block.der, importing, false, ["sign"]),
		crypto.subtle.importKey("spki", spki.slice(), importing, true, ["verify"]),
	]);
	return { keys: { privateKey, publicKey }, signingAlgorithm: signing, facts };
}
