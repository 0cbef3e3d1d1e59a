import {
	type Account,
	type AccountStore,
	accountKey,
} from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import { checkServedFolder, forgetInitialLogin } from "../../server/index.ts";
import { askYes } from "../ask-yes.ts";
import type { Invocation } from "../command.ts";
import { changeAccounts, chosenData, readAccounts } from "../open-data.ts";
import { existing, named, rootOf } from "./entries.ts";
import { groupFacts, say, userFacts } from "./words.ts";

/** `user remove NAME` */
export async function removeUser(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const accounts = await readAccounts(invocation);
	const account = accounts.find(
		existing(accounts, named(invocation, "user")).name,
	);
	if (account === undefined) return;
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

/** `group remove NAME`; nothing is lost but ceilings, so members are not left without theirs. */
export async function removeGroup(invocation: Invocation): Promise<void> {
	const { output } = invocation;
	const wanted = named(invocation, "group");
	// Told before the question: nobody should say yes to what cannot be.
	await (await readAccounts(invocation)).drop(wanted);
	if (!(await askYes(invocation, `Remove group ${wanted.name}`))) {
		output.note("Nothing was removed.");
		return;
	}
	const group = await changeAccounts(invocation, (store) => store.drop(wanted));
	say(invocation, `group ${group.name} removed`);
	await output.result({
		lines: [],
		document: {
			schema: "oceanftp.group/1",
			group: groupFacts(group, []),
			removed: true,
		},
	});
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
	const others = accounts
		.list()
		.filter((other) => accountKey(other.name) !== accountKey(account.name));
	const kept = [
		{ whose: "the root of all users", path: root },
		...others.map((other) => ({
			whose: `the home of ${other.name}`,
			path: files.resolve(root, other.home),
		})),
		...others.flatMap((other) =>
			other.mounts.map((mount) => ({
				whose: `a folder that ${other.name} sees at ${mount.path}`,
				path: files.resolve(
					root,
					mount.folder.replaceAll("{user}", other.name),
				),
			})),
		),
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
