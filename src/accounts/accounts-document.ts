import { nearest, type TomlPath } from "../base/index.ts";
import type { Account } from "./account.ts";
import {
	ACCOUNT_KEYS,
	type Declared,
	type EntryKind,
	KEY_NAMES,
} from "./account-keys.ts";
import { accountKey, accountNameFault } from "./account-name.ts";
import { anyPasswordFault } from "./any-password.ts";
import { accountOf, effectOf, under } from "./effect.ts";
import { ceilings } from "./group-tree.ts";
import type { Plain, PlainTable } from "./value-form.ts";

/** The table of the file that holds a kind. */
export const TABLES: Readonly<Record<EntryKind, "users" | "groups">> = {
	user: "users",
	group: "groups",
};

/** The whole document. */
export type AccountsTable = PlainTable;

/** A user or a group as accounts.toml declares it. */
export interface Entry {
	readonly kind: EntryKind;
	readonly name: string;
	readonly declared: Declared;
	/** The values as they are written. */
	readonly written: Readonly<Record<string, Plain>>;
}

/** What accounts.toml says; all by {@link accountKey}. */
export interface AccountsDocument {
	/** Users with all that their groups say applied. */
	readonly accounts: ReadonlyMap<string, Account>;
	readonly users: ReadonlyMap<string, Entry>;
	readonly groups: ReadonlyMap<string, Entry>;
	readonly table: AccountsTable;
}

/** Something in the file that is not as it should be. */
export interface Fault {
	readonly path: TomlPath;
	/** What follows the path in a sentence: "must be true or false". */
	readonly expected: string;
	/** Where to look for it, when the path has no place of its own. */
	readonly near?: TomlPath;
}

/** A document without anybody. */
export const NOBODY: AccountsDocument = {
	accounts: new Map(),
	users: new Map(),
	groups: new Map(),
	table: {},
};

/** As many as a person reads at once. */
export const SHOWN_FAULTS = 20;

/** Reads a document that is there as values, and says all that is wrong with it. With faults the accounts are good for nothing. */
export function checkAccounts(table: AccountsTable): {
	readonly document: AccountsDocument;
	readonly faults: readonly Fault[];
} {
	const faults: Fault[] = [];
	const fault = (path: TomlPath, expected: string): void => {
		faults.push({ path, expected });
	};
	const { version = 1 } = table;
	if (version !== 1) {
		fault(["version"], "must be 1, the only form known here");
	}
	for (const [key, value] of Object.entries(table)) {
		if (TOP_KEYS.includes(key)) continue;
		const expected = `is no key of this file${meantText(key, TOP_KEYS)}`;
		// [user.bob] has no line that is user's own.
		const near = isTable(value) ? Object.keys(value).slice(0, 1) : [];
		faults.push({ path: [key], expected, near: [key, ...near] });
	}
	const users = readEntries("user", table, fault);
	const groups = readEntries("group", table, fault);
	const ceilingOf = ceilings(groups, (name, expected) =>
		fault([TABLES.group, name, "group"], expected),
	);
	const accounts = new Map<string, Account>();
	for (const [key, { name, declared }] of users) {
		const { group } = declared;
		const ceiling =
			group === undefined ? undefined : ceilingOf(accountKey(group));
		if (group !== undefined && ceiling === undefined) {
			// Looking for the name that was meant is slow, and worth it only where somebody reads it.
			const known = faults.length < SHOWN_FAULTS ? groups : new Map();
			fault([TABLES.user, name, "group"], noGroupText(group, known));
		}
		const own = effectOf(declared);
		const effect = ceiling === undefined ? own : under(own, ceiling);
		const account = accountOf(name, declared, effect);
		const open = anyPasswordFault(account);
		if (open !== undefined) fault([TABLES.user, name, "password"], open);
		accounts.set(key, account);
	}
	return { document: { accounts, users, groups, table }, faults };
}

/** A fault as a sentence, without its place. */
export function faultText({ path, expected }: Fault): string {
	return `${path.join(".")} ${expected}`;
}

const TOP_KEYS: readonly string[] = ["version", ...Object.values(TABLES)];

function readEntries(
	kind: EntryKind,
	table: AccountsTable,
	fault: (path: TomlPath, expected: string) => void,
): ReadonlyMap<string, Entry> {
	const top = TABLES[kind];
	const entries = new Map<string, Entry>();
	if (table[top] !== undefined && !isTable(table[top])) {
		fault([top], "must be a table");
	}
	for (const [name, written] of Object.entries(tablesOf(table, kind))) {
		const path = [top, name];
		const nameFault = accountNameFault(name);
		const key = accountKey(name);
		const same = entries.get(key);
		if (nameFault !== undefined) {
			fault(path, `cannot be a ${kind}'s name: ${nameFault}`);
		} else if (same !== undefined) {
			fault(
				path,
				`is the same name as ${same.name}: letter case does not tell ${top} apart`,
			);
		} else if (!isTable(written)) {
			fault(path, "must be a table");
		} else {
			const declared = readDeclared(kind, written, (below, expected) =>
				fault([...path, ...below], expected),
			);
			entries.set(key, { kind, name, declared, written });
		}
	}
	return entries;
}

function readDeclared(
	kind: EntryKind,
	written: PlainTable,
	fault: (path: TomlPath, expected: string) => void,
): Declared {
	const names = KEY_NAMES[kind];
	const declared: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(written)) {
		const name = names.get(key);
		if (name === undefined) {
			fault([key], unknownKeyText(kind, key));
			continue;
		}
		const { form } = ACCOUNT_KEYS[name];
		const read = form.read(value);
		if (read !== undefined) {
			declared[name] = read;
			continue;
		}
		const item = form.item;
		const bad =
			item === undefined || !Array.isArray(value)
				? -1
				: value.findIndex((each) => item.read(each) === undefined);
		if (item === undefined || bad < 0) {
			fault([key], `must be ${form.expected}`);
		} else {
			fault([key, bad], `must be ${item.expected}`);
		}
	}
	return declared;
}

function unknownKeyText(kind: EntryKind, key: string): string {
	if (KEY_NAMES.user.has(key)) return `is for users, not for ${kind}s`;
	return `is no key of a ${kind}${meantText(key, KEY_NAMES[kind].keys())}`;
}

function meantText(key: string, known: Iterable<string>): string {
	const meant = nearest(key, known);
	return meant === undefined ? "" : `; did you mean ${meant}?`;
}

function noGroupText(
	group: string,
	groups: ReadonlyMap<string, Entry>,
): string {
	const names = [...groups.values()].map(({ name }) => name);
	return `names the group ${group}, which is not there${meantText(group, names)}`;
}

/** The tables of a kind, by the names as they are written. */
export function tablesOf(table: AccountsTable, kind: EntryKind): PlainTable {
	const entries = table[TABLES[kind]];
	return isTable(entries) ? entries : {};
}

/** Whether a value is a table. */
export function isTable(value: unknown): value is PlainTable {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Date)
	);
}
