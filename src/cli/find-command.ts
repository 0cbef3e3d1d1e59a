import type { CommandDef } from "citty";
import { nearest, OperatorError } from "../base/index.ts";
import { argumentsOf, command, resolved } from "./command.ts";
import { GLOBAL_ARGS } from "./global-flags.ts";
import { type FlagSpec, readToken } from "./parse-arguments.ts";

/** The command that was meant, and the arguments without its words. */
export interface FoundCommand {
	readonly definition: CommandDef;
	/** The words that lead to it: ["user", "add"]; empty for the root. */
	readonly path: readonly string[];
	readonly args: readonly string[];
	/** It has subcommands, and none was named. */
	readonly isGroup: boolean;
}

/**
 * Follows the words of the command line down the tree. Flags may stand before and between them: global ones, those of
 * the default command, and those of the subcommands of a group.
 *
 * @throws {OperatorError} usage.invalid for a word that names no command, and for an unknown flag on the way
 */
export async function findCommand(
	root: CommandDef,
	args: readonly string[],
): Promise<FoundCommand> {
	const path: string[] = [];
	const kept: string[] = [];
	let definition = root;
	let index = 0;
	while (index < args.length && args[index] !== "--") {
		const children = await childrenOf(definition);
		if (children.size === 0) break;
		const flags = await flagsAt(definition, children);
		const { token, next } = readToken(args, index, flags);
		if (token.kind === "flag") {
			kept.push(...args.slice(index, next));
			index = next;
			continue;
		}
		const load = children.get(token.text);
		if (load === undefined) throw unknownCommand(token.text, path, children);
		definition = await load();
		path.push(token.text);
		index = next;
	}
	const isGroup = (await childrenOf(definition)).size > 0;
	return {
		definition,
		path,
		args: [...kept, ...args.slice(index)],
		isGroup,
	};
}

type Children = ReadonlyMap<string, () => Promise<CommandDef>>;

/** The subcommands by name, in the order of the definition. */
export async function childrenOf(definition: CommandDef): Promise<Children> {
	const subCommands = (await resolved(definition.subCommands)) ?? {};
	return new Map(
		Object.entries(subCommands).map(([name, child]) => [
			name,
			() => resolved(child),
		]),
	);
}

const GLOBALS = argumentsOf(
	command({ name: "", about: "", args: GLOBAL_ARGS }),
);

/** The flags that every command takes. */
export async function globalFlags(): Promise<readonly FlagSpec[]> {
	return (await GLOBALS).flags;
}

/** Flags that may stand before the next word. The subcommands are loaded only when the global ones do not settle it. */
async function flagsAt(
	definition: CommandDef,
	children: Children,
): Promise<readonly FlagSpec[]> {
	const preset = await resolved(definition.default);
	const names = preset === undefined ? [...children.keys()] : [preset];
	const below = await Promise.all(
		names.map(async (name) => {
			const child = await children.get(name)?.();
			return child === undefined ? [] : (await argumentsOf(child)).flags;
		}),
	);
	return [...(await globalFlags()), ...below.flat()];
}

function unknownCommand(
	word: string,
	path: readonly string[],
	children: Children,
): OperatorError {
	// Names that begin with __ are for programs only.
	const names = [...children.keys()].filter((name) => !name.startsWith("__"));
	const meant = nearest(word, names);
	const shown = [...path, word].join(" ");
	return new OperatorError("usage.invalid", `There is no command ${shown}.`, {
		why:
			meant === undefined
				? `the commands are: ${names.join(", ")}`
				: `did you mean ${[...path, meant].join(" ")}?`,
		fix: `oceanftp ${[...path, "--help"].join(" ")}`,
	});
}
