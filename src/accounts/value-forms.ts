import { TomlDate, type TomlValue } from "smol-toml";
import {
	type Network,
	parseNetwork,
	parseSize,
	SECOND_MS,
	SIZE_FORM,
} from "../base/index.ts";
import { FileFailure, type Rights, ROOT, resolvePath } from "../files/index.ts";
import type { FolderRights } from "./account.ts";
import { accountNameFault } from "./account-name.ts";
import {
	CERTIFICATE_RULE_KINDS,
	type CertificateRule,
	parseCertificateRule,
} from "./client-certificate.ts";
import { parseRights, RIGHTS_FORM, RIGHTS_WORDS } from "./rights-words.ts";

/** A value as it stands in accounts.toml. */
export type Plain = TomlValue;

/** How a kind of value is written in accounts.toml and on the command line. */
export interface ValueForm<T> {
	/** The word for it in the help of a flag. */
	readonly hint: string;
	/** What an error says was expected. */
	readonly expected: string;
	/** The words that may be typed, where there is a closed list of them. */
	readonly choices?: readonly string[];
	/** The flag takes no value: that it is there says it. */
	readonly isSwitch?: true;
	/** The form of one entry, for a flag that may be repeated. */
	readonly item?: ValueForm<unknown>;
	/** What the value in the file means, or undefined when it is not of this form. */
	read(value: unknown): T | undefined;
	/** What to write into the file for a text that was typed; {@link read} judges it. */
	typed(text: string): Plain;
}

/** A folder of the disk at a place of the account's tree, as declared. */
export interface DeclaredMount {
	readonly path: string;
	readonly folder: string;
	/** Undefined: what holds at the place anyway. */
	readonly rights: Rights | undefined;
}

const same = (text: string): Plain => text;

export const YES: ValueForm<boolean> = {
	hint: "yes|no",
	expected: "true or false",
	choices: ["yes", "no"],
	read: (value) => (typeof value === "boolean" ? value : undefined),
	typed: (text) => text === "yes",
};

export const SWITCH: ValueForm<boolean> = { ...YES, isSwitch: true };

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

export const SIZE: ValueForm<number> = {
	hint: "SIZE",
	expected: SIZE_FORM,
	read: parseSize,
	typed: (text) => (/^\d+$/.test(text) ? Number(text) : text.trim()),
};

export const RATE: ValueForm<number> = {
	...SIZE,
	expected: `above 0, a second: ${SIZE_FORM}`,
	read: (value) => {
		const size = parseSize(value);
		return size === 0 ? undefined : size;
	},
};

export const COUNT: ValueForm<number> = {
	hint: "N",
	expected: "a whole number, 0 or more",
	read: (value) => (isWhole(value) && value >= 0 ? value : undefined),
	typed: typedNumber,
};

export const SOME: ValueForm<number> = {
	hint: "N",
	expected: "a whole number, 1 or more",
	read: (value) => (isWhole(value) && value >= 1 ? value : undefined),
	typed: typedNumber,
};

const SECONDS_OF: ReadonlyMap<string, number> = new Map([
	["", 1],
	["s", 1],
	["m", 60],
	["h", 3600],
	["d", 86_400],
]);

/** The longest that a timer of the runtimes can wait. */
const LONGEST_SECONDS: number = Math.floor((2 ** 31 - 1) / SECOND_MS);

export const SECONDS: ValueForm<number> = {
	hint: "TIME",
	expected: "a whole number of seconds, 1 to 2,147,483",
	read: (value) =>
		isWhole(value) && value >= 1 && value <= LONGEST_SECONDS
			? value
			: undefined,
	typed: (text) => {
		const [, number, unit = ""] = /^(\d+)([smhd]?)$/.exec(text) ?? [];
		const factor = SECONDS_OF.get(unit);
		return number === undefined || factor === undefined
			? text
			: Number(number) * factor;
	},
};

export const CREDITS: ValueForm<number> = {
	hint: "N",
	expected: "a number; what is earned is above 0, what is paid below",
	read: (value) =>
		typeof value === "number" && Number.isFinite(value) ? value : undefined,
	typed: typedNumber,
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

/** One of a closed list of words. */
export function oneOf<T extends string>(...words: readonly T[]): ValueForm<T> {
	return {
		hint: words.join("|"),
		expected: `one of: ${words.join(", ")}`,
		choices: words,
		read: (value) => words.find((word) => word === value),
		typed: same,
	};
}

/** An array of values of one form; its flag may be repeated. */
export function listOf<T>(item: ValueForm<T>): ValueForm<readonly T[]> {
	return {
		hint: item.hint,
		expected: `an array; an entry is ${item.expected}`,
		item,
		read: (value) => {
			if (!Array.isArray(value)) return undefined;
			const read = value.map((each) => item.read(each));
			return read.every((each) => each !== undefined) ? read : undefined;
		},
		typed: item.typed,
	};
}

function typedNumber(text: string): Plain {
	return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

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

function isWhole(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value);
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
