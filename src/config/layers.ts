import { parse, TomlError } from "smol-toml";
import { nearest, OperatorError, tomlPositions } from "../base/index.ts";
import { type SettingFact, settingList } from "./setting-list.ts";

export type RawTree = { [key: string]: unknown };

/** Where a value came from, in the words of the errors: `oceanftp.toml:3:1`, `--tls`, `OCEANFTP_TLS__CONTROL`. */
export type Origin = string;

/** Values of one source. */
export interface Layer {
	readonly tree: RawTree;
	/** Names where a value of this layer came from; undefined when it is not this layer's. */
	originOf(path: readonly (string | number)[]): Origin | undefined;
}

/** The environment variables that mean something else than a setting. */
const OTHER_VARIABLES = ["OCEANFTP_DATA"];
const PREFIX = "OCEANFTP_";

/** The configuration file's layer. @throws {OperatorError} config.syntax with file:line:column */
export function fileLayer(file: {
	readonly path: string;
	readonly content: string;
}): Layer {
	const text = file.content.replace(/^\uFEFF/, "");
	const positions = tomlPositions(text);
	return {
		tree: parseFile(text, file.path),
		originOf: (path) => {
			// A fault of a table as a whole stands at the nearest key above that the text holds.
			for (let length = path.length; length > 0; length--) {
				const at = positions(path.slice(0, length));
				if (at !== undefined) return `${file.path}:${at.line}:${at.column}`;
			}
			return file.path;
		},
	};
}

function parseFile(text: string, path: string): RawTree {
	try {
		return parse(text);
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const [first = ""] = error.message.split("\n");
		throw new OperatorError(
			"config.syntax",
			`${path}:${error.line}:${error.column}: not valid TOML`,
			{
				why: first.replace("Invalid TOML document: ", ""),
				fix: `edit ${path}`,
				cause: error,
			},
		);
	}
}

/** The environment's layer, and what looks like a setting there but is none: a warning, since container hosts add variables of their own. */
export async function environmentLayer(
	env: Readonly<Record<string, string | undefined>>,
	readFile: (path: string) => Promise<string | undefined>,
): Promise<{ layer: Layer; warnings: readonly string[] }> {
	const facts = settingList();
	const byName = new Map(facts.map((fact) => [variableName(fact), fact]));
	const tree: RawTree = {};
	const origins = new Map<string, Origin>();
	const warnings: string[] = [];
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
			throw new OperatorError(
				"config.type",
				`${plain} and ${name} are both set.`,
				{ fix: "unset one of them" },
			);
		}
		const content = isFile ? await contentOf(name, value, readFile) : value;
		put(tree, fact.path, valueFromText(fact, content));
		origins.set(fact.path.join("."), name);
	}
	return {
		layer: { tree, originOf: (path) => origins.get(path.join(".")) },
		warnings,
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
	return { tree, originOf: (path) => origins.get(path.join(".")) };
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

function variableName(fact: SettingFact): string {
	return PREFIX + fact.path.join("__").toUpperCase();
}

function unknownVariable(name: string, known: Iterable<string>): string {
	const meant = nearest(name, known);
	const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
	return `The environment variable ${name} is no setting and is ignored${hint}`;
}

async function contentOf(
	name: string,
	path: string,
	readFile: (path: string) => Promise<string | undefined>,
): Promise<string> {
	const content = await readFile(path);
	if (content !== undefined) return content.replace(/\r?\n$/, "");
	throw new OperatorError("file.no-right", `${name} names no file: ${path}`, {
		fix: `write the value to ${path}, or unset ${name}`,
	});
}

/** Text that is no number or boolean stays text, and the schema says what it expected. */
function valueFromText(fact: SettingFact, text: string): unknown {
	if (fact.type === "number" && /^-?\d+$/.test(text)) return Number(text);
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
