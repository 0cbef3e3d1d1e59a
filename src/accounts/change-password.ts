import type { Secret } from "../base/index.ts";
import type { Account } from "./account.ts";
import type { AccountStore } from "./account-store.ts";
import { takesAnyPassword } from "./any-password.ts";
import { createHashQueue } from "./hash-queue.ts";
import type { PasswordHasher } from "./password-port.ts";
import { type PasswordRules, passwordFault } from "./password-rules.ts";

/** A user's own password, by the user: the one that is, and the one to be. */
export interface OwnPasswords {
	readonly current: Secret;
	readonly next: Secret;
}

/** What came of it; `why` is for the client to read. */
export type OwnPasswordOutcome =
	| { readonly kind: "changed" }
	| { readonly kind: "wrongPassword" }
	| { readonly kind: "refused"; readonly why: string };

/** What {@link createPasswordChange} works with. */
export interface PasswordChangeOptions {
	readonly accounts: Pick<AccountStore, "find" | "replacePassword">;
	readonly hasher: PasswordHasher;
	/** The server's own word, read at each change: `[auth] change_password` and `password_min_length`. */
	readonly rules: () => {
		readonly isAllowed: boolean;
		/** Characters that a password has at least; 1 when absent. */
		readonly minLength?: number;
	};
}

/** One at a time: who changes passwords in a loop must not slow logins down. */
const AT_ONCE = 1;
const WAITING = 16;

/**
 * Makes the function by which users change their own password. Three gates: the server, the user's groups and the user
 * ({@link Account.mayChangePassword}) must all say yes. The current password is verified whenever the gates are open, before
 * the next one is looked at.
 *
 * @throws by the function: what writing accounts.toml can throw
 */
export function createPasswordChange({
	accounts,
	hasher,
	rules,
}: PasswordChangeOptions): (
	account: Pick<Account, "name">,
	passwords: OwnPasswords,
) => Promise<OwnPasswordOutcome> {
	const queue = createHashQueue({ atOnce: AT_ONCE, waiting: WAITING });
	return async ({ name }, { current, next }) => {
		// The session's account may be older than the last change of the file.
		const account = accounts.find(name);
		const { isAllowed, minLength = 1 } = rules();
		if (account === undefined || !isAllowed || !mayChange(account)) {
			return refused("Your password is not yours to change.");
		}
		const before = account.passwordHash;
		const fits = await queue.run(() => hasher.verify(current, before));
		if (fits === undefined) return refused(BUSY);
		if (!fits) return { kind: "wrongPassword" };
		const why = ownFault({ current, next }, { user: name, minLength });
		if (why !== undefined) return refused(why);
		const after = await queue.run(() => hasher.hash(next));
		if (after === undefined) return refused(BUSY);
		const done = await accounts.replacePassword(name, { before, after });
		return done
			? { kind: "changed" }
			: refused("The account was changed meanwhile; try again.");
	};
}

function mayChange(account: Account): boolean {
	return (
		account.enabled && account.mayChangePassword && !takesAnyPassword(account)
	);
}

const BUSY = "Too many change their passwords now; try again.";

function ownFault(
	{ current, next }: OwnPasswords,
	rules: PasswordRules,
): string | undefined {
	const fault = passwordFault(next, rules);
	if (fault !== undefined) return `The new password ${fault}.`;
	return next.reveal() === current.reveal()
		? "The new password is the old one."
		: undefined;
}

function refused(why: string): OwnPasswordOutcome {
	return { kind: "refused", why };
}
