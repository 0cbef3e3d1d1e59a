import { type Folder, OperatorError } from "../base/index.ts";
import { ALL_RIGHTS, type Rights } from "../files/index.ts";
import { type Account, plainAccount } from "./account.ts";
import { accountKey, accountNameFault } from "./account-name.ts";
import {
	type AccountsDocument,
	type AccountsTable,
	accountsText,
	readAccounts,
	userTable,
	withUser,
} from "./accounts-file.ts";
import type { CertificateRule } from "./client-certificate.ts";

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
	find(name: string): Account | undefined;
	/** Sorted by name. */
	list(): readonly Account[];
	/** @throws {OperatorError} user.exists; usage.invalid when the name cannot be one */
	add(account: NewAccount): Promise<Account>;
	/** @throws {OperatorError} user.not-found */
	setPassword(name: string, passwordHash: string): Promise<Account>;
	/** @throws {OperatorError} user.not-found */
	remove(name: string): Promise<Account>;
	/**
	 * Reads the file again; whoever watches it calls this. A file that is bad leaves what is in memory as it was.
	 * @returns whether the accounts are other than before
	 * @throws {OperatorError} config.syntax, accounts.invalid
	 */
	reload(): Promise<boolean>;
	/** Calls back after every change, from here or by reload; the returned function takes the call back. */
	onChange(callback: () => void): () => void;
}

/**
 * Opens the accounts of a data folder; no file means no accounts, and none is made.
 *
 * @throws {OperatorError} config.syntax, accounts.invalid, each with file:line:column where known
 */
export async function openAccounts(options: {
	readonly folder: Folder;
}): Promise<AccountStore> {
	const { folder } = options;
	const where =
		folder.location === undefined
			? ACCOUNTS_FILE
			: `${folder.location}/${ACCOUNTS_FILE}`;
	const watchers = new Set<() => void>();
	let text: Uint8Array = new Uint8Array();
	let current: AccountsDocument = { accounts: new Map(), table: {} };
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
	const change = <T>(
		edit: (table: AccountsTable) => { table: AccountsTable; result: T },
	): Promise<T> =>
		oneAtATime(async () => {
			await read();
			const { table, result } = edit(current.table);
			const next = new TextEncoder().encode(accountsText(table));
			const document = readAccounts(next, where);
			if (text.length > 0) {
				await folder.write(`${ACCOUNTS_FILE}.bak`, text, { secret: true });
			}
			await folder.write(ACCOUNTS_FILE, next, { secret: true });
			text = next;
			current = document;
			tell();
			return result;
		});
	const existing = (name: string): Account => {
		const account = current.accounts.get(accountKey(name));
		if (account === undefined) throw notFound(name, current);
		return account;
	};

	await read();
	return {
		find: (name) => current.accounts.get(accountKey(name)),
		list: () =>
			[...current.accounts.values()].sort((a, b) =>
				accountKey(a.name) < accountKey(b.name) ? -1 : 1,
			),
		add: (wanted) =>
			change((table) => {
				const account = checkedAccount(wanted);
				const same = current.accounts.get(accountKey(account.name));
				if (same !== undefined) {
					throw new OperatorError(
						"user.exists",
						`There is a user ${same.name} already.`,
						{ fix: `oceanftp user passwd ${same.name}` },
					);
				}
				return {
					table: withUser(table, account.name, () => userTable(account)),
					result: account,
				};
			}),
		setPassword: (name, passwordHash) =>
			change((table) => {
				const account = existing(name);
				return {
					table: withUser(table, name, (before) => ({
						...before,
						password: passwordHash,
					})),
					result: { ...account, passwordHash },
				};
			}),
		remove: (name) =>
			change((table) => {
				const account = existing(name);
				return {
					table: withUser(table, name, () => undefined),
					result: account,
				};
			}),
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

function checkedAccount(wanted: NewAccount): Account {
	const fault = accountNameFault(wanted.name);
	if (fault !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			`"${wanted.name}" cannot be a user's name.`,
			{ why: fault },
		);
	}
	const home = wanted.home ?? wanted.name;
	if (
		home === "" ||
		home.includes("\0") ||
		home.split(/[\\/]/).includes("..")
	) {
		throw new OperatorError(
			"usage.invalid",
			`"${home}" cannot be a home folder.`,
			{ why: "it is empty or holds .. parts" },
		);
	}
	return {
		...plainAccount(wanted.name, wanted.rights ?? ALL_RIGHTS),
		passwordHash: wanted.passwordHash,
		home,
		enabled: wanted.enabled ?? true,
		certificateRules: wanted.certificateRules ?? [],
		certificateLogin: wanted.certificateLogin ?? "enough",
	};
}

function notFound(name: string, document: AccountsDocument): OperatorError {
	const names = [...document.accounts.values()].map((account) => account.name);
	return new OperatorError("user.not-found", `There is no user ${name}.`, {
		why:
			names.length === 0
				? "accounts.toml holds no users"
				: `the users are: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`,
		fix: "oceanftp user list",
	});
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
