import type * as v from "valibot";

/** Whether a schema is of one of the library's kinds, such as "array" or "strict_object". */
export function isKind(schema: v.GenericSchema, type: string): boolean {
	return schema.type === type;
}

/** The schema inside `optional(…)`. */
export function unwrapped(schema: v.GenericSchema): v.GenericSchema {
	return isKind(schema, "optional")
		? (childSchema(schema, "wrapped") ?? schema)
		: schema;
}

/** The schema of an array's items, or of what is optional. */
export function childSchema(
	schema: v.GenericSchema,
	key: "wrapped" | "item",
): v.GenericSchema | undefined {
	const child: unknown = Reflect.get(schema, key);
	return isSchema(child) ? child : undefined;
}

/** A table's keys with their schemas, in their order; empty for all else. */
export function entriesOf(
	schema: v.GenericSchema,
): readonly (readonly [key: string, schema: v.GenericSchema])[] {
	const entries: unknown = Reflect.get(schema, "entries");
	if (typeof entries !== "object" || entries === null) return [];
	return Object.entries(entries).filter(
		(entry): entry is [string, v.GenericSchema] => isSchema(entry[1]),
	);
}

/** The schemas that a union chooses from; empty for all else. */
export function optionsOf(schema: v.GenericSchema): readonly v.GenericSchema[] {
	const options: unknown = Reflect.get(schema, "options");
	return Array.isArray(options) ? options.filter(isSchema) : [];
}

/** The words of a picklist; undefined for all else. */
export function choicesOf(
	schema: v.GenericSchema,
): readonly string[] | undefined {
	const options: unknown = Reflect.get(schema, "options");
	return isKind(schema, "picklist") && Array.isArray(options)
		? options.map(String)
		: undefined;
}

/** The checks of a schema by their names in the library, pipes within pipes included: `min_value` with its requirement. */
export function checksOf(
	schema: v.GenericSchema,
): ReadonlyMap<string, unknown> {
	const checks = new Map<string, unknown>();
	const pipe: unknown = Reflect.get(schema, "pipe");
	for (const item of Array.isArray(pipe) ? pipe : []) {
		if (isSchema(item)) {
			for (const [type, requirement] of checksOf(item)) {
				checks.set(type, requirement);
			}
		} else if (typeof item === "object" && item !== null) {
			checks.set(
				String(Reflect.get(item, "type")),
				Reflect.get(item, "requirement"),
			);
		}
	}
	return checks;
}

/** `[[listen]]` and its like: the schema of one of its tables. */
export function tableItem(
	schema: v.GenericSchema,
): v.GenericSchema | undefined {
	const item = childSchema(schema, "item");
	return item !== undefined && isKind(item, "strict_object") ? item : undefined;
}

function isSchema(value: unknown): value is v.GenericSchema {
	return (
		typeof value === "object" &&
		value !== null &&
		Reflect.get(value, "kind") === "schema"
	);
}
