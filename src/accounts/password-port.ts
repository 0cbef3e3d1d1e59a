import type { Secret } from "../base/index.ts";

/** Slow hashing of passwords, off the event loop; platform gives it. */
export interface PasswordHasher {
	/** A PHC string with its own salt and parameters. */
	hash(password: Secret): Promise<string>;
	/** False for a wrong password and for a stored text that is no hash (an empty one above all); never throws. */
	verify(password: Secret, stored: string): Promise<boolean>;
	/** Whether the stored hash cost less than one made today would, so that it should be made anew at the next login. */
	needsRehash(stored: string): boolean;
}
