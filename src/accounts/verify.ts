import { Secret } from "../base/index.ts";
import type { Account } from "./account.ts";
import { accountKey } from "./account-name.ts";
import type { AccountStore } from "./account-store.ts";
import { type ClientIdentity, recognises } from "./client-certificate.ts";
import { createHashQueue } from "./hash-queue.ts";
import { generatePassword } from "./password-generator.ts";
import type { PasswordHasher } from "./password-port.ts";
import { createVerifiedMemory } from "./verified-memory.ts";

/** Decides who may log in. */
export interface Authenticator {
	/**
	 * The account when name and password fit and it is enabled; undefined in every other case, and also when too many
	 * log in at this moment. An unknown name costs the same work as a wrong password, so time tells nobody which names exist.
	 */
	authenticate(
		name: string,
		password: Secret,
		identity?: ClientIdentity,
	): Promise<Account | undefined>;
	/** The enabled account of that name, when the certificate is one of its own. */
	recognise(name: string, identity: ClientIdentity): Account | undefined;
}

export interface AuthenticatorOptions {
	readonly accounts: Pick<AccountStore, "find" | "onChange">;
	readonly hasher: PasswordHasher;
	/** Hashes computed at the same moment; 2 when absent. */
	readonly hashesAtOnce?: number;
	/** Logins that may wait for their hash; 64 when absent, more are refused. */
	readonly hashesWaiting?: number;
	/** Verified passwords kept in mind; 1,000 when absent. */
	readonly remembered?: number;
}

/** Makes an {@link Authenticator} over a store; it forgets a verified password as soon as the account's hash changes. */
export function createAuthenticator(
	options: AuthenticatorOptions,
): Authenticator {
	const { accounts, hasher } = options;
	const queue = createHashQueue({
		atOnce: options.hashesAtOnce ?? 2,
		waiting: options.hashesWaiting ?? 64,
	});
	const memory = createVerifiedMemory(options.remembered ?? 1000);
	// Nobody knows this password: what is verified against it takes as long as the real thing, and fails.
	const decoy = hasher.hash(generatePassword());
	decoy.catch(() => undefined);

	const usable = (name: string): Account | undefined => {
		const account = accounts.find(name);
		return account?.enabled === true && account.passwordHash !== ""
			? account
			: undefined;
	};
	accounts.onChange(() => {
		memory.retain((name, hash) => usable(name)?.passwordHash === hash);
	});

	return {
		recognise: (name, identity) => {
			const account = accounts.find(name);
			if (account?.enabled !== true) return undefined;
			const isOwn = recognises(account.certificateRules, identity);
			return isOwn ? account : undefined;
		},
		authenticate: async (name, password, identity) => {
			const found = password.reveal() === "" ? undefined : usable(name);
			// Without the certificate that goes with it a right password is a wrong one.
			const lacksCertificate =
				found?.certificateLogin === "with-password" &&
				!(
					identity !== undefined && recognises(found.certificateRules, identity)
				);
			const given = lacksCertificate ? undefined : found;
			if (given === undefined) {
				const target = await decoy;
				await queue.run(() => hasher.verify(notEmpty(password), target));
				return undefined;
			}
			const key = accountKey(given.name);
			const hash = given.passwordHash;
			if (await memory.knows(key, hash, password)) return usable(name);
			const fits = await queue.run(() => hasher.verify(password, hash));
			if (fits !== true) return undefined;
			// The account may have been changed or taken away while the hash was computed.
			const now = usable(name);
			if (now?.passwordHash !== hash) return undefined;
			await memory.remember(key, hash, password);
			return now;
		},
	};
}

/** An empty password must cost as much as any, and some hashers refuse it outright. */
function notEmpty(password: Secret): Secret {
	return password.reveal() === "" ? new Secret(" ") : password;
}
