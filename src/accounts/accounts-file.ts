import { parse, stringify, TomlError, type TomlTable } from "smol-toml";
import { decodeUtf8, OperatorError, tomlPositions } from "../base/index.ts";
import { ALL_RIGHTS, RIGHTS, type Right, type Rights } from "../files/index.ts";
import { type Account, plainAccount } from "./account.ts";
import { accountKey, accountNameFault } from "./account-name.ts";
import {
	CERTIFICATE_RULE_KINDS,
	type CertificateRule,
	formatCertificateRule,
	parseCertificateRule,
} from "./client-certificate.ts";

const HEADER =
	"# Written by oceanftp. `oceanftp user` changes it; comments are not kept.\n\n";

/** A table of the document, with whatever else stands in it. */
export type AccountsTable = TomlTable;

/** What accounts.toml says: the accounts by {@link accountKey}, and the document with all that this version does not know. */
export interface AccountsDocument {
	readonly accounts: ReadonlyMap<string, Account>;
	readonly table: TomlTable;
}

/**
 * Reads the text of an accounts file.
 *
 * @param where the file's path, for the errors
 * @throws {OperatorError} config.syntax when it is not TOML, accounts.invalid when a value is not what it should be
 */
export function readAccounts(
	content: Uint8Array,
	where: string,
): AccountsDocument {
	const text = decodeUtf8(content)?.replace(/^\uFEFF/, "");
	if (text === undefined) {
		throw new OperatorError("config.syntax", `${where} is not UTF-8 text`, {
			fix: `restore it from ${where}.bak, or save it as UTF-8`,
		});
	}
	const table = parseToml(text, where);
	const positions = tomlPositions(text);
	const invalid = (
		path: readonly (string | number)[],
		expected: string,
	): OperatorError => {
		const at = positions(path);
		const place = at === undefined ? where : `${where}:${at.line}:${at.column}`;
		return new OperatorError(
			"accounts.invalid",
			`${place}: ${path.join(".")} ${expected}`,
			{ fix: `edit ${where}, or restore it from ${where}.bak` },
		);
	};
	const { version = 1 } = table;
	if (version !== 1) {
		throw invalid(["version"], "must be 1, the only form known here");
	}
	for (const key of ["users", "groups"]) {
		if (table[key] !== undefined && !isTable(table[key])) {
			throw invalid([key], "must be a table");
		}
	}
	const accounts = new Map<string, Account>();
	for (const [name, entry] of Object.entries(usersOf(table))) {
		const path = ["users", name];
		const fault = accountNameFault(name);
		if (fault !== undefined) {
			throw invalid(path, `cannot be a user's name: ${fault}`);
		}
		if (!isTable(entry)) throw invalid(path, "must be a table");
		const key = accountKey(name);
		const same = accounts.get(key);
		if (same !== undefined) {
			throw invalid(
				path,
				`is the same name as ${same.name}: letter case does not tell users apart`,
			);
		}
		accounts.set(
			key,
			readAccount(name, entry, (field, expected) =>
				invalid([...path, field], expected),
			),
		);
	}
	return { accounts, table };
}

/** The text of the file, in a fixed order: version first. */
export function accountsText(table: TomlTable): string {
	const { version: _, ...rest } = table;
	return HEADER + stringify({ version: 1, ...rest });
}

/** A copy of the document in which a user's table is replaced by `change(old)`, or taken out where that gives undefined. */
export function withUser(
	table: TomlTable,
	name: string,
	change: (before: TomlTable) => TomlTable | undefined,
): TomlTable {
	const users = usersOf(table);
	const stored =
		Object.keys(users).find((key) => accountKey(key) === accountKey(name)) ??
		name;
	const before = users[stored];
	const after = change(isTable(before) ? before : {});
	const others = Object.entries(users).filter(([key]) => key !== stored);
	const entries =
		after === undefined
			? others
			: Object.hasOwn(users, stored)
				? Object.entries(users).map(([key, value]) =>
						key === stored ? ([key, after] as const) : ([key, value] as const),
					)
				: [...others, [stored, after] as const];
	return { ...table, users: Object.fromEntries(entries) };
}

/** The user's table of an account that is new: only what differs from the defaults. */
export function userTable(account: Account): TomlTable {
	const rights = RIGHTS.filter((right) => account.rights.has(right));
	return {
		password: account.passwordHash,
		home: account.home,
		enabled: account.enabled,
		...(rights.length < RIGHTS.length ? { rights } : {}),
		...(account.certificateRules.length === 0
			? {}
			: { client_certs: account.certificateRules.map(formatCertificateRule) }),
		...(account.certificateLogin === "enough"
			? {}
			: { client_cert_login: account.certificateLogin }),
	};
}

function parseToml(text: string, where: string): TomlTable {
	try {
		return parse(text, { integersAsBigInt: "asNeeded" });
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const [first = ""] = error.message.split("\n");
		throw new OperatorError(
			"config.syntax",
			`${where}:${error.line}:${error.column}: not valid TOML`,
			{
				why: first.replace("Invalid TOML document: ", ""),
				fix: `edit ${where}, or restore it from ${where}.bak`,
				cause: error,
			},
		);
	}
}

function readAccount(
	name: string,
	entry: TomlTable,
	invalid: (field: string, expected: string) => OperatorError,
): Account {
	const own = (field: string): unknown =>
		Object.hasOwn(entry, field) ? entry[field] : undefined;
	const passwordHash = own("password") ?? "";
	if (typeof passwordHash !== "string") {
		throw invalid(
			"password",
			"must be a string made by `oceanftp user passwd`",
		);
	}
	const home = own("home") ?? name;
	if (typeof home !== "string" || home === "" || home.includes("\0")) {
		throw invalid("home", "must be a folder's path");
	}
	if (home.split(/[\\/]/).includes("..")) {
		throw invalid("home", "must not hold .. parts");
	}
	const enabled = own("enabled") ?? true;
	if (typeof enabled !== "boolean") {
		throw invalid("enabled", "must be true or false");
	}
	const rights = readRights(own("rights"));
	if (rights === undefined) {
		throw invalid("rights", `must be an array out of: ${RIGHTS.join(", ")}`);
	}
	const certificateRules = readRules(own("client_certs"));
	if (certificateRules === undefined) {
		throw invalid(
			"client_certs",
			`must be an array of texts such as "sha256:…" or "cn:alice"; before the colon stands one of: ${CERTIFICATE_RULE_KINDS.join(", ")}`,
		);
	}
	const certificateLogin = own("client_cert_login") ?? "enough";
	if (certificateLogin !== "enough" && certificateLogin !== "with-password") {
		throw invalid("client_cert_login", 'must be "enough" or "with-password"');
	}
	return {
		...plainAccount(name, rights),
		passwordHash,
		home,
		enabled,
		certificateRules,
		certificateLogin,
	};
}

function readRules(value: unknown): readonly CertificateRule[] | undefined {
	if (value === undefined) return [];
	if (!Array.isArray(value)) return undefined;
	const rules = value.map((each) =>
		typeof each === "string" ? parseCertificateRule(each) : undefined,
	);
	return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function readRights(value: unknown): Rights | undefined {
	if (value === undefined) return ALL_RIGHTS;
	if (!Array.isArray(value) || !value.every(isRight)) return undefined;
	return new Set(value);
}

function isRight(value: unknown): value is Right {
	return RIGHTS.some((right) => right === value);
}

function usersOf(table: TomlTable): TomlTable {
	const { users } = table;
	return isTable(users) ? users : {};
}

function isTable(value: unknown): value is TomlTable {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Date)
	);
}
