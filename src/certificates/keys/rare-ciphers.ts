import { latin1 } from "../der/der.ts";
import type { CipherJob, RareCipher } from "./key-material.ts";

type Forge = typeof import("node-forge");

/**
 * Decryption with RC2 and single DES, ciphers of the nineties that WebCrypto never had and Deno lacks altogether: the only
 * file that names node-forge. It is loaded when such a file turns up.
 *
 * @returns undefined when key or data are not right
 */
export async function decryptRare({
	cipher,
	key,
	iv,
	data,
}: CipherJob<RareCipher>): Promise<Uint8Array | undefined> {
	const forge = await library();
	const secret = forge.util.createBuffer(latin1(key));
	const bits = RC2_BITS[cipher];
	if (bits === undefined) {
		const decipher = forge.cipher.createDecipher("DES-CBC", secret);
		decipher.start({ iv: latin1(iv) });
		decipher.update(forge.util.createBuffer(latin1(data)));
		return decipher.finish() ? bytesOf(decipher.output) : undefined;
	}
	const decipher = forge.rc2.createDecryptionCipher(secret, bits);
	decipher.start(latin1(iv));
	decipher.update(forge.util.createBuffer(latin1(data)));
	return decipher.finish() ? bytesOf(decipher.output) : undefined;
}

/** Effective key bits. */
const RC2_BITS: Readonly<Partial<Record<RareCipher, number>>> = {
	"rc2-40-cbc": 40,
	"rc2-64-cbc": 64,
	"rc2-128-cbc": 128,
};

/** CommonJS: bundlers and runtimes disagree on where its exports stand. */
async function library(): Promise<Forge> {
	const module = await import("node-forge");
	return module.default ?? module;
}

function bytesOf(buffer: { getBytes(): string }): Uint8Array {
	return Uint8Array.from(buffer.getBytes(), (char) => char.charCodeAt(0));
}
