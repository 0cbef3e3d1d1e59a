import { tableHeader, valueWords } from "./setting-help.ts";
import {
	type SettingFact,
	type SettingTable,
	type SettingValue,
	settingTables,
} from "./setting-list.ts";
import { tomlValue } from "./toml-text.ts";

/** What somebody decided already: it is written without the # in front. */
export interface ChosenSettings {
	/** By dotted path. */
	readonly values: ReadonlyMap<string, SettingValue>;
	/** The tables of `[[listen]]`; none leaves the usual listeners. */
	readonly listen: readonly Readonly<Record<string, SettingValue>>[];
}

const NOTHING: ChosenSettings = { values: new Map(), listen: [] };
const INTRODUCTION = [
	"The configuration of Ocean FTP Server. Every setting is here with its default;",
	"take the # in front of a key away to set it. A running server reads it again on",
	"oceanftp reload. The program never changes this file.",
	"",
	"oceanftp config check          says what is wrong, with line and column",
	"oceanftp config show --origin  says what counts, and why",
	"oceanftp help KEY              explains a setting",
];
const WIDTH = 78;

/** A whole `oceanftp.toml`: every key with its help and default, as comments but for what was chosen. */
export function exampleToml(chosen: ChosenSettings = NOTHING): string {
	const lines = [
		...INTRODUCTION.map((line) => `# ${line}`.trimEnd()),
		...settingTables().flatMap((table) => tableLines(table, chosen)),
	];
	return `${lines.join("\n")}\n`;
}

function tableLines(table: SettingTable, chosen: ChosenSettings): string[] {
	const isListen = table.path.join(".") === "listen";
	if (isListen && chosen.listen.length > 0) {
		return ["", ...comment(table.about), ...chosenListeners(table, chosen)];
	}
	const header =
		table.path.length === 0
			? []
			: [
					...comment(table.about),
					`${table.isArray ? "#" : ""}${tableHeader(table)}`,
				];
	return [
		...(header.length === 0 ? [] : ["", ...header]),
		...table.settings.flatMap((fact) =>
			settingLines(fact, chosen.values, table),
		),
		...(isListen ? SECOND_LISTENER : []),
	];
}

const SECOND_LISTENER = [
	"",
	"#[[listen]]",
	'#mode = "implicit"',
	"#port = 990",
];

function chosenListeners(
	table: SettingTable,
	{ listen }: ChosenSettings,
): string[] {
	const { settings } = table;
	return listen.flatMap((listener, index) => [
		...(index === 0 ? [] : [""]),
		"[[listen]]",
		...Object.entries(listener).map(
			([key, value]) => `${key} = ${tomlValue(value)}`,
		),
		// The other keys once: nobody wants to read them twice.
		...(index > 0
			? []
			: settings
					.filter(({ path }) => listener[path.at(-1) ?? ""] === undefined)
					.flatMap((fact) => settingLines(fact, new Map(), table))),
	]);
}

function settingLines(
	fact: SettingFact,
	values: ChosenSettings["values"],
	table: SettingTable,
): string[] {
	const { about, defaultValue, example, path } = fact;
	const key = path.at(-1) ?? "";
	const chosen = values.get(path.join("."));
	// An empty list says less than one that shows how its items look.
	const isEmptyList = Array.isArray(defaultValue) && defaultValue.length === 0;
	const shown = isEmptyList ? example : (defaultValue ?? example);
	const hint = fact.choices === undefined ? undefined : valueWords(fact);
	const preset =
		defaultValue === undefined && !table.isArray
			? "no default; for example:"
			: isEmptyList
				? "none by default; for example:"
				: undefined;
	const facts = [hint, preset].filter((each) => each !== undefined);
	return [
		"",
		...comment(about),
		...(facts.length === 0 ? [] : comment(facts.join("; "))),
		chosen === undefined
			? `#${key} = ${tomlValue(shown ?? "")}`
			: `${key} = ${tomlValue(chosen)}`,
	];
}

/** A text as comment lines. A prose line has a blank behind its #, a key has none. */
function comment(text: string): string[] {
	const lines: string[] = [];
	let line = "#";
	for (const word of text.split(" ")) {
		if (line.length + 1 + word.length > WIDTH && line !== "#") {
			lines.push(line);
			line = "#";
		}
		line += ` ${word}`;
	}
	return [...lines, line];
}

/** Only what was chosen, as lines to be put into a file. */
export function chosenToml({ listen, values }: ChosenSettings): string[] {
	const lines = settingTables().flatMap((table) => {
		if (table.path.join(".") === "listen") {
			return listen.flatMap((listener, index) => [
				...(index === 0
					? ["", "# in place of every [[listen]] that is there"]
					: [""]),
				"[[listen]]",
				...Object.entries(listener).map(
					([key, value]) => `${key} = ${tomlValue(value)}`,
				),
			]);
		}
		const own = table.settings.flatMap(({ path }) => {
			const value = values.get(path.join("."));
			return value === undefined
				? []
				: [`${path.at(-1)} = ${tomlValue(value)}`];
		});
		if (own.length === 0) return [];
		return table.path.length === 0 ? own : ["", tableHeader(table), ...own];
	});
	return lines[0] === "" ? lines.slice(1) : lines;
}
