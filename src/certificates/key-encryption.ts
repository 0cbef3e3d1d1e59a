import { Secret } from "../base/index.ts";
import {
	childrenAs,
	type DerElement,
	DerError,
	objectIdOf,
	readDer,
	smallInteger,
	TAG,
} from "./der.ts";
import type { KeyEncryption, KeyInput } from "./key-material.ts";
import { splitPem } from "./pem.ts";

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const SCRYPT = "1.3.6.1.4.1.11591.4.11";
const PKCS12_SHA1_3DES = "1.2.840.113549.1.12.1.3";

/** The hash of PBKDF2's HMAC; SHA-1 when none is named. @see RFC 8018 appendix B.1.2 */
const HASHES: Readonly<Record<string, string>> = {
	"1.2.840.113549.2.7": "sha1",
	"1.2.840.113549.2.8": "sha224",
	"1.2.840.113549.2.9": "sha256",
	"1.2.840.113549.2.10": "sha384",
	"1.2.840.113549.2.11": "sha512",
};

const CIPHERS: Readonly<Record<string, KeyEncryption["cipher"]>> = {
	"2.16.840.1.101.3.4.1.2": "aes-128-cbc",
	"2.16.840.1.101.3.4.1.22": "aes-192-cbc",
	"2.16.840.1.101.3.4.1.42": "aes-256-cbc",
	"1.2.840.113549.3.7": "des-ede3-cbc",
};

/**
 * How an encrypted PKCS#8 key is encrypted; undefined for every other form of key, and for ciphers that are not
 * known here (the runtime's own reader may know them).
 *
 * @see RFC 5958 §3, RFC 8018
 */
export function readKeyEncryption(key: KeyInput): KeyEncryption | undefined {
	const der = encryptedDer(key);
	if (der === undefined) return undefined;
	try {
		const [algorithm, data] = childrenAs(TAG.sequence, readDer(der));
		const [scheme, parameters] = childrenAs(TAG.sequence, algorithm);
		if (data?.tag !== TAG.octetString) return undefined;
		const oid = objectIdOf(scheme);
		if (oid === PBES2) return readPbes2(parameters, data.content);
		return oid === PKCS12_SHA1_3DES
			? readPkcs12(parameters, data.content)
			: undefined;
	} catch (error) {
		if (error instanceof DerError) return undefined;
		throw error;
	}
}

function encryptedDer(key: KeyInput): Uint8Array | undefined {
	if (!(key instanceof Secret)) return key;
	const [block] = splitPem(key.reveal()).blocks;
	return block?.label === "ENCRYPTED PRIVATE KEY" ? block.der : undefined;
}

/** @see RFC 8018 appendix A.4 */
function readPbes2(
	parameters: DerElement | undefined,
	data: Uint8Array,
): KeyEncryption | undefined {
	const [derivationPart, cipherPart] = childrenAs(TAG.sequence, parameters);
	const [cipherId, iv] = childrenAs(TAG.sequence, cipherPart);
	const cipher = CIPHERS[objectIdOf(cipherId)];
	const derivation = readDerivation(derivationPart);
	return cipher === undefined || derivation === undefined
		? undefined
		: { derivation, cipher, iv: octets(iv), data };
}

function readDerivation(
	part: DerElement | undefined,
): KeyEncryption["derivation"] | undefined {
	const [id, parameters] = childrenAs(TAG.sequence, part);
	const oid = objectIdOf(id);
	const [saltPart, ...rest] = childrenAs(TAG.sequence, parameters);
	const salt = octets(saltPart);
	if (oid === SCRYPT) {
		const [cost = 0, blockSize = 0, parallelization = 0] =
			rest.map(smallInteger);
		return { kind: "scrypt", salt, cost, blockSize, parallelization };
	}
	if (oid !== PBKDF2) return undefined;
	const prf = rest.find(({ tag }) => tag === TAG.sequence);
	const hash =
		prf === undefined
			? "sha1"
			: HASHES[objectIdOf(childrenAs(TAG.sequence, prf)[0])];
	const iterations = smallInteger(rest[0]);
	return hash === undefined
		? undefined
		: { kind: "pbkdf2", hash, salt, iterations };
}

/** @see RFC 7292 appendix C */
function readPkcs12(
	parameters: DerElement | undefined,
	data: Uint8Array,
): KeyEncryption {
	const [salt, iterations] = childrenAs(TAG.sequence, parameters);
	return {
		derivation: {
			kind: "pkcs12",
			salt: octets(salt),
			iterations: smallInteger(iterations),
		},
		cipher: "des-ede3-cbc",
		iv: undefined,
		data,
	};
}

function octets(element: DerElement | undefined): Uint8Array {
	if (element?.tag !== TAG.octetString) throw new DerError("bytes are missing");
	return element.content;
}
