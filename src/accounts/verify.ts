import { Secret } from "../base/index.ts";
import type { Account } from "./account.ts";
import { accountKey } from "./account-name.ts";
import type { AccountStore } from "./account-store.ts";
import { otherLoginName, takesAnyPassword } from "./any-password.ts";
import { type ClientIdentity, recognises } from "./client-certificate.ts";
import { createHashQueue } from "./hash-queue.ts";
import type { PasswordHasher } from "./password-port.ts";
import { createSharedHashes, type HashQuestion } from "./shared-hashes.ts";
import { createVerifiedMemory } from "./verified-memory.ts";

/** Decides who may log in. */
export interface Authenticator {
	/**
	 * The account when name and password fit, it is enabled and not expired; undefined in every other case, and also when
	 * too many log in at this moment. An unknown name costs the same work as a wrong password, so time tells nobody which names exist.
	 */
	authenticate(
		name: string,
		password: Secret,
		identity?: ClientIdentity,
	): Promise<Account | undefined>;
	/** The account of that name that may log in, when the certificate is one of its own. */
	recognise(name: string, identity: ClientIdentity): Account | undefined;
}

export interface AuthenticatorOptions {
	readonly accounts: Pick<
		AccountStore,
		"find" | "onChange" | "replacePassword"
	>;
	readonly hasher: PasswordHasher;
	/** The wall clock, for accounts that expire. */
	readonly nowMs: () => number;
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
	const { accounts, hasher, nowMs } = options;
	const queue = createHashQueue({
		atOnce: options.hashesAtOnce ?? 2,
		waiting: options.hashesWaiting ?? 64,
	});
	const memory = createVerifiedMemory(hasher, options.remembered ?? 1000);
	const shared = createSharedHashes<boolean | undefined>(hasher);
	const decoy = hasher.decoy();

	const found = (name: string): Account | undefined => {
		const other = otherLoginName(name);
		const account =
			accounts.find(name) ??
			(other === undefined ? undefined : accounts.find(other));
		return account !== undefined && mayLogIn(account, nowMs())
			? account
			: undefined;
	};
	const usable = (name: string): Account | undefined => {
		const account = found(name);
		return account?.passwordHash === "" ? undefined : account;
	};
	/** Replaces a hash that was made when hashes were cheaper. Nobody waits for it, and a disk that refuses costs nothing. */
	const strengthen = async (
		account: Account,
		password: Secret,
	): Promise<void> => {
		const before = account.passwordHash;
		if (!hasher.needsRehash(before)) return;
		const after = await queue.run(() => hasher.hash(password));
		if (after === undefined) return;
		await accounts.replacePassword(account.name, { before, after });
	};
	const verify = ({
		password,
		storedHash,
	}: HashQuestion): Promise<boolean | undefined> =>
		queue.run(() => hasher.verify(password, storedHash));
	/** Verifies, and keeps in mind what fits. */
	const learn = async (
		question: HashQuestion,
	): Promise<boolean | undefined> => {
		const { name, password, storedHash } = question;
		const fits = await verify(question);
		// The account may have been changed or taken away while the hash was computed.
		const account = usable(name);
		if (fits === true && account?.passwordHash === storedHash) {
			memory.remember(name, storedHash, password);
			strengthen(account, password).catch(() => undefined);
		}
		return fits;
	};
	accounts.onChange(() => {
		memory.retain((name, hash) => usable(name)?.passwordHash === hash);
	});

	return {
		recognise: (name, identity) => {
			const account = found(name);
			if (account === undefined) return undefined;
			const isOwn = recognises(account.certificateRules, identity);
			return isOwn ? account : undefined;
		},
		authenticate: async (name, password, identity) => {
			const account = usable(name);
			// Without the certificate that goes with it a right password is a wrong one.
			const given =
				account !== undefined && lacksCertificate(account, identity)
					? undefined
					: account;
			if (given !== undefined && takesAnyPassword(given)) return given;
			if (given === undefined || password.reveal() === "") {
				const question = {
					name: accountKey(name),
					password: notEmpty(password),
					storedHash: decoy,
				};
				await shared.answer(question, () => verify(question));
				return undefined;
			}
			const key = accountKey(given.name);
			const storedHash = given.passwordHash;
			if (memory.knows(key, storedHash, password)) return given;
			const question = { name: key, password, storedHash };
			const fits = await shared.answer(question, () => learn(question));
			const now = usable(name);
			return fits === true && now?.passwordHash === storedHash
				? now
				: undefined;
		},
	};
}

/** Enabled with all its groups, and not expired. */
function mayLogIn(account: Account, nowMs: number): boolean {
	const { enabled, expiresMs = Number.POSITIVE_INFINITY } = account;
	return enabled && nowMs < expiresMs;
}

function lacksCertificate(
	{ certificateLogin, certificateRules }: Account,
	identity: ClientIdentity | undefined,
): boolean {
	if (certificateLogin !== "with-password") return false;
	return identity === undefined || !recognises(certificateRules, identity);
}

/** An empty password must cost as much as any, and some hashers refuse it outright. */
function notEmpty(password: Secret): Secret {
	return password.reveal() === "" ? new Secret(" ") : password;
}
