import { type Folder, OperatorError } from "../base/index.ts";
import type { Rights } from "../files/index.ts";
import type { Account } from "./account.ts";
import {
	checkGroup,
	checkNew,
	checkUnused,
	type EntryName,
	entriesOf,
	notFound,
	sorted,
	type Values,
} from "./account-checks.ts";
import { type EntryKind, KEY_NAMES } from "./account-keys.ts";
import { accountKey } from "./account-name.ts";
import {
	type AccountsDocument,
	type AccountsTable,
	checkAccounts,
	type Entry,
	faultText,
	NOBODY,
} from "./accounts-document.ts";
import { accountsText, readAccounts, withEntry } from "./accounts-file.ts";
import {
	type CertificateRule,
	formatCertificateRule,
} from "./client-certificate.ts";
import type { Plain } from "./value-form.ts";

/** The file's name in the data folder. */
export const ACCOUNTS_FILE = "accounts.toml";

/** Somebody new. What is absent: home = the name, enabled, every right. */
export interface NewAccount {
	readonly name: string;
	readonly passwordHash: string;
	readonly home?: string;
	readonly enabled?: boolean;
	readonly rights?: Rights;
	readonly certificateRules?: readonly CertificateRule[];
	readonly certificateLogin?: Account["certificateLogin"];
}

/**
 * The accounts of a data folder, held in memory and in `accounts.toml`. Letter case does not tell names apart.
 * Every change reads the file anew first, so that what another process wrote meanwhile is kept.
 */
export interface AccountStore {
	/** The account with all that its groups say applied; worked out before, so this is a look into a map. */
	find(name: string): Account | undefined;
	/** Sorted by name. */
	list(): readonly Account[];
	/** What the file itself says of a user or a group. */
	entry(kind: EntryKind, name: string): Entry | undefined;
	/** Sorted by name. */
	entries(kind: EntryKind): readonly Entry[];
	/** @throws {OperatorError} user.exists; usage.invalid when the name or the home cannot be one */
	add(account: NewAccount): Promise<Account>;
	/**
	 * A new user or group. A user is there without a password, unless it is among the values.
	 *
	 * @throws {OperatorError} user.exists, group.exists, group.not-found; usage.invalid for a value that cannot be
	 */
	create(entry: EntryName, values: Values): Promise<Entry>;
	/** @throws {OperatorError} user.not-found, group.not-found; usage.invalid for a value that cannot be, and for groups in a circle */
	edit(entry: EntryName, changes: Values): Promise<Entry>;
	/** @throws {OperatorError} user.not-found, group.not-found; group.in-use while somebody is in it */
	drop(entry: EntryName): Promise<Entry>;
	/** @throws {OperatorError} user.not-found */
	setPassword(name: string, passwordHash: string): Promise<Account>;
	/**
	 * Puts one hash in the place of another, unless the account has got a third in the meantime.
	 *
	 * @returns whether it was done
	 */
	replacePassword(
		name: string,
		hashes: { readonly before: string; readonly after: string },
	): Promise<boolean>;
	/** @throws {OperatorError} user.not-found */
	remove(name: string): Promise<Account>;
	/**
	 * Reads the file again; whoever watches it calls this. A file that is bad leaves what is in memory as it was.
	 * @returns whether the accounts are other than before
	 * @throws {OperatorError} config.syntax, accounts.invalid
	 */
	reload(): Promise<boolean>;
	/**
	 * Calls back after every change, from here or by reload; the returned function takes the call back. Whoever holds an
	 * account looks it up again then, and compares by `sameEffect`.
	 */
	onChange(callback: () => void): () => void;
}

/** What a store is made of. */
export interface AccountStoreOptions {
	readonly folder: Folder;
	/**
	 * Runs a change while no other process changes the file. Absent: whoever calls sees to it, as the command line does.
	 */
	readonly exclusively?: <T>(change: () => Promise<T>) => Promise<T>;
}

/**
 * Opens the accounts of a data folder; no file means no accounts, and none is made.
 *
 * @throws {OperatorError} config.syntax, accounts.invalid, each with file:line:column where known
 */
export async function openAccounts({
	folder,
	exclusively = (change) => change(),
}: AccountStoreOptions): Promise<AccountStore> {
	const where =
		folder.location === undefined
			? ACCOUNTS_FILE
			: `${folder.location}/${ACCOUNTS_FILE}`;
	const watchers = new Set<() => void>();
	let text: Uint8Array = new Uint8Array();
	let current: AccountsDocument = NOBODY;
	let queue: Promise<unknown> = Promise.resolve();

	const read = async (): Promise<boolean> => {
		const content = (await folder.read(ACCOUNTS_FILE)) ?? new Uint8Array();
		if (sameBytes(content, text)) return false;
		current = readAccounts(content, where);
		text = content;
		return true;
	};
	const tell = (): void => {
		for (const watcher of watchers) watcher();
	};
	const oneAtATime = <T>(work: () => Promise<T>): Promise<T> => {
		const done = queue.then(work);
		queue = done.catch(() => undefined);
		return done;
	};
	/** @param edit the document after the change; undefined: nothing is to be changed */
	const change = (
		edit: (before: AccountsDocument) => AccountsTable | undefined,
	): Promise<boolean> =>
		oneAtATime(() =>
			exclusively(async () => {
				const isOther = await read();
				const table = edit(current);
				if (table === undefined) {
					if (isOther) tell();
					return false;
				}
				const document = checked(table);
				const next = new TextEncoder().encode(accountsText(table));
				if (text.length > 0) {
					await folder.write(`${ACCOUNTS_FILE}.bak`, text, { secret: true });
				}
				await folder.write(ACCOUNTS_FILE, next, { secret: true });
				text = next;
				current = document;
				tell();
				return true;
			}),
		);
	const account = (name: string): Account => {
		const found = current.accounts.get(accountKey(name));
		if (found === undefined) throw notFound({ kind: "user", name }, current);
		return found;
	};
	const entry = (wanted: EntryName): Entry => {
		const found = entriesOf(current, wanted.kind).get(accountKey(wanted.name));
		if (found === undefined) throw notFound(wanted, current);
		return found;
	};
	const create = async (wanted: EntryName, values: Values): Promise<Entry> => {
		await change(({ table }) => {
			checkNew(wanted, current);
			checkGroup(values, current);
			return withEntry(table, wanted, () => edited({}, values, wanted.kind));
		});
		return entry(wanted);
	};
	const drop = async (wanted: EntryName): Promise<Entry> => {
		let dropped: Entry | undefined;
		await change(({ table }) => {
			dropped = entry(wanted);
			checkUnused(wanted, current);
			return withEntry(table, wanted, () => undefined);
		});
		return dropped ?? entry(wanted);
	};
	const edit = async (wanted: EntryName, changes: Values): Promise<Entry> => {
		await change(({ table }) => {
			entry(wanted);
			checkGroup(changes, current);
			return withEntry(table, wanted, (before) =>
				edited(before, changes, wanted.kind),
			);
		});
		return entry(wanted);
	};

	await read();
	return {
		find: (name) => current.accounts.get(accountKey(name)),
		list: () => sorted(current.accounts),
		entry: (kind, name) => entriesOf(current, kind).get(accountKey(name)),
		entries: (kind) => sorted(entriesOf(current, kind)),
		create,
		edit,
		drop,
		add: async (wanted) => {
			const { name } = wanted;
			await create({ kind: "user", name }, valuesOf(wanted));
			return account(name);
		},
		setPassword: async (name, passwordHash) => {
			await edit({ kind: "user", name }, { password: passwordHash });
			return account(name);
		},
		replacePassword: (name, { before, after }) =>
			change(({ accounts, table }) =>
				accounts.get(accountKey(name))?.passwordHash === before
					? withEntry(table, { kind: "user", name }, (values) => ({
							...values,
							password: after,
						}))
					: undefined,
			),
		remove: async (name) => {
			let removed: Account | undefined;
			await change(({ table }) => {
				removed = account(name);
				return withEntry(table, { kind: "user", name }, () => undefined);
			});
			return removed ?? account(name);
		},
		reload: () =>
			oneAtATime(async () => {
				const changed = await read();
				if (changed) tell();
				return changed;
			}),
		onChange: (callback) => {
			watchers.add(callback);
			return () => {
				watchers.delete(callback);
			};
		},
	};
}

/** The account's values in the file: only what differs from the defaults. */
function valuesOf(wanted: NewAccount): Values {
	const { certificateRules = [], name, rights } = wanted;
	return {
		password: wanted.passwordHash,
		home: wanted.home ?? name,
		enabled: wanted.enabled ?? true,
		rights: rights === undefined ? undefined : [...rights],
		client_certs:
			certificateRules.length === 0
				? undefined
				: certificateRules.map(formatCertificateRule),
		client_cert_login:
			wanted.certificateLogin === "with-password" ? "with-password" : undefined,
	};
}

/** The values after a change, in the order of the keys, so that every file reads alike. */
function edited(
	before: Readonly<Record<string, Plain>>,
	changes: Values,
	kind: EntryKind,
): Record<string, Plain> {
	const after: Values = { ...before, ...changes };
	return Object.fromEntries(
		[...KEY_NAMES[kind].keys()].flatMap((key): [string, Plain][] => {
			const value = after[key];
			return value === undefined ? [] : [[key, value]];
		}),
	);
}

/** What a changed document says. @throws {OperatorError} usage.invalid with the first fault */
function checked(table: AccountsTable): AccountsDocument {
	const { document, faults } = checkAccounts(table);
	const [first] = faults;
	if (first === undefined) return document;
	throw new OperatorError("usage.invalid", `${faultText(first)}.`, {
		why: "with the change the accounts would not be usable; nothing was changed",
	});
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
