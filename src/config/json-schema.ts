import * as v from "valibot";
import { settingsSchema } from "./schema.ts";
import {
	checksOf,
	childSchema,
	choicesOf,
	entriesOf,
	isKind,
	optionsOf,
	unwrapped,
} from "./schema-walk.ts";
import type { SettingMetadata } from "./words.ts";

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of `oceanftp.toml`, for editors that check and complete TOML.
 *
 * @see https://json-schema.org/draft/2020-12/schema
 */
export function settingsJsonSchema(): JsonSchema {
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "oceanftp.toml",
		description: "The configuration of Ocean FTP Server.",
		...partOf(settingsSchema),
	};
}

function partOf(entry: v.GenericSchema): JsonSchema {
	const schema = unwrapped(entry);
	const about = v.getDescription(schema);
	const { example, pattern }: SettingMetadata = v.getMetadata(schema);
	const preset: unknown = Reflect.get(entry, "default");
	const options = optionsOf(schema);
	return {
		...(about === undefined ? {} : { description: about }),
		...(options.length === 0
			? typed(schema, pattern)
			: { anyOf: options.map((each) => typed(each, pattern)) }),
		...(preset === undefined || isKind(schema, "strict_object")
			? {}
			: { default: preset }),
		...(example === undefined ? {} : { examples: [example] }),
	};
}

function typed(
	schema: v.GenericSchema,
	pattern: string | undefined,
): JsonSchema {
	const choices = choicesOf(schema);
	if (choices !== undefined) return { type: "string", enum: choices };
	const checks = checksOf(schema);
	switch (schema.type) {
		case "strict_object":
			return tableOf(schema);
		case "array": {
			const item = childSchema(schema, "item");
			return {
				type: "array",
				...(item === undefined ? {} : { items: partOf(item) }),
			};
		}
		case "number":
			return {
				type: checks.has("integer") ? "integer" : "number",
				...bound("minimum", checks.get("min_value")),
				...bound("maximum", checks.get("max_value")),
			};
		case "boolean":
			return { type: "boolean" };
		default:
			return {
				type: "string",
				...(checks.has("non_empty") ? { minLength: 1 } : {}),
				...(pattern === undefined ? {} : { pattern }),
			};
	}
}

function tableOf(schema: v.GenericSchema): JsonSchema {
	const entries = entriesOf(schema);
	const required = entries.flatMap(([key, entry]) =>
		isKind(entry, "optional") ? [] : [key],
	);
	return {
		type: "object",
		properties: Object.fromEntries(
			entries.map(([key, entry]) => [key, partOf(entry)]),
		),
		...(required.length === 0 ? {} : { required }),
		additionalProperties: false,
	};
}

function bound(key: string, value: unknown): JsonSchema {
	return typeof value === "number" ? { [key]: value } : {};
}
