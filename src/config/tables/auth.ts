import * as v from "valibot";
import { setting, whole, yesNo } from "../words.ts";

/** `[auth]` as it is written. */
export interface RawAuth {
	change_password: boolean;
	password_min_length: number;
	ban_failures: number;
	ban_window_seconds: number;
	ban_seconds: number;
	ban_longest_seconds: number;
}

/** Passwords, and what becomes of those who guess them. */
export interface AuthSettings {
	/** The server's gate for SITE PSWD; account and groups have theirs. */
	readonly changePassword: boolean;
	/** In characters; for passwords that somebody chooses. */
	readonly passwordMinLength: number;
	/** Failures within {@link banWindowMs} that ban an address; 0 bans nobody. */
	readonly banFailures: number;
	readonly banWindowMs: number;
	/** The first ban; each further one is twice as long. */
	readonly banMs: number;
	readonly banLongestMs: number;
}

export const authTable: v.GenericSchema<unknown, RawAuth> = v.strictObject({
	change_password: setting({
		is: yesNo,
		preset: false,
		about:
			"Let users change their password (SITE PSWD, under TLS only), if their account and all its groups allow it too.",
	}),
	password_min_length: setting({
		is: whole(1, 128),
		preset: 8,
		about:
			"The least characters of a password that somebody chooses, for SITE PSWD and for oceanftp user add and passwd.",
	}),
	ban_failures: setting({
		is: whole(0),
		preset: 10,
		about:
			"Failed logins within the window that ban an address for a while; 0 bans nobody.",
	}),
	ban_window_seconds: setting({
		is: whole(1, 31_536_000),
		preset: 600,
		about: "Seconds within which failed logins are counted.",
	}),
	ban_seconds: setting({
		is: whole(1, 31_536_000),
		preset: 600,
		about: "Seconds of the first ban; each further one is twice as long.",
	}),
	ban_longest_seconds: setting({
		is: whole(1, 31_536_000),
		preset: 86_400,
		about: "Seconds that a ban lasts at most.",
	}),
});

export function authSettings(raw: RawAuth): AuthSettings {
	return {
		changePassword: raw.change_password,
		passwordMinLength: raw.password_min_length,
		banFailures: raw.ban_failures,
		banWindowMs: raw.ban_window_seconds * 1000,
		banMs: raw.ban_seconds * 1000,
		banLongestMs: raw.ban_longest_seconds * 1000,
	};
}
