import {
	type AccountStore,
	type Entry,
	explain,
	membersOf,
} from "../../accounts/index.ts";
import type { Invocation } from "../command.ts";
import { readAccounts } from "../open-data.ts";
import { existing, named } from "./entries.ts";
import { readStanding, standingFacts, standingRows } from "./standing.ts";
import {
	columns,
	groupFacts,
	passwordWord,
	userFacts,
	writtenFacts,
	writtenRows,
} from "./words.ts";

/** `user list` */
export async function listUsers(invocation: Invocation): Promise<void> {
	const accounts = (await readAccounts(invocation)).list();
	if (accounts.length === 0) invocation.output.note("There are no users.");
	await invocation.output.result({
		lines: columns(
			accounts.map(({ name, enabled, home, groups }) => [
				name.padEnd(4),
				(enabled ? "enabled" : "disabled").padEnd(8),
				home,
				groups.join(" < "),
			]),
		),
		document: {
			schema: "oceanftp.users/1",
			users: accounts.map(userFacts),
		},
	});
}

/** `group list` */
export async function listGroups(invocation: Invocation): Promise<void> {
	const accounts = await readAccounts(invocation);
	const groups = accounts
		.entries("group")
		.map((group) => groupFacts(group, membersIn(accounts, group)));
	if (groups.length === 0) invocation.output.note("There are no groups.");
	await invocation.output.result({
		lines: columns(
			accounts.entries("group").map((group) => {
				const { declared, name } = group;
				const members = membersIn(accounts, group).length;
				return [
					name.padEnd(4),
					declared.enabled === false ? "disabled" : "enabled",
					members === 1 ? "1 member" : `${members} members`,
					declared.group === undefined ? "" : `in ${declared.group}`,
				];
			}),
		),
		document: { schema: "oceanftp.groups/1", groups },
	});
}

/** `user show NAME [--effective]` */
export async function showUser(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const accounts = await readAccounts(invocation);
	const entry = existing(accounts, named(invocation, "user"));
	const account = accounts.find(entry.name);
	const rows = explain(accounts, entry.name);
	if (account === undefined || rows === undefined) return;
	const standing = await readStanding(invocation, account);
	const effective = rows.map(({ from, key, text }) => [
		key,
		text,
		from.map(({ kind, name }) => `${kind} ${name}`).join(", "),
	]);
	await output.result({
		lines: [
			entry.name,
			...indented(
				columns([
					["password", passwordWord(account), ""],
					...(input.has("effective")
						? effective
						: writtenRows(entry).map((row) => [...row, ""])),
					...(standing === undefined
						? []
						: standingRows(account, standing).map((row) => [...row, ""])),
				]),
			),
		],
		document: {
			schema: "oceanftp.user/1",
			user: userFacts(account),
			says: writtenFacts(entry),
			usage: standing === undefined ? null : standingFacts(account, standing),
			from: Object.fromEntries(
				rows.map(({ key, from }) => [
					key,
					from.map(({ kind, name }) => ({ kind, name })),
				]),
			),
		},
	});
}

/** `group show NAME` */
export async function showGroup(invocation: Invocation): Promise<void> {
	const accounts = await readAccounts(invocation);
	const entry = existing(accounts, named(invocation, "group"));
	const members = membersIn(accounts, entry);
	const shown = members.map(({ kind, name }) => `${kind} ${name}`).join(", ");
	await invocation.output.result({
		lines: [
			entry.name,
			...indented(
				columns([
					...writtenRows(entry),
					["members", shown === "" ? "none" : shown],
				]),
			),
		],
		document: {
			schema: "oceanftp.group/1",
			group: groupFacts(entry, members),
		},
	});
}

function membersIn(accounts: AccountStore, group: Entry): readonly Entry[] {
	return membersOf(group.name, [
		...accounts.entries("user"),
		...accounts.entries("group"),
	]);
}

function indented(lines: readonly string[]): readonly string[] {
	return lines.map((line) => `  ${line}`);
}
