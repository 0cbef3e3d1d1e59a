import { TomlDate } from "smol-toml";
import { type Network, parseNetwork, SECOND_MS } from "../base/index.ts";
import { FileFailure, type Rights, ROOT, resolvePath } from "../files/index.ts";
import type { FolderRights } from "./account.ts";
import { accountNameFault } from "./account-name.ts";
import {
	CERTIFICATE_RULE_KINDS,
	type CertificateRule,
	parseCertificateRule,
} from "./client-certificate.ts";
import { parseRights, RIGHTS_FORM, RIGHTS_WORDS } from "./rights-words.ts";
import type { Plain, ValueForm } from "./value-form.ts";

/** A folder of the disk at a place of the account's tree, as declared. */
export interface DeclaredMount {
	readonly path: string;
	readonly folder: string;
	/** Undefined: what holds at the place anyway. */
	readonly rights: Rights | undefined;
}

const same = (text: string): Plain => text;

export const NAME: ValueForm<string> = {
	hint: "NAME",
	expected: "a name",
	read: (value) =>
		typeof value === "string" && accountNameFault(value) === undefined
			? value
			: undefined,
	typed: same,
};

export const HASH: ValueForm<string> = {
	hint: "HASH",
	expected: "a text made by `oceanftp user passwd`",
	read: (value) => (typeof value === "string" ? value : undefined),
	typed: same,
};

export const DISK_FOLDER: ValueForm<string> = {
	hint: "DIR",
	expected: "a folder's path without .. parts",
	read: (value) =>
		typeof value === "string" &&
		value !== "" &&
		!value.includes("\0") &&
		!value.split(/[\\/]/).includes("..")
			? value
			: undefined,
	typed: same,
};

export const VIRTUAL_FOLDER: ValueForm<string> = {
	hint: "/FOLDER",
	expected: "a path that begins with / and holds no .. parts",
	read: virtualPath,
	typed: same,
};

export const RIGHTS: ValueForm<Rights> = {
	hint: "RIGHTS",
	expected: RIGHTS_FORM,
	read: parseRights,
	typed: typedRights,
};

export const FOLDER_RIGHTS: ValueForm<FolderRights> = {
	hint: "/FOLDER=RIGHTS",
	expected: "a table { path, rights }, the path beginning with /",
	read: (value) => {
		if (!isTable(value, ["path", "rights"])) return undefined;
		const path = virtualPath(value["path"]);
		const rights = parseRights(value["rights"]);
		return path === undefined || rights === undefined
			? undefined
			: { path, rights };
	},
	typed: (text) => {
		const [path, rights] = cut(text, text.indexOf("="));
		return { path, rights: typedRights(rights) };
	},
};

export const MOUNT: ValueForm<DeclaredMount> = {
	hint: "/FOLDER=DIR[:RIGHTS]",
	expected:
		"a table { path, folder } or { path, folder, rights }, the path beginning with / and not / itself",
	read: (value) => {
		if (!isTable(value, ["path", "folder", "rights"])) return undefined;
		const path = virtualPath(value["path"]);
		const folder = DISK_FOLDER.read(value["folder"]);
		const rights = parseRights(value["rights"]);
		const hasRights = value["rights"] === undefined || rights !== undefined;
		return path === undefined ||
			path === "/" ||
			folder === undefined ||
			!hasRights
			? undefined
			: { path, folder, rights };
	},
	typed: (text) => {
		const [path, rest] = cut(text, text.indexOf("="));
		// A colon may be Windows' own, so that only what names rights is taken for them.
		const [folder, rights] = cut(rest, rest.lastIndexOf(":"));
		return parseRights(rights) === undefined
			? { path, folder: rest }
			: { path, folder, rights: typedRights(rights) };
	},
};

/** A day (the last one, as UTC counts it) or a moment; milliseconds since 1970 UTC from which on it is over. */
export const DATE: ValueForm<number> = {
	hint: "DATE",
	expected:
		"a date such as 2030-12-31, or a moment such as 2030-12-31T18:00:00Z",
	read: (value) =>
		value instanceof Date
			? endOf(value.toISOString())
			: typeof value === "string"
				? endOf(value)
				: undefined,
	typed: (text) => (endOf(text) === undefined ? text : new TomlDate(text)),
};

export const ADDRESSES: ValueForm<Network> = {
	hint: "CIDR",
	expected: "an address, or a network such as 192.168.0.0/16",
	read: (value) =>
		typeof value === "string" ? parseNetwork(value) : undefined,
	typed: same,
};

export const PATTERN: ValueForm<string> = {
	hint: "PATTERN",
	expected: "a pattern for names such as *.exe, without slashes",
	read: (value) =>
		typeof value === "string" && /^[^/\0\r\n]{1,255}$/.test(value)
			? value
			: undefined,
	typed: same,
};

export const CLIENT_CERT: ValueForm<CertificateRule> = {
	hint: "SHA256",
	expected: `a SHA-256 fingerprint, or a text such as "cn:alice"; before the colon stands one of: ${CERTIFICATE_RULE_KINDS.join(", ")}`,
	read: (value) =>
		typeof value === "string" ? parseCertificateRule(value) : undefined,
	typed: same,
};

function typedRights(text: string): Plain {
	if (Object.hasOwn(RIGHTS_WORDS, text)) return text;
	const rights = parseRights(text);
	return rights === undefined ? text : [...rights];
}

function virtualPath(value: unknown): string | undefined {
	if (typeof value !== "string" || !value.startsWith("/")) return undefined;
	if (value.split("/").some((part) => part === "." || part === "..")) {
		return undefined;
	}
	try {
		return resolvePath(ROOT, value);
	} catch (failure) {
		if (failure instanceof FileFailure) return undefined;
		throw failure;
	}
}

/** The moment at which a date is over, or the moment itself. */
function endOf(text: string): number | undefined {
	const [, day, time, zone] =
		/^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d)?)?$/.exec(
			text,
		) ?? [];
	if (day === undefined) return undefined;
	const startMs = Date.parse(`${day}T00:00:00Z`);
	// A day that no month has is carried over by some parsers.
	if (
		Number.isNaN(startMs) ||
		new Date(startMs).toISOString().slice(0, 10) !== day
	) {
		return undefined;
	}
	if (time === undefined) return startMs + 86_400 * SECOND_MS;
	const ms = Date.parse(`${day}T${time}${zone?.toUpperCase() ?? "Z"}`);
	return Number.isNaN(ms) ? undefined : ms;
}

/** A table that holds no other keys than these. */
function isTable(
	value: unknown,
	keys: readonly string[],
): value is Readonly<Record<string, unknown>> {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Date) &&
		Object.keys(value).every((key) => keys.includes(key))
	);
}

/** The texts before and behind the sign at an index; all before and nothing behind where there is none. */
function cut(text: string, at: number): readonly [string, string] {
	return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
