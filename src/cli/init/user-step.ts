import type { AccountStore } from "../../accounts/index.ts";
import { scryptHasher } from "../../platform/index.ts";
import {
	ensureFirstUser,
	FIRST_USER,
	INITIAL_LOGIN_FILE,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { changeAccounts } from "../open-data.ts";
import {
	type GivenPassword,
	passwordRules,
	readPassword,
} from "../read-password.ts";
import type { InitResult } from "./result.ts";
import type { InitWish } from "./wish.ts";

/** The user that has to be made; undefined when it is there, or nobody is wanted and there are users. */
export function userToMake(
	{ user }: InitWish,
	accounts: AccountStore,
): string | undefined {
	if (user === undefined) {
		return accounts.list().length === 0 ? FIRST_USER : undefined;
	}
	return accounts.find(user) === undefined ? user : undefined;
}

/** The user that the result tells of. */
export function userName({ user }: InitWish, accounts: AccountStore): string {
	const first = accounts.list()[0]?.name;
	return user ?? first ?? FIRST_USER;
}

/** Undefined: the first start's way, with the password in a file. */
export async function passwordFor(
	invocation: Invocation,
	{ password, user }: InitWish,
): Promise<GivenPassword | undefined> {
	const { input } = invocation;
	if (password !== undefined) return password;
	const isGiven =
		input.has("generate") ||
		input.has("password-stdin") ||
		input.value("password-file") !== undefined ||
		input.value("password-env") !== undefined;
	if (user === undefined && !isGiven) return undefined;
	return readPassword(invocation, () =>
		passwordRules(invocation, user ?? FIRST_USER),
	);
}

/** Makes the user; without a password in the first start's way. */
export async function makeUser(
	invocation: Invocation,
	name: string,
	given: GivenPassword | undefined,
): Promise<InitResult["login"]> {
	const hasher = scryptHasher();
	if (given === undefined) {
		return await changeAccounts(invocation, async (accounts, data) => {
			if (data === undefined) return undefined;
			const { folder, place } = data;
			const login = await ensureFirstUser({ folder, accounts, hasher });
			return login === undefined
				? undefined
				: {
						...login,
						passwordAt: invocation.files.resolve(
							place.realPath,
							INITIAL_LOGIN_FILE,
						),
					};
		});
	}
	const passwordHash = await hasher.hash(given.password);
	await changeAccounts(invocation, (accounts) =>
		accounts.add({ name, passwordHash }),
	);
	return {
		user: name,
		...(given.isGenerated ? { password: given.password } : {}),
	};
}
