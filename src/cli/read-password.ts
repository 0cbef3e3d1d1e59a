import { generatePassword } from "../accounts/index.ts";
import { OperatorError, type Secret } from "../base/index.ts";
import type { CommandArg, Invocation } from "./command.ts";
import {
	askSecretTwice,
	givenSecret,
	refuseTwoWays,
	secretArgs,
} from "./read-secret.ts";

/** The ways to hand over a password. */
export const PASSWORD_ARGS: Readonly<Record<string, CommandArg>> = {
	...secretArgs("password"),
	generate: {
		type: "boolean",
		description: "Make a password, and print it once.",
	},
};

const WAYS = "--password-stdin, --password-file, --password-env or --generate";

/** A password, and whether it was made here and so must be shown. */
export interface GivenPassword {
	readonly password: Secret;
	readonly isGenerated: boolean;
}

/**
 * The password by the one way that the flags name, or else by asking twice on the terminal.
 *
 * @throws {OperatorError} usage.missing when there is no way, usage.invalid for two ways or a password that cannot be one
 */
export async function readPassword(
	invocation: Invocation,
): Promise<GivenPassword> {
	const { input } = invocation;
	refuseTwoWays(invocation, "password", Object.keys(PASSWORD_ARGS));
	if (input.has("generate")) {
		return { password: generatePassword(), isGenerated: true };
	}
	const password =
		(await givenSecret(invocation, "password")) ??
		(await askSecretTwice(invocation, "password", WAYS));
	checkPassword(password);
	return { password, isGenerated: false };
}

/** FTP sends a password as the rest of a line, so it cannot hold what ends one. @throws {OperatorError} usage.invalid */
export function checkPassword(password: Secret): void {
	const text = password.reveal();
	const why =
		text === ""
			? "it is empty"
			: /[\0\r\n]/.test(text)
				? "it holds a line end or NUL, which FTP cannot send"
				: text.length > 500
					? "it is longer than 500 characters"
					: undefined;
	if (why === undefined) return;
	throw new OperatorError("usage.invalid", "This cannot be a password.", {
		why,
	});
}
