import { OperatorError, type Secret } from "../../base/index.ts";
import { sha256Hex } from "../der/digest.ts";
import { describePublicKey, type PublicKeyFacts } from "../facts/public-key.ts";
import { readKeyEncryption } from "./key-encryption.ts";
import type { KeyInput, KeyMaterial, KeyReading } from "./key-material.ts";
import { openEncrypted } from "./open-encrypted.ts";

/** A private key that could be read. */
export interface PrivateKeyFacts {
	/** Unencrypted PKCS#8, PEM. */
	readonly pkcs8: Secret;
	readonly spki: Uint8Array;
	readonly spkiSha256: string;
	readonly key: PublicKeyFacts;
	/** It was encrypted as it was found. */
	readonly encrypted: boolean;
}

/** What to read, and how to speak of it. */
export interface KeyToRead {
	readonly key: KeyInput;
	/** The file. @example "certs/nas.key" */
	readonly file: string;
	readonly passphrase?: Secret;
}

type ReadingKeys = Pick<KeyMaterial, "readPrivateKey" | "deriveBytes">;

/** Why a file is not even tried. */
export const TOO_COSTLY =
	"it asks for more rounds of key derivation than any program writes, so it was made to keep this one busy";

/** @throws {OperatorError} cert.key-encrypted, cert.bad-passphrase, key.unreadable */
export async function readKey(
	{ key, file, passphrase }: KeyToRead,
	keys: ReadingKeys,
): Promise<PrivateKeyFacts> {
	const reading = await readAny(key, passphrase, keys);
	switch (reading.status) {
		case "needs-passphrase":
			throw new OperatorError(
				"cert.key-encrypted",
				`${file} is encrypted and no passphrase was given`,
				{
					fix: "give it with --passphrase-file FILE, --passphrase-env NAME or --passphrase-stdin",
				},
			);
		case "wrong-passphrase":
			throw new OperatorError(
				"cert.bad-passphrase",
				`the passphrase does not open ${file}`,
				{
					why: "a wrong passphrase and a damaged file look the same here",
				},
			);
		case "unsupported":
			throw new OperatorError(
				"key.unreadable",
				`${file} holds a key of a kind that cannot be used here`,
				{
					why: reading.reason,
					fix: `openssl pkey -in ${file} -out converted.key   (writes it in a common form)`,
				},
			);
		case "unreadable":
			throw new OperatorError(
				"key.unreadable",
				`${file} holds no private key that can be read`,
				{ why: reading.reason },
			);
		case "read":
			return {
				pkcs8: reading.pkcs8,
				spki: reading.spki,
				spkiSha256: await sha256Hex(reading.spki),
				key: describePublicKey(reading.spki),
				encrypted: reading.encrypted,
			};
	}
}

/** Encrypted keys are opened by us where we know how, all else by the runtime. */
async function readAny(
	key: KeyInput,
	passphrase: Secret | undefined,
	keys: ReadingKeys,
): Promise<KeyReading> {
	const encryption =
		passphrase === undefined ? undefined : readKeyEncryption(key);
	if (encryption === undefined || passphrase === undefined) {
		return keys.readPrivateKey(key, passphrase);
	}
	const plain = await openEncrypted(encryption, passphrase, keys);
	if (plain === "too-costly")
		return { status: "unreadable", reason: TOO_COSTLY };
	if (plain === "unsupported") return keys.readPrivateKey(key, passphrase);
	if (plain === "wrong-passphrase") return { status: plain };
	const reading = keys.readPrivateKey(plain);
	if (reading.status === "read") return { ...reading, encrypted: true };
	// One wrong passphrase in 256 ends in padding that looks right, around nonsense.
	return reading.status === "unsupported"
		? reading
		: { status: "wrong-passphrase" };
}
