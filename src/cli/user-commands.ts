import {
	type Account,
	type AccountStore,
	accountKey,
	accountNameFault,
	CERTIFICATE_RULE_KINDS,
	type CertificateRule,
	formatCertificateRule,
	parseCertificateRule,
} from "../accounts/index.ts";
import { OperatorError } from "../base/index.ts";
import { RIGHTS } from "../files/index.ts";
import { scryptHasher } from "../platform/index.ts";
import {
	checkServedFolder,
	FILES_FOLDER,
	forgetInitialLogin,
} from "../server/index.ts";
import { askYes } from "./ask-yes.ts";
import type { Invocation } from "./command.ts";
import { loadConfig } from "./load-config.ts";
import { changeAccounts, chosenData, readAccounts } from "./open-data.ts";
import type { Answer } from "./output.ts";
import { type GivenPassword, readPassword } from "./read-password.ts";

/** `user add NAME` */
export async function addUser(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const name = input.word("name") ?? "";
	checkName(name);
	const home = input.value("home");
	if (home !== undefined) {
		const data = await chosenData(invocation);
		const path = files.resolve(await rootOf(invocation), home);
		await checkServedFolder(path, data.path, files);
	}
	const certificateRules = input.values("client-cert").map(ruleOf);
	checkFree(await readAccounts(invocation), name);
	const given = await readPassword(invocation);
	const passwordHash = await scryptHasher().hash(given.password);
	const account = await changeAccounts(invocation, (accounts) =>
		accounts.add({
			name,
			passwordHash,
			...(home === undefined ? {} : { home }),
			certificateRules,
			...(input.has("client-cert-with-password")
				? { certificateLogin: "with-password" }
				: {}),
		}),
	);
	say(invocation, `${account.name} added`);
	await output.result(answerFor(account, given));
}

/** `user passwd NAME` */
export async function changePassword(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const name = input.word("name") ?? "";
	existing(await readAccounts(invocation), name);
	const given = await readPassword(invocation);
	const passwordHash = await scryptHasher().hash(given.password);
	const account = await changeAccounts(invocation, async (accounts, data) => {
		const changed = await accounts.setPassword(name, passwordHash);
		if (data !== undefined) await forgetInitialLogin(data.folder, changed.name);
		return changed;
	});
	say(invocation, `password of ${account.name} changed`);
	await output.result(answerFor(account, given));
}

/** `user list` */
export async function listUsers(invocation: Invocation): Promise<void> {
	const accounts = (await readAccounts(invocation)).list();
	const width = Math.max(4, ...accounts.map(({ name }) => name.length));
	if (accounts.length === 0) invocation.output.note("There are no users.");
	await invocation.output.result({
		lines: accounts.map(({ name, enabled, home }) =>
			[name.padEnd(width), enabled ? "enabled " : "disabled", home].join("  "),
		),
		document: {
			schema: "oceanftp.users/1",
			users: accounts.map(userFacts),
		},
	});
}

/** `user remove NAME` */
export async function removeUser(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const accounts = await readAccounts(invocation);
	const account = existing(accounts, input.word("name") ?? "");
	const folder = input.has("delete-files")
		? await deletableHome(invocation, accounts, account)
		: undefined;
	const what =
		folder === undefined
			? `user ${account.name}`
			: `user ${account.name} and all files in ${folder}`;
	if (!(await askYes(invocation, `Remove ${what}`))) {
		output.note("Nothing was removed.");
		return;
	}
	await changeAccounts(invocation, async (store, data) => {
		await store.remove(account.name);
		if (data === undefined) return;
		await forgetInitialLogin(data.folder, account.name);
		if (folder !== undefined) await files.remove(folder);
	});
	say(invocation, `${what} removed`);
	await output.result({
		lines: [],
		document: {
			schema: "oceanftp.user/1",
			user: userFacts(account),
			removed: true,
			filesDeleted: folder ?? null,
		},
	});
}

/** @throws {OperatorError} usage.invalid for a text that is no rule */
function ruleOf(text: string): CertificateRule {
	const rule = parseCertificateRule(text);
	if (rule !== undefined) return rule;
	throw new OperatorError(
		"usage.invalid",
		`"${text}" does not tell a client certificate.`,
		{
			why: `expected a SHA-256 fingerprint, or a rule such as cn:alice; before the colon stands one of ${CERTIFICATE_RULE_KINDS.join(", ")}`,
			fix: "oceanftp cert inspect FILE shows fingerprint and names",
		},
	);
}

function checkName(name: string): void {
	const why = accountNameFault(name);
	if (why === undefined) return;
	throw new OperatorError(
		"usage.invalid",
		`"${name}" cannot be a user's name.`,
		{ why },
	);
}

/** Before anything is asked: nobody should think up a password for nothing. */
function checkFree(accounts: AccountStore, name: string): void {
	const same = accounts.find(name);
	if (same === undefined) return;
	throw new OperatorError(
		"user.exists",
		`There is a user ${same.name} already.`,
		{ fix: `oceanftp user passwd ${same.name}` },
	);
}

function existing(accounts: AccountStore, name: string): Account {
	const account = accounts.find(name);
	if (account !== undefined) return account;
	const names = accounts.list().map((each) => each.name);
	throw new OperatorError("user.not-found", `There is no user ${name}.`, {
		why:
			names.length === 0
				? "there are no users at all"
				: `there are: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`,
		fix: "oceanftp user list",
	});
}

async function rootOf(invocation: Invocation): Promise<string> {
	const data = await chosenData(invocation);
	const { settings } = await loadConfig(invocation, data);
	return settings.root ?? invocation.files.resolve(data.path, FILES_FOLDER);
}

/** The home folder, when it is this user's alone and holds nothing but what was served. */
async function deletableHome(
	invocation: Invocation,
	accounts: AccountStore,
	account: Account,
): Promise<string> {
	const { files } = invocation;
	const root = await rootOf(invocation);
	const home = files.resolve(root, account.home);
	const data = await chosenData(invocation);
	const real = await checkServedFolder(home, data.path, files);
	const kept = [
		{ whose: "the root of all users", path: root },
		...accounts
			.list()
			.filter((other) => accountKey(other.name) !== accountKey(account.name))
			.map((other) => ({
				whose: `the home of ${other.name}`,
				path: files.resolve(root, other.home),
			})),
	];
	for (const { whose, path } of kept) {
		if (!files.contains(real, await files.realPath(path))) continue;
		throw new OperatorError("usage.invalid", `${home} is not deleted.`, {
			why: `it is or contains ${whose}`,
			fix: "leave --delete-files out, and delete by hand what should go",
		});
	}
	return home;
}

function say({ input, output }: Invocation, done: string): void {
	output.note(input.has("dry-run") ? `${done} (dry run: nothing was)` : done);
}

function answerFor(account: Account, given: GivenPassword): Answer {
	const password = given.isGenerated ? given.password.reveal() : undefined;
	return {
		lines: password === undefined ? [] : [password],
		document: {
			schema: "oceanftp.user/1",
			user: userFacts(account),
			...(password === undefined ? {} : { password }),
		},
	};
}

function userFacts(account: Account): Readonly<Record<string, unknown>> {
	return {
		name: account.name,
		enabled: account.enabled,
		home: account.home,
		rights: RIGHTS.filter((right) => account.rights.has(right)),
		clientCerts: account.certificateRules.map(formatCertificateRule),
		clientCertLogin: account.certificateLogin,
	};
}
