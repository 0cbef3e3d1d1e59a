import { Secret } from "../../base/index.ts";
import {
	childrenAs,
	type DerElement,
	DerError,
	objectIdOf,
	readDer,
	smallInteger,
	TAG,
} from "../der/der.ts";
import { type PemBlock, splitPem } from "../der/pem.ts";
import type { KeyDerivation, KeyEncryption, KeyInput } from "./key-material.ts";
import {
	OLD_PEM_CIPHERS,
	OLD_SCHEMES,
	PASSPHRASE_OIDS,
	PBES2_CIPHERS,
	PRF_HASHES,
} from "./passphrase-oids.ts";

/**
 * How an encrypted key is encrypted, whether PKCS#8 or old PEM; undefined for a plain key, and for ciphers that are
 * not known here (the runtime's own reader may know them).
 *
 * @see RFC 5958 §3, RFC 8018, RFC 1421 §4.6.1
 */
export function readKeyEncryption(key: KeyInput): KeyEncryption | undefined {
	try {
		if (!(key instanceof Secret)) return encryptedPkcs8(key);
		const [block] = splitPem(key.reveal()).blocks;
		if (block === undefined) return undefined;
		if (block.headers.has("DEK-Info")) return oldPem(block);
		return block.label === "ENCRYPTED PRIVATE KEY"
			? encryptedPkcs8(block.der)
			: undefined;
	} catch (error) {
		if (error instanceof DerError) return undefined;
		throw error;
	}
}

function encryptedPkcs8(der: Uint8Array): KeyEncryption | undefined {
	const [algorithm, data] = childrenAs(TAG.sequence, readDer(der));
	return algorithm === undefined || data?.tag !== TAG.octetString
		? undefined
		: readEncryption(algorithm, data.content);
}

/** @example "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF" */
function oldPem({ headers, der }: PemBlock): KeyEncryption | undefined {
	const [name = "", hex = ""] = (headers.get("DEK-Info") ?? "").split(",");
	const cipher = OLD_PEM_CIPHERS[name.trim().toUpperCase()];
	const digits = hex.trim().match(/../g) ?? [];
	const iv = Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16));
	if (cipher === undefined || iv.length < 8) return undefined;
	const salt = iv.slice(0, 8);
	return { derivation: { kind: "old-pem", salt }, cipher, iv, data: der };
}

/**
 * What an AlgorithmIdentifier says of data that a passphrase encrypts; undefined for what is not known here.
 *
 * @throws {DerError}
 */
export function readEncryption(
	algorithm: DerElement,
	data: Uint8Array,
): KeyEncryption | undefined {
	const [scheme, parameters] = childrenAs(TAG.sequence, algorithm);
	const oid = objectIdOf(scheme);
	if (oid === PASSPHRASE_OIDS.pbes2) return readPbes2(parameters, data);
	const old = OLD_SCHEMES[oid];
	if (old === undefined) return undefined;
	const [salt, iterations] = childrenAs(TAG.sequence, parameters);
	const { kind, hash, cipher } = old;
	const counts = { salt: octets(salt), iterations: smallInteger(iterations) };
	const derivation = { kind, hash, ...counts };
	return { derivation, cipher, iv: undefined, data };
}

/** @see RFC 8018 appendix A.4 */
function readPbes2(
	parameters: DerElement | undefined,
	data: Uint8Array,
): KeyEncryption | undefined {
	const [derivationPart, cipherPart] = childrenAs(TAG.sequence, parameters);
	const [cipherId, iv] = childrenAs(TAG.sequence, cipherPart);
	const cipher = PBES2_CIPHERS[objectIdOf(cipherId)];
	const derivation = readDerivation(derivationPart);
	return cipher === undefined || derivation === undefined
		? undefined
		: { derivation, cipher, iv: octets(iv), data };
}

function readDerivation(
	part: DerElement | undefined,
): KeyDerivation | undefined {
	const [id, parameters] = childrenAs(TAG.sequence, part);
	const oid = objectIdOf(id);
	const [saltPart, ...rest] = childrenAs(TAG.sequence, parameters);
	const salt = octets(saltPart);
	if (oid === PASSPHRASE_OIDS.scrypt) {
		const [cost = 0, blockSize = 0, parallelization = 0] =
			rest.map(smallInteger);
		return { kind: "scrypt", salt, cost, blockSize, parallelization };
	}
	if (oid !== PASSPHRASE_OIDS.pbkdf2) return undefined;
	const prf = rest.find(({ tag }) => tag === TAG.sequence);
	// SHA-1 when none is named.
	const hash =
		prf === undefined
			? "sha1"
			: PRF_HASHES[objectIdOf(childrenAs(TAG.sequence, prf)[0])];
	const iterations = smallInteger(rest[0]);
	return hash === undefined
		? undefined
		: { kind: "pbkdf2", hash, salt, iterations };
}

function octets(element: DerElement | undefined): Uint8Array {
	if (element?.tag !== TAG.octetString) throw new DerError("bytes are missing");
	return element.content;
}
