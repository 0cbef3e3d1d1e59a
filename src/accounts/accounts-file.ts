/*
 * Ten thousand users in five hundred groups, 2.3 MB of text, are read in 0.3 to 0.4 s of one core, and changed in as much; most
 * of it is the TOML parser's. `bun test test/accounts/many-accounts.test.ts` holds loading and loading again under a second.
 */
import { parse, stringify, TomlError, type TomlTable } from "smol-toml";
import { decodeUtf8, OperatorError, tomlPositions } from "../base/index.ts";
import type { EntryKind } from "./account-keys.ts";
import { accountKey } from "./account-name.ts";
import {
	type AccountsDocument,
	type AccountsTable,
	checkAccounts,
	type Fault,
	faultText,
	isTable,
	SHOWN_FAULTS,
	TABLES,
	tablesOf,
} from "./accounts-document.ts";
import type { Plain } from "./value-form.ts";

const HEADER =
	"# Written by oceanftp. `oceanftp user` and `oceanftp group` change it; comments are not kept.\n\n";

/**
 * Reads the text of an accounts file.
 *
 * @param where the file's path, for the errors
 * @throws {OperatorError} config.syntax when it is not TOML; accounts.invalid, naming all faults, when values are not what they should be
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
	const { document, faults } = checkAccounts(parseToml(text, where));
	if (faults.length === 0) return document;
	throw faultError(faults, text, where);
}

/** The text of the file, in a fixed order: version first. */
export function accountsText(table: AccountsTable): string {
	const { version: _, users, groups, ...rest } = table;
	return (
		HEADER +
		stringify({
			version: 1,
			...rest,
			...(users === undefined ? {} : { users }),
			...(groups === undefined ? {} : { groups }),
		})
	);
}

/** A copy of the document in which an entry is replaced by `change(old)`, or taken out where that gives undefined. */
export function withEntry(
	table: AccountsTable,
	{ kind, name }: { readonly kind: EntryKind; readonly name: string },
	change: (before: TomlTable) => TomlTable | undefined,
): AccountsTable {
	const entries = tablesOf(table, kind);
	const stored =
		Object.keys(entries).find((key) => accountKey(key) === accountKey(name)) ??
		name;
	const before = Object.hasOwn(entries, stored) ? entries[stored] : undefined;
	const after = change(isTable(before) ? before : {});
	const others = Object.entries(entries).flatMap(
		([key, value]): [string, Plain][] =>
			key !== stored
				? [[key, value]]
				: after === undefined
					? []
					: [[key, after]],
	);
	const all: [string, Plain][] =
		before === undefined && after !== undefined
			? [...others, [stored, after]]
			: others;
	return { ...table, [TABLES[kind]]: Object.fromEntries(all) };
}

function faultError(
	faults: readonly Fault[],
	text: string,
	where: string,
): OperatorError {
	// Finding places costs a second walk over the text, so only a file with faults pays for it.
	const positions = tomlPositions(text);
	const lines = faults.slice(0, SHOWN_FAULTS).map((fault) => {
		const at =
			positions(fault.path) ?? positions(fault.near ?? fault.path.slice(0, -1));
		const place = at === undefined ? where : `${where}:${at.line}:${at.column}`;
		return `${place}: ${faultText(fault)}`;
	});
	const [first = where, ...others] = lines;
	const more = faults.length - lines.length;
	const rest = [...others, ...(more > 0 ? [`and ${more} more`] : [])];
	return new OperatorError("accounts.invalid", first, {
		...(rest.length === 0 ? {} : { why: rest.join("\n") }),
		fix: `edit ${where}, or restore it from ${where}.bak`,
	});
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
