import {
	generatePassword,
	type PasswordRules,
	passwordFault,
} from "../accounts/index.ts";
import { OperatorError, type Secret } from "../base/index.ts";
import type { CommandArg, Invocation } from "./command.ts";
import { loadConfig } from "./load-config.ts";
import { chosenData } from "./open-data.ts";
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
 * @param rulesFor asked when somebody chooses the password
 * @throws {OperatorError} usage.missing when there is no way, usage.invalid for two ways or a password that cannot be one
 */
export async function readPassword(
	invocation: Invocation,
	rulesFor: () => Promise<PasswordRules>,
): Promise<GivenPassword> {
	const { input } = invocation;
	refuseTwoWays(invocation, "password", Object.keys(PASSWORD_ARGS));
	if (input.has("generate")) {
		return { password: generatePassword(), isGenerated: true };
	}
	const rules = await rulesFor();
	const password =
		(await givenSecret(invocation, "password")) ??
		(await askSecretTwice(invocation, "password", WAYS));
	checkPassword(password, rules);
	return { password, isGenerated: false };
}

/** What the settings that count here ask of the user's password. @throws {OperatorError} as {@link loadConfig} */
export async function passwordRules(
	invocation: Invocation,
	user: string,
): Promise<PasswordRules> {
	const data = await chosenData(invocation);
	const { settings } = await loadConfig(invocation, data);
	return { user, minLength: settings.auth.passwordMinLength };
}

/** @throws {OperatorError} usage.invalid */
export function checkPassword(password: Secret, rules: PasswordRules): void {
	const fault = passwordFault(password, rules);
	if (fault === undefined) return;
	throw new OperatorError("usage.invalid", "This cannot be a password.", {
		why: `it ${fault}`,
		fix: "take another one, or have one made; password_min_length in [auth] says how long it has to be",
	});
}
