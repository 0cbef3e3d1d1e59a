import { parseSize } from "../base/index.ts";
import {
	type SettingFact,
	type SettingTable,
	settingTables,
	variableName,
} from "./setting-list.ts";
import { tomlValue } from "./toml-text.ts";

/** What there is to say about a setting or a table, for `oceanftp help KEY`; paragraphs still to be wrapped. */
export interface SettingHelp {
	/** As it stands in the file: `limits.idle_seconds`, `[limits]`. */
	readonly title: string;
	readonly about: string;
	/** Facts of one line each. */
	readonly facts: readonly string[];
	/** A table's settings, each with the first sentence on it. */
	readonly settings: readonly {
		readonly name: string;
		readonly about: string;
	}[];
}

/**
 * Explains a setting or a table by its dotted path.
 *
 * @returns undefined when there is none of that name
 * @example settingHelp("limits.idle_seconds")?.facts // ["default: 900", …]
 */
export function settingHelp(path: string): SettingHelp | undefined {
	const wanted = path.replace(/^\[+|\]+$/g, "");
	for (const table of settingTables()) {
		if (table.path.length > 0 && table.path.join(".") === wanted) {
			return tableHelp(table);
		}
		const setting = table.settings.find(
			(each) => each.path.join(".") === wanted,
		);
		if (setting !== undefined) return helpOf(setting, table);
	}
	return undefined;
}

/** The names of all settings and tables. */
export function settingNames(): readonly string[] {
	return settingTables().flatMap(({ path, settings }) => [
		...(path.length === 0 ? [] : [path.join(".")]),
		...settings.map((each) => each.path.join(".")),
	]);
}

/** How a table's header is written. @example tableHeader({ path: ["listen"], isArray: true }) // "[[listen]]" */
export function tableHeader({
	isArray,
	path,
}: Pick<SettingTable, "isArray" | "path">): string {
	return isArray ? `[[${path.join(".")}]]` : `[${path.join(".")}]`;
}

function tableHelp(table: SettingTable): SettingHelp {
	return {
		title: tableHeader(table),
		about: table.about,
		facts: [],
		settings: table.settings.map(({ about, path }) => ({
			name: path.join("."),
			about: about.split(/(?<=\.) /)[0] ?? about,
		})),
	};
}

function helpOf(fact: SettingFact, table: SettingTable): SettingHelp {
	const { about, defaultValue, example, flag, path, valueHint } = fact;
	const key = path.at(-1) ?? "";
	const shown = defaultValue ?? example;
	return {
		title: path.join("."),
		about,
		facts: [
			`value: ${valueWords(fact)}`,
			...(table.isArray && defaultValue === undefined
				? []
				: [
						`default: ${defaultValue === undefined ? "none" : tomlValue(defaultValue)}`,
					]),
			...(shown === undefined
				? []
				: [
						`oceanftp.toml: ${path.length === 1 ? "" : `${tableHeader(table)} `}${key} = ${tomlValue(example ?? shown)}`,
					]),
			...(table.isArray
				? []
				: [
						`environment: ${variableName(fact)}, or ${variableName(fact)}_FILE for a file that holds it`,
					]),
			...(flag === undefined
				? []
				: [`flag: --${flag} ${valueHint ?? "VALUE"}`]),
		],
		settings: [],
	};
}

/** What may be written, in words. */
export function valueWords(fact: SettingFact): string {
	const { choices, highest, lowest, type } = fact;
	if (choices !== undefined) return choices.join(" | ");
	switch (type) {
		case "number":
			return lowest === undefined || highest === undefined
				? "a number"
				: `a whole number, ${lowest} to ${highest}`;
		case "boolean":
			return "true | false";
		case "size":
			return `a size: bytes, or a text such as "${sizeExample(fact)}"`;
		case "list":
			return "a list of texts; separated by commas in the environment";
		case "text":
			return "a text";
	}
}

function sizeExample({ defaultValue, example }: SettingFact): string {
	const value = [defaultValue, example].find(
		(each) => typeof each === "string" && parseSize(each) !== undefined,
	);
	return typeof value === "string" ? value : "64MiB";
}
