import { parse } from "smol-toml";
import { nearest, tomlPositions } from "../base/index.ts";
import type { SettingFault } from "./faults.ts";
import {
	type SettingFact,
	type SettingValue,
	settingList,
	variableName,
} from "./setting-list.ts";

export type RawTree = { [key: string]: unknown };

/** Where a value came from, in the words of the errors: `oceanftp.toml:3:1`, `--tls`, `OCEANFTP_TLS__CONTROL`. */
export type Origin = string;

/** A place in a file; line and column count from 1. */
export interface SourcePosition {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

/** Values of one source. */
export interface Layer {
	readonly tree: RawTree;
	/** Names where a value of this layer came from; undefined when it is not this layer's. */
	originOf(path: readonly (string | number)[]): Origin | undefined;
	/** A file's layer knows the place itself; undefined when the text does not hold it. */
	positionOf?(path: readonly (string | number)[]): SourcePosition | undefined;
}

/** The environment variables that mean something else than a setting. */
const OTHER_VARIABLES = ["OCEANFTP_DATA"];
const PREFIX = "OCEANFTP_";

/** The configuration file's layer. @throws {TomlError} when the text is not TOML */
export function fileLayer(file: {
	readonly path: string;
	readonly content: string;
}): Layer & Required<Pick<Layer, "positionOf">> {
	const text = file.content.replace(/^\uFEFF/, "");
	const positions = tomlPositions(text);
	const positionOf = (
		path: readonly (string | number)[],
	): SourcePosition | undefined => {
		// A fault of a table as a whole stands at the nearest key above that the text holds.
		for (let length = path.length; length > 0; length--) {
			const at = positions(path.slice(0, length));
			if (at !== undefined) return { file: file.path, ...at };
		}
		return undefined;
	};
	return {
		tree: parse(text),
		positionOf,
		originOf: (path) => {
			const at = positionOf(path);
			return at === undefined
				? file.path
				: `${at.file}:${at.line}:${at.column}`;
		},
	};
}

/** The environment's layer, and what looks like a setting there but is none: a warning, since container hosts add variables of their own. */
export async function environmentLayer(
	env: Readonly<Record<string, string | undefined>>,
	readFile: (path: string) => Promise<string | undefined>,
): Promise<{
	layer: Layer;
	warnings: readonly string[];
	faults: readonly SettingFault[];
}> {
	const facts = settingList();
	const byName = new Map(facts.map((fact) => [variableName(fact), fact]));
	const tree: RawTree = {};
	const origins = new Map<string, Origin>();
	const warnings: string[] = [];
	const faults: SettingFault[] = [];
	for (const [name, value] of Object.entries(env)) {
		if (!name.startsWith(PREFIX) || OTHER_VARIABLES.includes(name)) continue;
		if (value === undefined) continue;
		const isFile = !byName.has(name) && name.endsWith("_FILE");
		const plain = isFile ? name.slice(0, -"_FILE".length) : name;
		const fact = byName.get(plain);
		if (fact === undefined) {
			warnings.push(unknownVariable(name, byName.keys()));
			continue;
		}
		if (isFile && env[plain] !== undefined) {
			faults.push({
				code: "config.type",
				place: name,
				setting: fact.path.join("."),
				sentence: `${plain} and ${name} are both set`,
				fix: "unset one of them",
			});
			continue;
		}
		const content = isFile ? await readFile(value) : value;
		if (content === undefined) {
			faults.push({
				code: "file.no-right",
				place: name,
				setting: fact.path.join("."),
				sentence: `there is no file ${value}`,
				fix: `write the value to ${value}, or unset ${name}`,
			});
			continue;
		}
		const text = isFile ? content.replace(/\r?\n$/, "") : content;
		put(tree, fact.path, valueFromText(fact, text));
		origins.set(fact.path.join("."), name);
	}
	return {
		layer: { tree, originOf: (path) => originIn(origins, path) },
		warnings,
		faults,
	};
}

/** The flags' layer: texts by flag name, as typed. */
export function flagLayer(flags: ReadonlyMap<string, string>): Layer {
	const tree: RawTree = {};
	const origins = new Map<string, Origin>();
	for (const fact of settingList()) {
		const value = fact.flag === undefined ? undefined : flags.get(fact.flag);
		if (value === undefined) continue;
		put(tree, fact.path, valueFromText(fact, value));
		origins.set(fact.path.join("."), `--${fact.flag}`);
	}
	return { tree, originOf: (path) => originIn(origins, path) };
}

/** One tree out of many; later ones win. Arrays are replaced whole. */
export function mergedTree(trees: readonly RawTree[]): RawTree {
	const merged: RawTree = {};
	for (const tree of trees) {
		for (const [key, value] of Object.entries(tree)) {
			const before = merged[key];
			merged[key] =
				isTree(before) && isTree(value) ? mergedTree([before, value]) : value;
		}
	}
	return merged;
}

/** An item of a list comes from where the list comes from. */
function originIn(
	origins: ReadonlyMap<string, Origin>,
	path: readonly (string | number)[],
): Origin | undefined {
	const setting = typeof path.at(-1) === "number" ? path.slice(0, -1) : path;
	return origins.get(setting.join("."));
}

function unknownVariable(name: string, known: Iterable<string>): string {
	const meant = nearest(name, known);
	const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
	return `The environment variable ${name} is no setting and is ignored${hint}`;
}

/** Text that is no number or boolean stays text, and the schema says what it expected. */
function valueFromText(fact: SettingFact, text: string): SettingValue {
	if (fact.type === "list") {
		const items = text.split(",").map((item) => item.trim());
		return items.filter((item) => item !== "");
	}
	if (fact.type === "number" && /^-?\d+(\.\d+)?$/.test(text)) {
		return Number(text);
	}
	if (fact.type === "boolean" && /^(true|false)$/.test(text)) {
		return text === "true";
	}
	return text;
}

function put(tree: RawTree, path: readonly string[], value: unknown): void {
	const [key = "", ...rest] = path;
	if (rest.length === 0) {
		tree[key] = value;
		return;
	}
	const below = tree[key];
	const child = isTree(below) ? below : {};
	tree[key] = child;
	put(child, rest, value);
}

function isTree(value: unknown): value is RawTree {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Date)
	);
}
