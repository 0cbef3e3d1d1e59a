import type { Account } from "./account.ts";
import { accountKey } from "./account-name.ts";
import { isWithin, RIGHTS_WORDS } from "./rights-words.ts";

/** Stands in an account's `password` in place of a hash: whatever is typed is right. No hash looks like it. */
export const ANY_PASSWORD = "any";

/** The account for everybody, by the name that clients expect. */
export const ANONYMOUS = "anonymous";
/** What clients of old write for it. */
const ANONYMOUS_ALIAS = "ftp";

/** Whether the account lets everybody in. */
export function takesAnyPassword(account: Account): boolean {
	return account.passwordHash === ANY_PASSWORD;
}

/** The account's name that the typed one stands for: `ftp` is another word for `anonymous` where nobody is called so. */
export function otherLoginName(name: string): string | undefined {
	return accountKey(name) === ANONYMOUS_ALIAS ? ANONYMOUS : undefined;
}

/**
 * Why an account must not be open to everybody: its name says nothing of it, and its rights let strangers pass files to
 * strangers. Undefined when it is well.
 */
export function anyPasswordFault(account: Account): string | undefined {
	if (!takesAnyPassword(account)) return undefined;
	if (accountKey(account.name) === ANONYMOUS) return undefined;
	const places = [
		account.rights,
		...account.folders.map((each) => each.rights),
	];
	const isHarmless = [RIGHTS_WORDS["read-only"], RIGHTS_WORDS["dropbox"]].some(
		(word) =>
			word !== undefined && places.every((each) => isWithin(each, word)),
	);
	if (isHarmless) return undefined;
	return `lets everybody in ("${ANY_PASSWORD}"), so that it needs the name ${ANONYMOUS}, or rights that are read-only or dropbox`;
}
