import type { Secret } from "../../base/index.ts";
import { decrypt } from "./ciphers.ts";
import type {
	CommonCipher,
	KeyEncryption,
	KeyMaterial,
	RareCipher,
} from "./key-material.ts";
import { MOST_ROUNDS, roundsOf } from "./passphrase-cost.ts";
import { decryptRare } from "./rare-ciphers.ts";

const COMMON_KEY_BYTES: Readonly<Record<CommonCipher, number>> = {
	"aes-128-cbc": 16,
	"aes-192-cbc": 24,
	"aes-256-cbc": 32,
	"des-ede3-cbc": 24,
};

const RARE_KEY_BYTES: Readonly<Record<RareCipher, number>> = {
	"des-cbc": 8,
	"rc2-40-cbc": 5,
	"rc2-64-cbc": 8,
	"rc2-128-cbc": 16,
};

/** Blocks of DES and RC2; AES always brings its own vector. */
const OLD_BLOCK_BYTES = 8;

/** What cannot be opened, and why: `too-costly` is a file that asks for more work than it should. */
export type NotOpened = "wrong-passphrase" | "unsupported" | "too-costly";

/**
 * Opens what a passphrase encrypts, the same on every runtime. What the cipher refuses is the wrong passphrase;
 * one wrong passphrase in 256 goes through and gives nonsense.
 */
export async function openEncrypted(
	encryption: KeyEncryption,
	passphrase: Secret | undefined,
	keys: Pick<KeyMaterial, "deriveBytes">,
): Promise<Uint8Array | NotOpened> {
	const { derivation, cipher, data } = encryption;
	if (roundsOf(derivation) > MOST_ROUNDS) return "too-costly";
	const wish = { derivation, passphrase };
	const bytes = keyBytes(cipher);
	const key = await keys.deriveBytes({ ...wish, purpose: "key", bytes });
	const iv =
		encryption.iv ??
		(await keys.deriveBytes({
			...wish,
			purpose: "iv",
			bytes: OLD_BLOCK_BYTES,
		}));
	if (key === undefined || iv === undefined) return "unsupported";
	const job = { key, iv, data };
	const opened = isRare(cipher)
		? await decryptRare({ ...job, cipher })
		: await decrypt({ ...job, cipher });
	return opened ?? "wrong-passphrase";
}

function keyBytes(cipher: CommonCipher | RareCipher): number {
	return isRare(cipher) ? RARE_KEY_BYTES[cipher] : COMMON_KEY_BYTES[cipher];
}

function isRare(cipher: CommonCipher | RareCipher): cipher is RareCipher {
	return Object.hasOwn(RARE_KEY_BYTES, cipher);
}
