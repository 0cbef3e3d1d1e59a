import { blank } from "./blank.ts";

/** One import or re-export as it stands in a source file. */
export interface Import {
	readonly specifier: string;
	/** 1 for the first line. */
	readonly line: number;
	/** Gone at run time: `import type …`, `export type … from`. */
	readonly typeOnly: boolean;
	/** The names taken by value; `["*"]` when all are, empty for a bare `import "x"`. */
	readonly values: readonly string[];
}

/** A runtime name used as a global, such as `Bun` in `Bun.file(…)`. */
export interface GlobalUse {
	readonly name: string;
	readonly line: number;
}

const STATEMENT =
	/\b(import|export)\s+(type\s+(?!from\b|,))?((?:[\w$*\s,]|\{[^}]*\})*?)\bfrom\s*(["'])([^"']+)\4/g;
const BARE = /\bimport\s*(["'])([^"']+)\1/g;
const DYNAMIC = /\b(?:import|require)\s*\(\s*(["'`])([^"'`]+)\1/g;
const TYPE_QUERY = /\btypeof\s*$/;

/**
 * Every import of a TypeScript source, type-only ones included. What the runtime's own scanner finds beyond
 * that is added as an import of everything, so that an unusual spelling cannot slip through.
 */
export function scanImports(source: string): Import[] {
	const code = blank(source, "comments");
	const shape = blank(source, "comments and strings");
	const found: Import[] = [];
	const add = (match: RegExpExecArray, rest: Omit<Import, "line">): void => {
		const inCode = shape.slice(match.index, match.index + 6).trim() !== "";
		if (inCode) found.push({ line: lineAt(source, match.index), ...rest });
	};
	for (const match of code.matchAll(STATEMENT)) {
		const [, , typeWord, clause = "", , specifier = ""] = match;
		const typeOnly = typeWord !== undefined;
		add(match, {
			specifier,
			typeOnly,
			values: typeOnly ? [] : valueNames(clause),
		});
	}
	for (const match of code.matchAll(BARE))
		add(match, { specifier: match[2] ?? "", typeOnly: false, values: [] });
	for (const match of code.matchAll(DYNAMIC)) {
		const typeOnly = TYPE_QUERY.test(code.slice(0, match.index));
		const values = typeOnly ? [] : ["*"];
		add(match, { specifier: match[2] ?? "", typeOnly, values });
	}
	const known = new Set(found.map((one) => one.specifier));
	for (const { path } of new Bun.Transpiler({ loader: "ts" }).scanImports(
		source,
	)) {
		if (known.has(path)) continue;
		found.push({ specifier: path, line: 1, typeOnly: false, values: ["*"] });
	}
	return found.sort((a, b) => a.line - b.line);
}

/** `{ a, type B, c as d }` takes `a` and `c`; `* as x` and a default import take everything. */
function valueNames(clause: string): string[] {
	const braces = /\{([^}]*)\}/.exec(clause);
	const outside = clause.replace(/\{[^}]*\}/, "").replaceAll(/[,\s]/g, "");
	if (outside !== "") return ["*"];
	return (braces?.[1] ?? "")
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "" && !name.startsWith("type "))
		.map((name) => name.split(/\s+as\s+/)[0] ?? name);
}

/**
 * Uses of the given globals in code: not in comments or strings, not as a property or a key. A name that the file
 * binds itself, as a constant or a parameter with a type, is no global there.
 */
export function scanGlobals(
	source: string,
	names: readonly string[],
): GlobalUse[] {
	const code = blank(source, "comments and strings");
	const global = names.filter((name) => !isBound(code, name));
	if (global.length === 0) return [];
	const pattern = new RegExp(
		`(?<![\\w$.#])(?:globalThis\\s*\\.\\s*)?(${global.join("|")})(?![\\w$]|\\s*\\??:(?!:))`,
		"g",
	);
	return [...code.matchAll(pattern)].map((match) => ({
		name: match[1] ?? "",
		line: lineAt(source, match.index),
	}));
}

function isBound(code: string, name: string): boolean {
	const constant = `\\b(const|let)\\s+(${name}\\b|\\{[^{}=]*\\b${name}\\b[^{}=]*\\}\\s*=)`;
	const parameter = `[(,]\\s*${name}\\s*\\??:\\s*[A-Za-z{(]`;
	const destructured = `[(,]\\s*\\{[^{}=]*\\b${name}\\b[^{}=]*\\}\\s*:`;
	return new RegExp([constant, parameter, destructured].join("|")).test(code);
}

function lineAt(source: string, offset: number): number {
	return source.slice(0, offset).split("\n").length;
}
