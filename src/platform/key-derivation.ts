import { hash as hashOnce, pbkdf2, scrypt } from "node:crypto";
import type { DerivationWish, KeyDerivation } from "../certificates/index.ts";

/** Bytes made from a passphrase; undefined when the runtime refuses the parameters, such as a hash that it does not have. */
export async function deriveBytes(
	wish: DerivationWish,
): Promise<Uint8Array | undefined> {
	try {
		return new Uint8Array(await derived(wish));
	} catch {
		return undefined;
	}
}

function derived(wish: DerivationWish): Promise<Uint8Array> | Uint8Array {
	const { derivation, bytes } = wish;
	const passphrase = wish.passphrase?.reveal();
	switch (derivation.kind) {
		case "pbkdf2":
			return pbkdf2Bytes(derivation, passphrase ?? "", bytes);
		case "scrypt":
			return scryptBytes(derivation, passphrase ?? "", bytes);
		case "pkcs12":
			return pkcs12Bytes(derivation, passphrase, wish);
		case "pbkdf1": {
			const all = pbkdf1Bytes(derivation, passphrase ?? "");
			const start = wish.purpose === "iv" ? all.length - bytes : 0;
			return all.subarray(start, start + bytes);
		}
		case "old-pem":
			return oldPemBytes(derivation.salt, passphrase ?? "", bytes);
	}
}

type Derivation<Kind> = Extract<KeyDerivation, { kind: Kind }>;

function pbkdf2Bytes(
	{ salt, iterations, hash }: Derivation<"pbkdf2">,
	passphrase: string,
	bytes: number,
): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		pbkdf2(passphrase, salt, iterations, bytes, hash, (error, key) => {
			if (error) reject(error);
			else resolve(key);
		});
	});
}

function scryptBytes(
	{ salt, cost: N, blockSize: r, parallelization: p }: Derivation<"scrypt">,
	passphrase: string,
	bytes: number,
): Promise<Uint8Array> {
	const maxmem = 256 * N * r;
	return new Promise((resolve, reject) => {
		scrypt(passphrase, salt, bytes, { N, r, p, maxmem }, (error, key) => {
			if (error) reject(error);
			else resolve(key);
		});
	});
}

/** MD5 or SHA-1 of passphrase and salt, again and again; sixteen bytes. @see RFC 8018 §5.1 */
function pbkdf1Bytes(
	{ salt, iterations, hash }: Derivation<"pbkdf1">,
	passphrase: string,
): Uint8Array {
	let digest = digestOf(hash, Buffer.concat([Buffer.from(passphrase), salt]));
	for (let round = 1; round < iterations; round++) {
		digest = digestOf(hash, digest);
	}
	return digest.subarray(0, 16);
}

/** OpenSSL's EVP_BytesToKey with MD5 and one round: each block hashes the one before, the passphrase and the salt. */
function oldPemBytes(
	salt: Uint8Array,
	passphrase: string,
	bytes: number,
): Uint8Array {
	let last: Uint8Array = new Uint8Array();
	let output: Uint8Array = new Uint8Array();
	while (output.length < bytes) {
		last = digestOf(
			"md5",
			Buffer.concat([last, Buffer.from(passphrase), salt]),
		);
		output = Buffer.concat([output, last]);
	}
	return output.subarray(0, bytes);
}

/** The byte that stands for a purpose. @see RFC 7292 appendix B.3 */
const PURPOSE_IDS = { key: 1, iv: 2, mac: 3 } as const;

/** Bytes of output and of input block: `u` and `v` of the RFC. */
const HASH_SIZES: Readonly<Record<string, readonly [number, number]>> = {
	sha1: [20, 64],
	sha224: [28, 64],
	sha256: [32, 64],
	sha384: [48, 128],
	sha512: [64, 128],
};

/** @see RFC 7292 appendix B.2 */
function pkcs12Bytes(
	{ hash, salt, iterations }: Derivation<"pkcs12">,
	passphrase: string | undefined,
	{ purpose, bytes }: Pick<DerivationWish, "purpose" | "bytes">,
): Uint8Array {
	const [size, block] = HASH_SIZES[hash] ?? [0, 0];
	if (size === 0) throw new Error(`no hash ${hash}`);
	const diversifier = Buffer.alloc(block, PURPOSE_IDS[purpose]);
	// An empty passphrase is its terminator alone; a missing one is nothing at all.
	const wide =
		passphrase === undefined
			? Buffer.alloc(0)
			: Buffer.from(`${passphrase}\0`, "utf16le").swap16();
	const input = Buffer.concat([
		fillBlocks(salt, block),
		fillBlocks(wide, block),
	]);
	const output = Buffer.alloc(Math.ceil(bytes / size) * size);
	for (let offset = 0; offset < bytes; offset += size) {
		let digest = digestOf(hash, Buffer.concat([diversifier, input]));
		for (let round = 1; round < iterations; round++) {
			digest = digestOf(hash, digest);
		}
		digest.copy(output, offset);
		addToBlocks(input, fillBlocks(digest, block).subarray(0, block));
	}
	return output.subarray(0, bytes);
}

function digestOf(hash: string, bytes: Uint8Array): Buffer {
	return hashOnce(hash, bytes, "buffer");
}

/** The bytes, repeated until they end at a block's end. */
function fillBlocks(bytes: Uint8Array, block: number): Buffer {
	const size = Math.ceil(bytes.length / block) * block;
	return bytes.length === 0 ? Buffer.alloc(0) : Buffer.alloc(size, bytes);
}

/** Adds `addend + 1` to every block as if both were numbers, dropping what runs over. */
function addToBlocks(blocks: Buffer, addend: Uint8Array): void {
	const block = addend.length;
	for (let end = block; end <= blocks.length; end += block) {
		let carry = 1;
		for (let index = 1; index <= block; index++) {
			const sum =
				(blocks[end - index] ?? 0) + (addend[block - index] ?? 0) + carry;
			blocks[end - index] = sum & 0xff;
			carry = sum >> 8;
		}
	}
}
