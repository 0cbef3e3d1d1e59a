import * as v from "valibot";
import { settingsSchema } from "./schema.ts";
import type { SettingMetadata } from "./words.ts";

/** One setting as a flat fact: what flags, environment variables and help are made from. */
export interface SettingFact {
	/** The keys that lead to it in the file. */
	readonly path: readonly string[];
	readonly about: string;
	/** A size is a number of bytes, or a text with a unit; a list holds texts. */
	readonly type: "text" | "number" | "boolean" | "size" | "list";
	readonly choices?: readonly string[];
	/** The serve flag that sets it, without the dashes. */
	readonly flag?: string;
	readonly valueHint?: string;
	readonly defaultValue?: SettingValue;
	/** What could be written, where there is no default worth showing. */
	readonly example?: SettingValue;
}

/** What a single setting can be. */
export type SettingValue = string | number | boolean | readonly string[];

/** Every setting that is a single value, in the schema's order; arrays of tables are not among them. */
export function settingList(): readonly SettingFact[] {
	return factsOf(settingsSchema, []);
}

/** The keys that a table of the schema knows: what a mistyped key is compared with. */
export function knownKeys(path: readonly (string | number)[]): string[] {
	let schema: v.GenericSchema = settingsSchema;
	for (const key of path) {
		const inner = unwrapped(schema);
		if (typeof key === "number" && isKind(inner, "array")) {
			schema = childSchema(inner, "item") ?? schema;
		} else {
			schema = entriesOf(inner)[String(key)] ?? schema;
		}
	}
	return Object.keys(entriesOf(unwrapped(schema)));
}

function factsOf(
	schema: v.GenericSchema,
	path: readonly string[],
): readonly SettingFact[] {
	return Object.entries(entriesOf(unwrapped(schema))).flatMap(
		([key, entry]) => {
			const inner = unwrapped(entry);
			if (isTableArray(inner)) return [];
			if (isKind(inner, "strict_object")) return factsOf(entry, [...path, key]);
			return [factOf(entry, inner, [...path, key])];
		},
	);
}

function factOf(
	entry: v.GenericSchema,
	inner: v.GenericSchema,
	path: readonly string[],
): SettingFact {
	const { example, flag, kind, valueHint }: SettingMetadata =
		v.getMetadata(inner);
	const choices: unknown = Reflect.get(inner, "options");
	const preset: unknown = Reflect.get(entry, "default");
	return {
		path,
		about: v.getDescription(inner) ?? "",
		type: kind ?? typeOf(inner),
		...(isKind(inner, "picklist") && Array.isArray(choices)
			? { choices: choices.map(String) }
			: {}),
		...(flag === undefined ? {} : { flag }),
		...(valueHint === undefined ? {} : { valueHint }),
		...(isSettingValue(preset) ? { defaultValue: preset } : {}),
		...(isSettingValue(example) ? { example } : {}),
	};
}

function typeOf(schema: v.GenericSchema): SettingFact["type"] {
	if (isKind(schema, "number")) return "number";
	if (isKind(schema, "boolean")) return "boolean";
	return isKind(schema, "array") ? "list" : "text";
}

/** `[[listen]]` and its like. */
function isTableArray(schema: v.GenericSchema): boolean {
	const item = childSchema(schema, "item");
	return item !== undefined && isKind(item, "strict_object");
}

function isSettingValue(value: unknown): value is SettingValue {
	return (
		typeof value === "string" ||
		typeof value === "number" ||
		typeof value === "boolean" ||
		(Array.isArray(value) && value.every((each) => typeof each === "string"))
	);
}

function isKind(schema: v.GenericSchema, type: string): boolean {
	return schema.type === type;
}

/** The schema inside `optional(…)`. */
function unwrapped(schema: v.GenericSchema): v.GenericSchema {
	return isKind(schema, "optional")
		? (childSchema(schema, "wrapped") ?? schema)
		: schema;
}

function childSchema(
	schema: v.GenericSchema,
	key: "wrapped" | "item",
): v.GenericSchema | undefined {
	const child: unknown = Reflect.get(schema, key);
	return isSchema(child) ? child : undefined;
}

function entriesOf(schema: v.GenericSchema): Record<string, v.GenericSchema> {
	const entries: unknown = Reflect.get(schema, "entries");
	if (typeof entries !== "object" || entries === null) return {};
	return Object.fromEntries(
		Object.entries(entries).filter(
			(entry): entry is [string, v.GenericSchema] => isSchema(entry[1]),
		),
	);
}

function isSchema(value: unknown): value is v.GenericSchema {
	return (
		typeof value === "object" &&
		value !== null &&
		Reflect.get(value, "kind") === "schema"
	);
}
