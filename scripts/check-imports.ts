/**
 * Who may import whom, enforced. The table is in `imports/rules.ts`; the reasons are in `src/README.md`.
 *
 *     bun scripts/check-imports.ts [FOLDER]      FOLDER holds src/; default: the repository
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix, resolve } from "node:path";
import { findCycles } from "./imports/cycles.ts";
import {
	MAIN_MAY_IMPORT,
	ROOMS,
	RUNTIME_GLOBALS,
	VERB_FOLDERS,
	VERB_TABLE,
} from "./imports/rules.ts";
import { type Import, scanGlobals, scanImports } from "./imports/scan.ts";

/** One broken rule, with the place to mend. */
export interface Violation {
	/** Relative to the checked folder, with `/`. */
	readonly file: string;
	readonly line: number;
	readonly what: string;
}

interface Source {
	readonly file: string;
	readonly room: string;
	readonly text: string;
	readonly imports: readonly Import[];
}

/** Checks every TypeScript file under `<folder>/src`. */
export function checkImports(folder: string): Violation[] {
	const sources = readSources(folder);
	const found = sources.flatMap((source) => [
		...checkRoom(source),
		...checkGlobals(source),
		...source.imports.flatMap((one) =>
			checkImport(source, one).map((what) => ({
				file: source.file,
				line: one.line,
				what,
			})),
		),
	]);
	return [...found, ...checkCycles(sources)].sort(
		(a, b) => a.file.localeCompare(b.file) || a.line - b.line,
	);
}

function readSources(folder: string): Source[] {
	const root = join(folder, "src");
	if (!existsSync(root)) throw new Error(`${folder} holds no src/`);
	return readdirSync(root, { recursive: true, encoding: "utf8" })
		.map((name) => posix.join("src", name.replaceAll("\\", "/")))
		.filter((file) => file.endsWith(".ts"))
		.sort()
		.map((file) => {
			const text = readFileSync(join(folder, file), "utf8");
			return { file, room: roomOf(file), text, imports: scanImports(text) };
		});
}

/** `src/ftp/transfer/pump-out.ts` is in room `ftp`; `src/main.ts` is `main`. */
function roomOf(file: string): string {
	const [, room = "", below] = file.split("/");
	return below === undefined ? room.replace(/\.ts$/, "") : room;
}

function checkRoom({ file, room }: Source): Violation[] {
	if (file === "src/main.ts" || ROOMS[room] !== undefined) return [];
	const rooms = Object.keys(ROOMS).join(", ");
	return [
		{ file, line: 1, what: `is in no room that the table knows (${rooms})` },
	];
}

function checkGlobals({ file, room, text }: Source): Violation[] {
	if (ROOMS[room]?.runtime) return [];
	return scanGlobals(text, RUNTIME_GLOBALS).map(({ name, line }) => ({
		file,
		line,
		what: `names the runtime (${name}); only src/platform may`,
	}));
}

function checkImport(source: Source, one: Import): string[] {
	if (isRuntimeModule(one.specifier)) {
		return ROOMS[source.room]?.runtime
			? []
			: [`imports ${one.specifier}; only src/platform may name the runtime`];
	}
	if (!one.specifier.startsWith(".")) return checkPackage(source, one);
	const target = resolveRelative(source.file, one.specifier);
	if (!target.endsWith(".ts") && !target.endsWith(".json"))
		return [`imports ${one.specifier} without its .ts ending`];
	return [...checkVerb(source, target), ...checkTarget(source, one, target)];
}

function isRuntimeModule(specifier: string): boolean {
	if (/^(node|bun|deno|npm|jsr|https?):/.test(specifier)) return true;
	if (specifier === "bun" || specifier === "cloudflare:sockets") return true;
	return builtinModules.includes(specifier) && !specifier.startsWith("bun:");
}

function checkPackage({ file, room }: Source, one: Import): string[] {
	const name = one.specifier
		.split("/")
		.slice(0, one.specifier.startsWith("@") ? 2 : 1)
		.join("/");
	const files = ROOMS[room]?.packages?.[name];
	if (files === undefined)
		return [`imports the package ${name}; room ${room} may not`];
	const below = file.split("/").slice(2).join("/");
	if (files === "*" || files.includes(below)) return [];
	return [`imports the package ${name}; in ${room} only ${files} may`];
}

function resolveRelative(file: string, specifier: string): string {
	return posix.normalize(posix.join(posix.dirname(file), specifier));
}

function checkVerb({ file }: Source, target: string): string[] {
	const folder = VERB_FOLDERS.find((one) => posix.dirname(file) === one);
	if (folder === undefined || file.endsWith("/index.ts")) return [];
	if (target === VERB_TABLE)
		return ["a verb imports the table; it reads session.table instead"];
	const other = VERB_FOLDERS.some((one) => posix.dirname(target) === one);
	return other
		? [`a verb imports ${target}; verbs do not know each other`]
		: [];
}

function checkTarget(source: Source, one: Import, target: string): string[] {
	const { room } = source;
	if (target === "package.json")
		return ROOMS[room]?.runtime ? [] : [`imports ${target}`];
	if (!target.startsWith("src/")) return [`imports ${target} outside src/`];
	const targetRoom = roomOf(target);
	if (targetRoom === room) return [];
	const problems = [];
	if (target !== `src/${targetRoom}/index.ts`)
		problems.push(`reaches past the door of ${targetRoom}: ${target}`);
	if (!mayImport(room, targetRoom, one)) {
		problems.push(
			`${one.typeOnly ? "names types of" : "imports"} ${targetRoom}; ${room} may ${allowance(room)}`,
		);
	}
	return problems;
}

function mayImport(room: string, target: string, one: Import): boolean {
	if (room === "main") return MAIN_MAY_IMPORT.includes(target);
	const rule = ROOMS[room];
	if (rule === undefined || target === "cli") return false;
	if (rule.rooms.includes(target)) return true;
	if (one.typeOnly) return rule.types === "any" && target in ROOMS;
	const values = rule.values?.[target] ?? [];
	return (
		one.values.length > 0 && one.values.every((name) => values.includes(name))
	);
}

function allowance(room: string): string {
	const rule = ROOMS[room];
	const rooms = room === "main" ? MAIN_MAY_IMPORT : (rule?.rooms ?? []);
	const named = Object.entries(rule?.values ?? {}).map(
		([from, names]) => `${names.join(", ")} of ${from}`,
	);
	const all = [...rooms, ...named];
	const list = all.length === 0 ? "import no room" : `import ${all.join(", ")}`;
	return rule?.types === "any" ? `${list}, and types of every room` : list;
}

/** Only what is loaded at run time counts: two types that name each other cannot come in the wrong order. */
function checkCycles(sources: readonly Source[]): Violation[] {
	const graph = new Map(
		sources.map(({ file, imports }) => [
			file,
			imports
				.filter((one) => !one.typeOnly && one.specifier.startsWith("."))
				.map((one) => resolveRelative(file, one.specifier)),
		]),
	);
	return findCycles(graph).map((cycle) => ({
		file: cycle[0] ?? "",
		line: 1,
		what: `is in a cycle: ${cycle.join(" -> ")}`,
	}));
}

if (import.meta.main) {
	const folder = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));
	const violations = checkImports(folder);
	for (const { file, line, what } of violations)
		process.stderr.write(`${file}:${line}: ${what}\n`);
	process.exitCode = violations.length === 0 ? 0 : 1;
}
