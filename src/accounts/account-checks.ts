import { nearest, OperatorError } from "../base/index.ts";
import type { EntryKind } from "./account-keys.ts";
import { accountKey, accountNameFault } from "./account-name.ts";
import type { AccountsDocument, Entry } from "./accounts-document.ts";
import type { Plain } from "./value-form.ts";

/** Values by the names of accounts.toml; undefined takes a key away, so that nothing is said. */
export type Values = Readonly<Record<string, Plain | undefined>>;

/** Which user or group. */
export interface EntryName {
	readonly kind: EntryKind;
	readonly name: string;
}

/** @throws {OperatorError} user.exists, group.exists; usage.invalid when the name cannot be one */
export function checkNew(
	{ kind, name }: EntryName,
	document: AccountsDocument,
): void {
	const why = accountNameFault(name);
	if (why !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			`"${name}" cannot be a ${kind}'s name.`,
			{ why },
		);
	}
	const same = entriesOf(document, kind).get(accountKey(name));
	if (same !== undefined) throw existsAlready(same);
}

/** The error for a user or a group that is there already. */
export function existsAlready({ kind, name }: EntryName): OperatorError {
	return kind === "user"
		? new OperatorError("user.exists", `There is a user ${name} already.`, {
				fix: `oceanftp user set ${name} …, or oceanftp user passwd ${name}`,
			})
		: new OperatorError("group.exists", `There is a group ${name} already.`, {
				fix: `oceanftp group set ${name} …`,
			});
}

/** Whether the group that the values name is there. @throws {OperatorError} group.not-found */
export function checkGroup(
	{ group }: Values,
	document: AccountsDocument,
): void {
	if (typeof group !== "string") return;
	if (document.groups.has(accountKey(group))) return;
	throw notFound({ kind: "group", name: group }, document);
}

/** Whether nobody is in the group. @throws {OperatorError} group.in-use */
export function checkUnused(
	{ kind, name }: EntryName,
	document: AccountsDocument,
): void {
	if (kind === "user") return;
	const members = membersOf(name, [
		...document.users.values(),
		...document.groups.values(),
	]);
	if (members.length === 0) return;
	throw new OperatorError("group.in-use", `The group ${name} has members.`, {
		why: shownNames(members.map((each) => `${each.kind} ${each.name}`)),
		fix: `oceanftp ${members[0]?.kind} set ${members[0]?.name} --group none`,
	});
}

/** Those whose own group it is. */
export function membersOf(
	group: string,
	entries: readonly Entry[],
): readonly Entry[] {
	return entries.filter(
		({ declared }) =>
			declared.group !== undefined &&
			accountKey(declared.group) === accountKey(group),
	);
}

/** The error for a user or a group that is not there; it names those that are. */
export function notFoundAmong(
	{ kind, name }: EntryName,
	names: readonly string[],
): OperatorError {
	const meant = nearest(name, names);
	return new OperatorError(
		kind === "user" ? "user.not-found" : "group.not-found",
		`There is no ${kind} ${name}.`,
		{
			why:
				names.length === 0
					? `there are no ${kind}s at all`
					: meant === undefined
						? `there are: ${shownNames(names)}`
						: `did you mean ${meant}? there are: ${shownNames(names)}`,
			fix: `oceanftp ${kind} list`,
		},
	);
}

/** The same, for a document. */
export function notFound(
	wanted: EntryName,
	document: AccountsDocument,
): OperatorError {
	const entries = sorted(entriesOf(document, wanted.kind));
	return notFoundAmong(
		wanted,
		entries.map(({ name }) => name),
	);
}

function shownNames(names: readonly string[]): string {
	return `${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`;
}

/** The users or the groups of a document. */
export function entriesOf(
	document: AccountsDocument,
	kind: EntryKind,
): ReadonlyMap<string, Entry> {
	return kind === "user" ? document.users : document.groups;
}

/** By their keys. */
export function sorted<T extends { readonly name: string }>(
	all: ReadonlyMap<string, T>,
): readonly T[] {
	return [...all]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, value]) => value);
}
