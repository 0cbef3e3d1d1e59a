import { OperatorError, Secret } from "../../base/index.ts";
import { TAG } from "../der/der.ts";
import {
	DER_NULL,
	writeDer,
	writeInteger,
	writeObjectId,
} from "../der/der-writer.ts";
import { encodePem, splitPem } from "../der/pem.ts";
import { encrypt } from "./ciphers.ts";
import type { KeyMaterial } from "./key-material.ts";
import { PASSPHRASE_OIDS } from "./passphrase-oids.ts";

/** Rounds of PBKDF2 for a key in the store: a third of a second at each start, and for each guess of a thief. @see OWASP Password Storage Cheat Sheet */
const KEY_ROUNDS = 600_000;

/** What encrypting needs of the runtime. */
export type Encrypting = Pick<KeyMaterial, "deriveBytes">;

/**
 * A private key behind a passphrase: PKCS#8 with PBES2, PBKDF2 with HMAC-SHA-256, and AES-256.
 *
 * @param pkcs8 unencrypted, PEM
 * @returns PEM
 * @see RFC 5958 §3, RFC 8018 §6.2
 */
export async function encryptKey(
	pkcs8: Secret,
	passphrase: Secret,
	keys: Encrypting,
): Promise<Secret> {
	const [block] = splitPem(pkcs8.reveal()).blocks;
	if (block?.label !== "PRIVATE KEY") throw new Error("the key is not PKCS#8");
	const { algorithm, data } = await encryptPbes2(
		{ data: block.der, iterations: KEY_ROUNDS },
		passphrase,
		keys,
	);
	const sealed = writeDer(
		TAG.sequence,
		algorithm,
		writeDer(TAG.octetString, data),
	);
	return new Secret(encodePem("ENCRYPTED PRIVATE KEY", sealed));
}

/** A key as the store keeps it: encrypted when there is a passphrase for it. PEM. */
export async function keptKey(
	pkcs8: Secret,
	passphrase: Secret | undefined,
	keys: Encrypting,
): Promise<Secret> {
	return passphrase === undefined ? pkcs8 : encryptKey(pkcs8, passphrase, keys);
}

/** Encrypted data with the AlgorithmIdentifier that says how. */
export interface Sealed {
	readonly algorithm: Uint8Array;
	readonly data: Uint8Array;
}

/** Something to be encrypted, and at how many rounds for each guess at the passphrase. */
export interface ToSeal {
	readonly data: Uint8Array;
	readonly iterations: number;
}

/** @see RFC 8018 appendix A.4 */
export async function encryptPbes2(
	{ data, iterations }: ToSeal,
	passphrase: Secret,
	keys: Encrypting,
): Promise<Sealed> {
	const salt = crypto.getRandomValues(new Uint8Array(16));
	const iv = crypto.getRandomValues(new Uint8Array(16));
	const kind = "pbkdf2";
	const derivation = { kind, hash: "sha256", salt, iterations } as const;
	const wish = { derivation, passphrase, purpose: "key", bytes: 32 } as const;
	const key = await keys.deriveBytes(wish);
	if (key === undefined) throw new Error("PBKDF2 with SHA-256 was refused");
	const { sequence, octetString } = TAG;
	const algorithm = writeDer(
		sequence,
		writeObjectId(PASSPHRASE_OIDS.pbes2),
		writeDer(
			sequence,
			writeDer(
				sequence,
				writeObjectId(PASSPHRASE_OIDS.pbkdf2),
				writeDer(
					sequence,
					writeDer(octetString, salt),
					writeInteger(iterations),
					writeDer(
						sequence,
						writeObjectId(PASSPHRASE_OIDS.hmacSha256),
						DER_NULL,
					),
				),
			),
			writeDer(
				sequence,
				writeObjectId(PASSPHRASE_OIDS.aes256Cbc),
				writeDer(octetString, iv),
			),
		),
	);
	const cipher = "aes-256-cbc";
	return { algorithm, data: await encrypt({ cipher, key, iv, data }) };
}

/** Triple DES as PKCS#12 had it at first: for what other programs of that age read, never for the store. @see RFC 7292 appendix C */
export async function encryptOldPkcs12(
	{ data, iterations }: ToSeal,
	passphrase: Secret,
	keys: Encrypting,
): Promise<Sealed> {
	const salt = crypto.getRandomValues(new Uint8Array(8));
	const derivation = {
		...({ kind: "pkcs12", hash: "sha1" } as const),
		...{ salt, iterations },
	};
	const wish = { derivation, passphrase };
	const key = await keys.deriveBytes({ ...wish, purpose: "key", bytes: 24 });
	const iv = await keys.deriveBytes({ ...wish, purpose: "iv", bytes: 8 });
	if (key === undefined || iv === undefined) {
		throw new Error("the derivation of PKCS#12 was refused");
	}
	const algorithm = writeDer(
		TAG.sequence,
		writeObjectId(PASSPHRASE_OIDS.pkcs12Sha1TripleDes),
		writeDer(
			TAG.sequence,
			writeDer(TAG.octetString, salt),
			writeInteger(iterations),
		),
	);
	const cipher = "des-ede3-cbc";
	return { algorithm, data: await encrypt({ cipher, key, iv, data }) };
}

/**
 * A passphrase that protects something.
 *
 * @throws {OperatorError} usage.invalid when it is empty
 */
export function checkNewPassphrase(passphrase: Secret): void {
	if (passphrase.reveal() !== "") return;
	throw new OperatorError("usage.invalid", "an empty passphrase is none", {
		why: "everybody who has the file could open it",
		fix: "give one with --passphrase-file FILE, --passphrase-env NAME or --passphrase-stdin",
	});
}
