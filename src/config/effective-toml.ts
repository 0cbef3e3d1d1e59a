import type { LoadedSettings } from "./load-settings.ts";
import { tableHeader } from "./setting-help.ts";
import {
	type SettingTable,
	type SettingValue,
	settingTables,
} from "./setting-list.ts";
import { tomlValue } from "./toml-text.ts";

type Effective = Pick<LoadedSettings, "raw" | "origins">;

const ORIGIN_COLUMN = 44;

/**
 * What counts, as TOML that could be written into a file; settings without a value are left out.
 *
 * @param options.withOrigin every line bears a comment that says where its value comes from
 */
export function effectiveToml(
	effective: Effective,
	options: { readonly withOrigin?: true } = {},
): readonly string[] {
	const lines = settingTables().flatMap((table) =>
		tableLines(
			table,
			effective,
			options.withOrigin === true ? origin : noOrigin,
		),
	);
	return lines[0] === "" ? lines.slice(1) : lines;
}

/** The same for programs: every setting under its name, null where nothing is set. */
export function effectiveDocument({
	raw,
}: Effective): Readonly<Record<string, unknown>> {
	const document: Record<string, unknown> = {};
	for (const { isArray, path, settings } of settingTables()) {
		const [first, second] = path;
		const found = valueAt(raw, path);
		const value = isArray
			? tablesOf(found).map((each) => tableDocument(each, settings))
			: tableDocument(found, settings);
		if (first === undefined) Object.assign(document, value);
		else if (second === undefined) document[first] = value;
		else Object.assign(Object(document[first]), { [second]: value });
	}
	return document;
}

function tableDocument(
	table: unknown,
	settings: SettingTable["settings"],
): Record<string, unknown> {
	return Object.fromEntries(
		settings.map(({ path }) => {
			const key = path.at(-1) ?? "";
			return [key, valueAt(table, [key]) ?? null];
		}),
	);
}

type OriginOf = (path: readonly string[], effective: Effective) => string;

const noOrigin: OriginOf = () => "";
const origin: OriginOf = (path, { origins }) =>
	`# ${origins.get(path.join(".")) ?? "default"}`;

function tableLines(
	table: SettingTable,
	effective: Effective,
	originOf: OriginOf,
): string[] {
	const { isArray, path, settings } = table;
	const found = valueAt(effective.raw, path);
	const each = isArray ? tablesOf(found) : [found];
	return each.flatMap((values) => {
		const lines = settings.flatMap((fact) => {
			const key = fact.path.at(-1) ?? "";
			const value = valueAt(values, [key]);
			if (!isShown(value)) return [];
			// An array of tables comes from one place as a whole.
			const from = originOf(isArray ? path : fact.path, effective);
			const line = `${key} = ${tomlValue(value)}`;
			return [from === "" ? line : `${line.padEnd(ORIGIN_COLUMN)} ${from}`];
		});
		if (lines.length === 0) return [];
		return ["", ...(path.length === 0 ? [] : [tableHeader(table)]), ...lines];
	});
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
	let value = tree;
	for (const key of path) {
		if (typeof value !== "object" || value === null) return undefined;
		value = Reflect.get(value, key);
	}
	return value;
}

function tablesOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function isShown(value: unknown): value is SettingValue {
	return value !== undefined;
}
