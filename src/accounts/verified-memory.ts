import type { Secret } from "../base/index.ts";
import type { PasswordHasher } from "./password-port.ts";

/**
 * Remembers which password was last verified for which stored hash, so that a client that logs in again and again
 * (FTP clients open a session per transfer) pays for the slow hash once. Only an HMAC under a key that
 * lives and dies with the process is kept, never the password, and nothing is written to disk.
 */
export interface VerifiedMemory {
	/** Whether this password was verified for exactly this stored hash. */
	knows(name: string, storedHash: string, password: Secret): boolean;
	remember(name: string, storedHash: string, password: Secret): void;
	/** Forgets every name for which `keep` is false. */
	retain(keep: (name: string, storedHash: string) => boolean): void;
}

interface Remembered {
	readonly storedHash: string;
	readonly mac: Uint8Array;
}

/**
 * An answer costs 2 to 4 µs; the web's own HMAC took 20 to 30 µs and a thread's waking for it.
 *
 * @param limit how many names are remembered; the one that was used longest ago goes first
 */
export function createVerifiedMemory(
	{ fingerprint }: Pick<PasswordHasher, "fingerprint">,
	limit: number,
): VerifiedMemory {
	const remembered = new Map<string, Remembered>();
	// Neither part can hold NUL in front of the last one, so two pairs never give one text.
	const macOf = (storedHash: string, password: Secret): Uint8Array =>
		fingerprint(`${storedHash}\0${password.reveal()}`);
	return {
		knows: (name, storedHash, password) => {
			const entry = remembered.get(name);
			if (entry === undefined || entry.storedHash !== storedHash) return false;
			if (!sameMac(entry.mac, macOf(storedHash, password))) return false;
			remembered.delete(name);
			remembered.set(name, entry);
			return true;
		},
		remember: (name, storedHash, password) => {
			const mac = macOf(storedHash, password);
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
