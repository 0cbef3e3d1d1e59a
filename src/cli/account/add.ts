import {
	type Account,
	type AccountStore,
	ANONYMOUS,
	ANY_PASSWORD,
	accountKey,
	type Entry,
	type EntryName,
	type Values,
} from "../../accounts/index.ts";
import { scryptHasher } from "../../platform/index.ts";
import { forgetInitialLogin } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { changeAccounts, readAccounts } from "../open-data.ts";
import {
	type GivenPassword,
	passwordRules,
	readPassword,
} from "../read-password.ts";
import { refuseTwoWays } from "../read-secret.ts";
import { checkFolders, checkFree, existing, named } from "./entries.ts";
import { flagValues } from "./entry-flags.ts";
import { groupFacts, say, userFacts } from "./words.ts";

/** `user add NAME` */
export async function addUser(invocation: Invocation): Promise<void> {
	const wanted = named(invocation, "user");
	const values = userValues(invocation, wanted);
	checkFree(await readAccounts(invocation), wanted);
	await checkFolders(invocation, { name: wanted.name, values });
	const given = await askedPassword(invocation, wanted);
	const password = await passwordValue(given);
	const added = await changeAccounts(invocation, (accounts) =>
		created(accounts, wanted, { home: wanted.name, ...values, password }),
	);
	say(invocation, `${added.name} added`);
	await answer(invocation, added, given);
}

/** `group add NAME` */
export async function addGroup(invocation: Invocation): Promise<void> {
	const wanted = named(invocation, "group");
	const values = flagValues(invocation, "group");
	checkFree(await readAccounts(invocation), wanted);
	await checkFolders(invocation, { name: "{user}", values });
	const group = await changeAccounts(invocation, (accounts) =>
		accounts.create(wanted, values),
	);
	say(invocation, `group ${group.name} added`);
	await answerGroup(invocation, group);
}

/** `user copy FROM TO`: everything but the password, and a home that is its own where the other's was. */
export async function copyUser(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const wanted: EntryName = { kind: "user", name: input.word("to") ?? "" };
	const from: EntryName = { kind: "user", name: input.word("from") ?? "" };
	const accounts = await readAccounts(invocation);
	existing(accounts, from);
	checkFree(accounts, wanted);
	const given = hasPasswordFlag(invocation)
		? await askedPassword(invocation, wanted)
		: undefined;
	const password = given === undefined ? undefined : await passwordValue(given);
	const added = await changeAccounts(invocation, (store) => {
		const { name, written } = existing(store, from);
		const { home = name } = written;
		return created(store, wanted, {
			...written,
			// A certificate tells who somebody is, so it belongs to one.
			client_certs: undefined,
			home: home === name ? wanted.name : home,
			password,
		});
	});
	say(invocation, `${added.name} added, as ${from.name}`);
	if (password === undefined) {
		output.note(
			`${added.name} has no password yet: oceanftp user passwd ${added.name}`,
		);
	}
	await answer(invocation, added, given);
}

/** `group copy FROM TO` */
export async function copyGroup(invocation: Invocation): Promise<void> {
	const { input } = invocation;
	const wanted: EntryName = { kind: "group", name: input.word("to") ?? "" };
	const from: EntryName = { kind: "group", name: input.word("from") ?? "" };
	const accounts = await readAccounts(invocation);
	existing(accounts, from);
	checkFree(accounts, wanted);
	const group = await changeAccounts(invocation, (store) =>
		store.create(wanted, existing(store, from).written),
	);
	say(invocation, `group ${group.name} added, as ${from.name}`);
	await answerGroup(invocation, group);
}

/** `user passwd NAME` */
export async function changePassword(invocation: Invocation): Promise<void> {
	const wanted = named(invocation, "user");
	existing(await readAccounts(invocation), wanted);
	const given = await askedPassword(invocation, wanted);
	const password = await passwordValue(given);
	const account = await changeAccounts(invocation, async (accounts, data) => {
		const changed = await accounts.setPassword(wanted.name, password);
		if (data !== undefined) await forgetInitialLogin(data.folder, changed.name);
		return changed;
	});
	say(invocation, `password of ${account.name} changed`);
	await answer(invocation, account, given);
}

/** Everybody may come in as `anonymous`, so that it reads only unless somebody says otherwise. */
function userValues(invocation: Invocation, { name }: EntryName): Values {
	const values = flagValues(invocation, "user");
	const isAnonymous =
		invocation.input.has("any-password") && accountKey(name) === ANONYMOUS;
	return {
		...(isAnonymous ? { rights: "read-only" } : {}),
		...(invocation.input.has("client-cert-with-password")
			? { client_cert_login: "with-password" }
			: {}),
		...values,
	};
}

const WAYS: readonly string[] = [
	"password-stdin",
	"password-file",
	"password-env",
	"generate",
	"any-password",
];

function hasPasswordFlag({ input }: Invocation): boolean {
	return WAYS.some(
		(flag) => input.has(flag) || input.value(flag) !== undefined,
	);
}

/** @returns undefined where any password is to be right */
async function askedPassword(
	invocation: Invocation,
	{ name }: EntryName,
): Promise<GivenPassword | undefined> {
	refuseTwoWays(invocation, "password", WAYS);
	return invocation.input.has("any-password")
		? undefined
		: await readPassword(invocation, () => passwordRules(invocation, name));
}

async function passwordValue(
	given: GivenPassword | undefined,
): Promise<string> {
	return given === undefined
		? ANY_PASSWORD
		: await scryptHasher().hash(given.password);
}

async function created(
	accounts: AccountStore,
	wanted: EntryName,
	values: Values,
): Promise<Account> {
	const { name } = await accounts.create(wanted, values);
	const account = accounts.find(name);
	if (account === undefined) throw new Error(`${name} was made and is gone`);
	return account;
}

async function answer(
	{ output }: Invocation,
	account: Account,
	given: GivenPassword | undefined,
): Promise<void> {
	const password =
		given?.isGenerated === true ? given.password.reveal() : undefined;
	await output.result({
		lines: password === undefined ? [] : [password],
		document: {
			schema: "oceanftp.user/1",
			user: userFacts(account),
			...(password === undefined ? {} : { password }),
		},
	});
}

async function answerGroup(
	{ output }: Invocation,
	group: Entry,
): Promise<void> {
	await output.result({
		lines: [],
		document: { schema: "oceanftp.group/1", group: groupFacts(group, []) },
	});
}
