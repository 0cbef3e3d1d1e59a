import { type ArgDef, type CommandDef, defineCommand } from "citty";
import type { HostFiles, HostProcess } from "../platform/index.ts";
import type { WordKind } from "./completions/word-kind.ts";
import type { Output } from "./output.ts";
import type { FlagSpec, ParsedArguments } from "./parse-arguments.ts";

/** A flag or a word of a command, as citty describes it, and whether it may be repeated; of the words only the last may. */
export type CommandArg = ArgDef & {
	readonly repeat?: true;
	/** What a shell may complete there, when it does not follow from the command. */
	readonly completes?: WordKind;
	/** An empty value means something: that there be none. */
	readonly mayBeEmpty?: true;
};

/** All that a command gets to work with. */
export interface Invocation {
	readonly process: HostProcess;
	readonly files: HostFiles;
	readonly output: Output;
	readonly input: Input;
	/** The whole program's tree, for what tells of other commands. */
	readonly root: CommandDef;
}

/** What was typed, by name. */
export interface Input {
	/** Whether a flag without a value was given. */
	has(flag: string): boolean;
	/** The value of a flag that cannot be repeated. */
	value(flag: string): string | undefined;
	/** Every value of a flag, in the order typed. */
	values(flag: string): readonly string[];
	/** The word that stands for a positional argument. */
	word(name: string): string | undefined;
	/** All words from a positional argument on, for the one that may be repeated. */
	words(name: string): readonly string[];
}

/** A command line as somebody would type it, and what it does. */
export type Example = readonly [line: string, about: string];

/** A command before citty sees it. */
export interface CommandSpec {
	readonly name: string;
	/** One sentence. */
	readonly about: string;
	/** Further paragraphs of its help. */
	readonly details?: readonly string[];
	/** What to type, and what it is for; one at least for each command that runs. */
	readonly examples?: readonly Example[];
	readonly args?: Readonly<Record<string, CommandArg>>;
	/** Loaded when they are needed, so that a command pays for itself only. */
	readonly subCommands?: Readonly<Record<string, () => Promise<CommandDef>>>;
	/** For programs, not for people: no list of commands names it. */
	readonly hidden?: true;
	/** The subcommand that runs when none is named. */
	readonly default?: string;
	/** @returns the exit status, when it says something about what was found, and not that the command failed */
	run?(invocation: Invocation): Promise<void> | Promise<number>;
}

const details = new WeakMap<CommandDef, readonly string[]>();
const examples = new WeakMap<CommandDef, readonly Example[]>();

/** Describes a command to citty. Its arguments are read by our own strict parser, and reach `run` as {@link Invocation}. */
export function command(spec: CommandSpec): CommandDef {
	const { run } = spec;
	const definition: CommandDef = defineCommand({
		meta: {
			name: spec.name,
			description: spec.about,
			...(spec.hidden === true ? { hidden: true } : {}),
		},
		args: { ...spec.args },
		...(spec.subCommands === undefined
			? {}
			: { subCommands: { ...spec.subCommands } }),
		...(spec.default === undefined ? {} : { default: spec.default }),
		...(run === undefined
			? {}
			: { run: (context) => run(invocationOf(context.data)) }),
	});
	details.set(definition, spec.details ?? []);
	examples.set(definition, spec.examples ?? []);
	return definition;
}

/** The further paragraphs of a command's help. */
export function detailsOf(definition: CommandDef): readonly string[] {
	return details.get(definition) ?? [];
}

/** The examples of a command's help. */
export function examplesOf(definition: CommandDef): readonly Example[] {
	return examples.get(definition) ?? [];
}

/** A word that a command expects, in its order. */
export interface Positional {
	readonly name: string;
	readonly about: string;
	readonly isRequired: boolean;
	/** It takes all words that are left. */
	readonly isRest: boolean;
}

/** The arguments of a command as they were described. */
export async function argsOf(
	definition: CommandDef,
): Promise<Readonly<Record<string, CommandArg>>> {
	return (await resolved(definition.args)) ?? {};
}

/** The arguments of a command, split into flags and words. */
export async function argumentsOf(definition: CommandDef): Promise<{
	readonly flags: readonly (FlagSpec & {
		readonly about: string;
		readonly valueHint: string;
	})[];
	readonly positionals: readonly Positional[];
}> {
	const entries = Object.entries(await argsOf(definition));
	return {
		flags: entries.flatMap(([name, arg]) =>
			arg.type === "positional" ? [] : [flagOf(name, arg)],
		),
		positionals: entries.flatMap(([name, arg]) =>
			arg.type === "positional"
				? [
						{
							name,
							about: arg.description ?? "",
							isRequired: arg.required !== false,
							isRest: repeats(arg),
						},
					]
				: [],
		),
	};
}

function repeats(arg: CommandArg): boolean {
	return arg.repeat === true;
}

function flagOf(
	name: string,
	arg: CommandArg,
): FlagSpec & { about: string; valueHint: string } {
	const takesValue = arg.type === "string" || arg.type === "enum";
	const choices = arg.type === "enum" ? arg.options : undefined;
	const letter =
		"alias" in arg && typeof arg.alias === "string" ? arg.alias : undefined;
	return {
		name,
		takesValue,
		about: arg.description ?? "",
		valueHint: arg.valueHint ?? choices?.join("|") ?? "VALUE",
		...(choices === undefined ? {} : { choices }),
		...(arg.repeat === true ? { repeat: true } : {}),
		...(arg.mayBeEmpty === true ? { mayBeEmpty: true } : {}),
		...(letter === undefined ? {} : { letter }),
	};
}

/** The value behind one of citty's functions and promises. */
export async function resolved<T>(
	value: T | Promise<T> | (() => T | Promise<T>),
): Promise<T> {
	return value instanceof Function ? value() : value;
}

/** The parser's result under the names of the command's words. */
export function inputOf(
	parsed: ParsedArguments,
	positionals: readonly Positional[],
): Input {
	const words = new Map(
		positionals.map(({ name }, index) => [name, parsed.words[index]]),
	);
	return {
		has: (flag) => parsed.switches.has(flag),
		value: (flag) => parsed.values.get(flag)?.at(-1),
		values: (flag) => parsed.values.get(flag) ?? [],
		word: (name) => words.get(name),
		words: (name) =>
			parsed.words.slice(
				positionals.findIndex((positional) => positional.name === name),
			),
	};
}

function invocationOf(data: unknown): Invocation {
	if (!isInvocation(data)) throw new Error("citty was run without its data");
	return data;
}

function isInvocation(data: unknown): data is Invocation {
	return typeof data === "object" && data !== null && "input" in data;
}
