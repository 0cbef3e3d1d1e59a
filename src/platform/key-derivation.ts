import {
	createDecipheriv,
	createHash,
	type Decipheriv,
	pbkdf2Sync,
	scryptSync,
} from "node:crypto";
import type { Secret } from "../base/index.ts";
import type { KeyEncryption } from "../certificates/index.ts";

const KEY_BYTES: Readonly<Record<KeyEncryption["cipher"], number>> = {
	"aes-128-cbc": 16,
	"aes-192-cbc": 24,
	"aes-256-cbc": 32,
	"des-ede3-cbc": 24,
};

/** The initialization vector of triple DES. */
const DES_BLOCK_BYTES = 8;

/**
 * Opens an encrypted PKCS#8 key. `unsupported` is a cipher that the runtime does not have, or parameters that it
 * refuses; what the cipher itself refuses is the wrong passphrase.
 */
export function decryptKey(
	encryption: KeyEncryption,
	passphrase: Secret,
): Uint8Array | "wrong-passphrase" | "unsupported" {
	const decipher = decipherFor(encryption, passphrase);
	if (decipher === undefined) return "unsupported";
	try {
		const head = decipher.update(encryption.data);
		return new Uint8Array(Buffer.concat([head, decipher.final()]));
	} catch {
		return "wrong-passphrase";
	}
}

function decipherFor(
	encryption: KeyEncryption,
	passphrase: Secret,
): Decipheriv | undefined {
	try {
		const { key, iv } = derived(encryption, passphrase.reveal());
		return createDecipheriv(encryption.cipher, key, iv);
	} catch {
		return undefined;
	}
}

function derived(
	{ derivation, cipher, iv }: KeyEncryption,
	passphrase: string,
): { readonly key: Uint8Array; readonly iv: Uint8Array } {
	const length = KEY_BYTES[cipher];
	const { salt } = derivation;
	if (derivation.kind === "pkcs12") {
		const { iterations } = derivation;
		const make = (id: 1 | 2, bytes: number): Uint8Array =>
			pkcs12Bytes({ id, bytes, salt, iterations, passphrase });
		return { key: make(1, length), iv: make(2, DES_BLOCK_BYTES) };
	}
	if (iv === undefined) throw new Error("no initialization vector");
	if (derivation.kind === "pbkdf2") {
		const { iterations, hash } = derivation;
		return { key: pbkdf2Sync(passphrase, salt, iterations, length, hash), iv };
	}
	const { cost: N, blockSize: r, parallelization: p } = derivation;
	const maxmem = 256 * N * r;
	return { key: scryptSync(passphrase, salt, length, { N, r, p, maxmem }), iv };
}

const SHA1_BYTES = 20;
const SHA1_BLOCK_BYTES = 64;

/** Key (id 1) or initialization vector (id 2) from a passphrase. @see RFC 7292 appendix B.2 */
function pkcs12Bytes({
	id,
	bytes,
	salt,
	iterations,
	passphrase,
}: {
	readonly id: 1 | 2;
	readonly bytes: number;
	readonly salt: Uint8Array;
	readonly iterations: number;
	readonly passphrase: string;
}): Uint8Array {
	const diversifier = Buffer.alloc(SHA1_BLOCK_BYTES, id);
	const wide = Buffer.from(`${passphrase}\0`, "utf16le").swap16();
	const input = Buffer.concat([fillBlocks(salt), fillBlocks(wide)]);
	const output = Buffer.alloc(Math.ceil(bytes / SHA1_BYTES) * SHA1_BYTES);
	for (let offset = 0; offset < bytes; offset += SHA1_BYTES) {
		let digest = sha1(Buffer.concat([diversifier, input]));
		for (let round = 1; round < iterations; round++) digest = sha1(digest);
		digest.copy(output, offset);
		addToBlocks(input, fillBlocks(digest).subarray(0, SHA1_BLOCK_BYTES));
	}
	return new Uint8Array(output.subarray(0, bytes));
}

function sha1(bytes: Uint8Array): Buffer {
	return createHash("sha1").update(bytes).digest();
}

/** The bytes, repeated until they end at a block's end. */
function fillBlocks(bytes: Uint8Array): Buffer {
	const size = Math.ceil(bytes.length / SHA1_BLOCK_BYTES) * SHA1_BLOCK_BYTES;
	return Buffer.alloc(size, bytes);
}

/** Adds `block + 1` to every block as if both were numbers, dropping what runs over. */
function addToBlocks(blocks: Buffer, block: Uint8Array): void {
	for (
		let end = SHA1_BLOCK_BYTES;
		end <= blocks.length;
		end += SHA1_BLOCK_BYTES
	) {
		let carry = 1;
		for (let index = 1; index <= SHA1_BLOCK_BYTES; index++) {
			const sum =
				(blocks[end - index] ?? 0) +
				(block[SHA1_BLOCK_BYTES - index] ?? 0) +
				carry;
			blocks[end - index] = sum & 0xff;
			carry = sum >> 8;
		}
	}
}
