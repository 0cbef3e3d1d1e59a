import type { CommandDef } from "citty";
import { argumentsOf, command, detailsOf, resolved } from "./command.ts";
import { childrenOf } from "./find-command.ts";
import { GLOBAL_ARGS } from "./global-flags.ts";

const WIDTH = 78;
const INDENT = 2;

/** The help of a command, as lines. */
export async function renderHelp(
	definition: CommandDef,
	path: readonly string[],
): Promise<string[]> {
	const { flags, positionals } = await argumentsOf(definition);
	const children = await childrenOf(definition);
	const meta = await resolved(definition.meta);
	const globals = await argumentsOf(
		command({ name: "", about: "", args: GLOBAL_ARGS }),
	);
	const rows = await Promise.all(
		[...children].map(async ([name, load]): Promise<Row> => {
			const child = await resolved((await load()).meta);
			return [name, child?.description ?? ""];
		}),
	);
	const usage = [
		"oceanftp",
		...path,
		...(children.size > 0 ? ["COMMAND"] : []),
		...positionals.map(({ name, isRequired, isRest }) => {
			const shown = `${name.toUpperCase()}${isRest ? "..." : ""}`;
			return isRequired ? shown : `[${shown}]`;
		}),
		"[FLAGS]",
	];
	return [
		...wrapped(meta?.description ?? "", 0),
		"",
		`Usage: ${usage.join(" ")}`,
		...detailsOf(definition).flatMap((text) => ["", ...wrapped(text, 0)]),
		...section("Commands", rows),
		...section(
			"Arguments",
			positionals.map(({ name, about }) => [name.toUpperCase(), about]),
		),
		...section("Flags", flags.map(flagRow)),
		...section("Flags of every command", globals.flags.map(flagRow)),
	];
}

type Row = readonly [string, string];

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

function section(title: string, rows: readonly Row[]): string[] {
	if (rows.length === 0) return [];
	const longest = Math.max(...rows.map(([left]) => left.length));
	const column = Math.min(longest, 32) + INDENT + 2;
	return [
		"",
		`${title}:`,
		...rows.flatMap(([left, right]) => {
			const start = `${" ".repeat(INDENT)}${left}`;
			const [first = "", ...more] = wrapped(right, column);
			return start.length + 2 > column
				? [start, first, ...more]
				: [start.padEnd(column) + first.trimStart(), ...more];
		}),
	];
}

/** @example wrapped("a b", 2) // ["  a b"] */
export function wrapped(text: string, indent: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(/\s+/)) {
		if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
			lines.push(line);
			line = word;
		} else {
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	return [...lines, line].map((each) => " ".repeat(indent) + each);
}
