import type { CipherJob } from "./key-material.ts";

/**
 * What was encrypted. AES by the runtime's own WebCrypto; 3DES, which no runtime's own has, by @peculiar/webcrypto.
 *
 * @returns undefined when key or data are not right, which the padding tells
 */
export async function decrypt(job: CipherJob): Promise<Uint8Array | undefined> {
	const { algorithm, key, subtle } = await prepared(job, "decrypt");
	try {
		return new Uint8Array(
			await subtle.decrypt(algorithm, key, job.data.slice()),
		);
	} catch {
		return undefined;
	}
}

/** The data padded and encrypted. */
export async function encrypt(job: CipherJob): Promise<Uint8Array> {
	const { algorithm, key, subtle } = await prepared(job, "encrypt");
	return new Uint8Array(await subtle.encrypt(algorithm, key, job.data.slice()));
}

async function prepared(
	{ cipher, iv, key }: CipherJob,
	usage: "decrypt" | "encrypt",
): Promise<{
	readonly subtle: SubtleCrypto;
	readonly algorithm: AesCbcParams;
	readonly key: CryptoKey;
}> {
	const isOld = cipher === "des-ede3-cbc";
	const name = isOld ? "DES-EDE3-CBC" : "AES-CBC";
	const subtle = isOld ? await oldSubtle() : crypto.subtle;
	return {
		subtle,
		algorithm: { name, iv: iv.slice() },
		key: await subtle.importKey("raw", key.slice(), name, false, [usage]),
	};
}

/** Loaded when a file of that age turns up, or is to be written: the server itself never needs it. */
async function oldSubtle(): Promise<SubtleCrypto> {
	const { Crypto } = await import("@peculiar/webcrypto");
	return new Crypto().subtle;
}
