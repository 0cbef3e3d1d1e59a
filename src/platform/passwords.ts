import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "../accounts/index.ts";

/** What a hash costs that is made now; `ln` is log2 of N. 32 MiB and about 80 ms each, in the thread pool. */
const TODAY = { ln: 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const FINGERPRINT_KEY_BYTES = 32;
/** A stored text may come from elsewhere: it must not be able to ask for all memory (2^20 · 128 · 8 = 1 GiB). */
const MAX_LN = 20;
const MAX_MEMORY_BYTES = 1024 * 1024 * 1024 + 1024 * 1024;

interface Scrypt {
	readonly ln: number;
	readonly r: number;
	readonly p: number;
	readonly salt: Uint8Array;
	readonly key: Uint8Array;
}

/**
 * Passwords hashed with scrypt, as PHC strings: `$scrypt$ln=15,r=8,p=1$salt$key`, base64 without padding.
 * @see RFC 7914
 */
export function scryptHasher(): PasswordHasher {
	const fingerprintKey = randomBytes(FINGERPRINT_KEY_BYTES);
	return {
		fingerprint: (text) =>
			createHmac("sha256", fingerprintKey).update(text).digest(),
		// A random key is the hash of no password that anybody could find.
		decoy: () => stored(randomBytes(SALT_BYTES), randomBytes(KEY_BYTES)),
		hash: async (password) => {
			const salt = new Uint8Array(randomBytes(SALT_BYTES));
			const text = password.reveal();
			return stored(salt, await derive(text, salt, KEY_BYTES, TODAY));
		},
		verify: async (password, text) => {
			const hash = parseHash(text);
			if (hash === undefined) return false;
			try {
				const key = await derive(
					password.reveal(),
					hash.salt,
					hash.key.length,
					hash,
				);
				return timingSafeEqual(key, hash.key);
			} catch {
				return false;
			}
		},
		needsRehash: (text) => {
			const hash = parseHash(text);
			return hash !== undefined && isWeaker(hash);
		},
	};
}

function stored(salt: Uint8Array, key: Uint8Array): string {
	const { ln, r, p } = TODAY;
	return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(key)}`;
}

/** Whether it took less work or memory than today's, or holds a shorter salt or key. A stronger one stays as it is. */
function isWeaker({ key, ln, p, r, salt }: Scrypt): boolean {
	return (
		2 ** ln * r * p < 2 ** TODAY.ln * TODAY.r * TODAY.p ||
		2 ** ln * r < 2 ** TODAY.ln * TODAY.r ||
		salt.length < SALT_BYTES ||
		key.length < KEY_BYTES
	);
}

function derive(
	password: string,
	salt: Uint8Array,
	length: number,
	cost: { readonly ln: number; readonly r: number; readonly p: number },
): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		scrypt(
			password,
			salt,
			length,
			{ N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: MAX_MEMORY_BYTES },
			(error, key) => {
				if (error) reject(error);
				else resolve(new Uint8Array(key));
			},
		);
	});
}

const PHC =
	/^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The parts of a stored text; undefined when it is no scrypt hash, or one that asks for too much. */
function parseHash(stored: string): Scrypt | undefined {
	const match = stored.length <= 512 ? PHC.exec(stored) : null;
	if (match === null) return undefined;
	const [ln = 0, r = 0, p = 0] = match.slice(1, 4).map(Number);
	const salt = unbase64(match[4] ?? "");
	const key = unbase64(match[5] ?? "");
	const isBounded =
		ln >= 1 &&
		ln <= MAX_LN &&
		r >= 1 &&
		p >= 1 &&
		p <= 16 &&
		2 ** ln * r * 128 <= 2 ** MAX_LN * TODAY.r * 128;
	const hasSizes =
		salt.length >= 8 &&
		salt.length <= 64 &&
		key.length >= 16 &&
		key.length <= 64;
	return isBounded && hasSizes ? { ln, r, p, salt, key } : undefined;
}

function base64(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}

function unbase64(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text, "base64"));
}
