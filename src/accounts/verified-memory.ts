import { type Secret, utf8 } from "../base/index.ts";

/**
 * Remembers which password was last verified for which stored hash, so that a client that logs in again and again
 * (FTP clients open a session per transfer) pays for the slow hash once. Only an HMAC under a key that
 * lives and dies with the process is kept, never the password, and nothing is written to disk.
 */
export interface VerifiedMemory {
	/** Whether this password was verified for exactly this stored hash. */
	knows(name: string, storedHash: string, password: Secret): Promise<boolean>;
	remember(name: string, storedHash: string, password: Secret): Promise<void>;
	/** Forgets every name for which `keep` is false. */
	retain(keep: (name: string, storedHash: string) => boolean): void;
}

interface Remembered {
	readonly storedHash: string;
	readonly mac: Uint8Array;
}

/** @param limit how many names are remembered; the one that was used longest ago goes first */
export function createVerifiedMemory(limit: number): VerifiedMemory {
	const remembered = new Map<string, Remembered>();
	const key = crypto.subtle.generateKey(
		{ name: "HMAC", hash: "SHA-256", length: 256 },
		false,
		["sign"],
	);
	const macOf = async (
		storedHash: string,
		password: Secret,
	): Promise<Uint8Array> =>
		new Uint8Array(
			await crypto.subtle.sign(
				"HMAC",
				await key,
				// Neither part can hold NUL in front of the last one, so two pairs never give one text.
				utf8(`${storedHash}\0${password.reveal()}`),
			),
		);
	return {
		knows: async (name, storedHash, password) => {
			const entry = remembered.get(name);
			if (entry === undefined || entry.storedHash !== storedHash) return false;
			if (!sameMac(entry.mac, await macOf(storedHash, password))) return false;
			remembered.delete(name);
			remembered.set(name, entry);
			return true;
		},
		remember: async (name, storedHash, password) => {
			const mac = await macOf(storedHash, password);
			remembered.delete(name);
			remembered.set(name, { storedHash, mac });
			const [oldest] = remembered.keys();
			if (remembered.size > limit && oldest !== undefined) {
				remembered.delete(oldest);
			}
		},
		retain: (keep) => {
			for (const [name, entry] of remembered) {
				if (!keep(name, entry.storedHash)) remembered.delete(name);
			}
		},
	};
}

/** Compares in a time that does not depend on where the first difference is. */
function sameMac(a: Uint8Array, b: Uint8Array): boolean {
	let difference = a.length ^ b.length;
	for (let index = 0; index < a.length; index++) {
		difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
	}
	return difference === 0;
}
