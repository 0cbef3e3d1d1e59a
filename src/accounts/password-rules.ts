import type { Secret } from "../base/index.ts";
import { accountKey } from "./account-name.ts";

/** Whose password it is to be, and what the server asks of passwords. */
export interface PasswordRules {
	readonly user: string;
	/** `[auth] password_min_length`, in characters. */
	readonly minLength: number;
}

/** What FTP clients can be expected to send in one line. */
const MAX_LENGTH = 500;

/**
 * Why a new password is refused, to be read behind "it"; undefined when it may be one. The same for everybody who
 * chooses one; those that the server makes, and hashes that are written into accounts.toml, are not looked at.
 *
 * @see NIST SP 800-63B §5.1.1.2: length is asked for, kinds of characters are not
 * @example passwordFault(new Secret("alice123"), { user: "alice", minLength: 8 }) // undefined
 */
export function passwordFault(
	password: Secret,
	{ minLength, user }: PasswordRules,
): string | undefined {
	const text = password.reveal();
	if (text === "") return `is empty; it needs ${minLength} characters at least`;
	if ([...text].length < minLength) {
		return `needs ${minLength} characters at least`;
	}
	if (text.length > MAX_LENGTH) {
		return `may have ${MAX_LENGTH} characters at most`;
	}
	// Such a password could never be typed again.
	if (/[\0\r\n]/.test(text)) {
		return "holds a line end or NUL, which FTP cannot send";
	}
	return accountKey(text) === accountKey(user)
		? "is the user's name"
		: undefined;
}
