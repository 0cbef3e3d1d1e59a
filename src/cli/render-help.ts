import type { CommandDef } from "citty";
import {
	argumentsOf,
	command,
	detailsOf,
	examplesOf,
	resolved,
} from "./command.ts";
import { GLOBAL_ARGS } from "./global-flags.ts";
import { usageOf, visibleChildren } from "./help/tree.ts";
import { USUAL_WIDTH, wrapped } from "./help/wrap.ts";

const INDENT = 2;

/** The help of a command, as lines of at most `width` characters, but for examples. */
export async function renderHelp(
	definition: CommandDef,
	path: readonly string[],
	width: number = USUAL_WIDTH,
): Promise<string[]> {
	const { flags, positionals } = await argumentsOf(definition);
	const meta = await resolved(definition.meta);
	const globals = await argumentsOf(
		command({ name: "", about: "", args: GLOBAL_ARGS }),
	);
	const rows = await Promise.all(
		(await visibleChildren(definition)).map(async (child): Promise<Row> => {
			const its = await resolved(child.definition.meta);
			return [child.name, its?.description ?? ""];
		}),
	);
	const section = (title: string, lines: readonly Row[]): string[] =>
		rendered(title, lines, width);
	return [
		...wrapped(meta?.description ?? "", 0, width),
		"",
		`Usage: ${await usageOf(definition, path)}`,
		...detailsOf(definition).flatMap((text) => [
			"",
			...wrapped(text, 0, width),
		]),
		...section("Commands", rows),
		...exampleLines(definition, width),
		...section(
			"Arguments",
			positionals.map(({ name, about }) => [name.toUpperCase(), about]),
		),
		...section("Flags", flags.map(flagRow)),
		...section("Flags of every command", globals.flags.map(flagRow)),
	];
}

type Row = readonly [string, string];

function exampleLines(definition: CommandDef, width: number): string[] {
	const examples = examplesOf(definition);
	if (examples.length === 0) return [];
	return [
		"",
		"Examples:",
		...examples.flatMap(([line, about]) => [
			`  ${line}`,
			...wrapped(about, 6, width),
		]),
	];
}

function flagRow(flag: {
	readonly name: string;
	readonly letter?: string;
	readonly takesValue: boolean;
	readonly valueHint: string;
	readonly repeat?: true;
	readonly about: string;
}): Row {
	const letter = flag.letter === undefined ? "" : `-${flag.letter}, `;
	const value = flag.takesValue ? ` ${flag.valueHint}` : "";
	const again = flag.repeat === true ? " May be repeated." : "";
	return [`${letter}--${flag.name}${value}`, `${flag.about}${again}`];
}

function rendered(
	title: string,
	rows: readonly Row[],
	width: number,
): string[] {
	if (rows.length === 0) return [];
	const longest = Math.max(...rows.map(([left]) => left.length));
	const column = Math.min(longest, width < 60 ? 12 : 32) + INDENT + 2;
	return [
		"",
		`${title}:`,
		...rows.flatMap(([left, right]) => {
			const start = `${" ".repeat(INDENT)}${left}`;
			const [first = "", ...more] = wrapped(right, column, width);
			return start.length + 2 > column
				? [start, first, ...more]
				: [start.padEnd(column) + first.trimStart(), ...more];
		}),
	];
}
