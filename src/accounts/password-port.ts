import type { Secret } from "../base/index.ts";

/** Slow hashing of passwords, off the event loop, and a fast one to tell again what was verified; platform gives both. */
export interface PasswordHasher {
	/** A PHC string with its own salt and parameters. */
	hash(password: Secret): Promise<string>;
	/** False for a wrong password and for a stored text that is no hash (an empty one above all); never throws. */
	verify(password: Secret, stored: string): Promise<boolean>;
	/** Whether the stored hash cost less than one made today would, so that it should be made anew at the next login. */
	needsRehash(stored: string): boolean;
	/** A stored text that no password fits, and that takes as long to verify as one made today. Made at no cost. */
	decoy(): string;
	/**
	 * The same for the same text and nothing to whoever does not know the key, which lives and dies with the hasher (an HMAC). Fast, and
	 * so no way to keep a password.
	 */
	fingerprint(text: string): Uint8Array;
}
