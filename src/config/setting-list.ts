import * as v from "valibot";
import { settingsSchema } from "./schema.ts";
import {
	checksOf,
	childSchema,
	choicesOf,
	entriesOf,
	isKind,
	tableItem,
	unwrapped,
} from "./schema-walk.ts";
import type { SettingMetadata } from "./words.ts";

/** What a single setting can be. */
export type SettingValue = string | number | boolean | readonly string[];

/** One setting as a flat fact: what flags, environment variables, help and the example file are made from. */
export interface SettingFact {
	/** The keys that lead to it in the file. */
	readonly path: readonly string[];
	readonly about: string;
	/** A size is a number of bytes, or a text with a unit; a list holds texts. */
	readonly type: "text" | "number" | "boolean" | "size" | "list";
	readonly choices?: readonly string[];
	/** Of a number; included. */
	readonly lowest?: number;
	readonly highest?: number;
	/** The serve flag that sets it, without the dashes. */
	readonly flag?: string;
	readonly valueHint?: string;
	readonly defaultValue?: SettingValue;
	/** What could be written, where there is no default worth showing. */
	readonly example?: SettingValue;
}

/** A table of the file with the settings that stand in it. */
export interface SettingTable {
	/** Empty for the keys above all tables. */
	readonly path: readonly string[];
	readonly about: string;
	/** It may be there more than once: `[[listen]]`. */
	readonly isArray: boolean;
	readonly settings: readonly SettingFact[];
}

/** Every table, in the schema's order; a table within a table comes behind it. */
export function settingTables(): readonly SettingTable[] {
	allTables ??= tablesOf(settingsSchema, [], { isArray: false });
	return allTables;
}

/** The schema does not change, and a start asks four times (5 ms each). */
let allTables: readonly SettingTable[] | undefined;

/** Every setting that is a single value or a list, in the schema's order; those in arrays of tables are not among them. */
export function settingList(): readonly SettingFact[] {
	return settingTables().flatMap(({ isArray, settings }) =>
		isArray ? [] : settings,
	);
}

/** The environment variable that sets it. @example variableName({ path: ["tls", "control"] }) // "OCEANFTP_TLS__CONTROL" */
export function variableName({ path }: Pick<SettingFact, "path">): string {
	return `OCEANFTP_${path.join("__").toUpperCase()}`;
}

/** The keys that a table of the schema knows: what a mistyped key is compared with. */
export function knownKeys(path: readonly (string | number)[]): string[] {
	let schema: v.GenericSchema = settingsSchema;
	for (const key of path) {
		const inner = unwrapped(schema);
		if (typeof key === "number" && isKind(inner, "array")) {
			schema = childSchema(inner, "item") ?? schema;
		} else {
			schema = new Map(entriesOf(inner)).get(String(key)) ?? schema;
		}
	}
	return entriesOf(unwrapped(schema)).map(([key]) => key);
}

function tablesOf(
	schema: v.GenericSchema,
	path: readonly string[],
	{ about = "", isArray }: { about?: string; isArray: boolean },
): readonly SettingTable[] {
	const settings: SettingFact[] = [];
	const below: SettingTable[] = [];
	for (const [key, entry] of entriesOf(unwrapped(schema))) {
		const inner = unwrapped(entry);
		const at = [...path, key];
		const item = tableItem(inner);
		const table = isKind(inner, "strict_object") ? inner : item;
		if (table === undefined) {
			settings.push(factOf(entry, inner, at));
		} else {
			const about = v.getDescription(inner) ?? "";
			const isArray = table === item;
			below.push(...tablesOf(table, at, { about, isArray }));
		}
	}
	return [{ path, about, isArray, settings }, ...below];
}

function factOf(
	entry: v.GenericSchema,
	inner: v.GenericSchema,
	path: readonly string[],
): SettingFact {
	const { example, flag, kind, valueHint }: SettingMetadata =
		v.getMetadata(inner);
	const choices = choicesOf(inner);
	const preset: unknown = Reflect.get(entry, "default");
	return {
		path,
		about: v.getDescription(inner) ?? "",
		type: kind ?? typeOf(inner),
		...(choices === undefined ? {} : { choices }),
		...(isKind(inner, "number") ? boundsOf(inner) : {}),
		...(flag === undefined ? {} : { flag }),
		...(valueHint === undefined ? {} : { valueHint }),
		...(isSettingValue(preset) ? { defaultValue: preset } : {}),
		...(isSettingValue(example) ? { example } : {}),
	};
}

function boundsOf(
	schema: v.GenericSchema,
): Pick<SettingFact, "lowest" | "highest"> {
	const checks = checksOf(schema);
	const lowest = checks.get("min_value");
	const highest = checks.get("max_value");
	return {
		...(typeof lowest === "number" ? { lowest } : {}),
		...(typeof highest === "number" ? { highest } : {}),
	};
}

function typeOf(schema: v.GenericSchema): SettingFact["type"] {
	if (isKind(schema, "number")) return "number";
	if (isKind(schema, "boolean")) return "boolean";
	return isKind(schema, "array") ? "list" : "text";
}

function isSettingValue(value: unknown): value is SettingValue {
	return (
		typeof value === "string" ||
		typeof value === "number" ||
		typeof value === "boolean" ||
		(Array.isArray(value) && value.every((each) => typeof each === "string"))
	);
}
