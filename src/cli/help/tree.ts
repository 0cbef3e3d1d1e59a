import type { CommandDef } from "citty";
import { argumentsOf, resolved } from "../command.ts";
import { childrenOf } from "../find-command.ts";

/** A command with the words that lead to it. */
export interface PlacedCommand {
	readonly definition: CommandDef;
	readonly path: readonly string[];
}

/** Every command that runs (groups do not), in the tree's order; hidden ones are left out. */
export async function allCommands(
	root: CommandDef,
	path: readonly string[] = [],
): Promise<readonly PlacedCommand[]> {
	const children = await visibleChildren(root);
	if (children.length === 0) return [{ definition: root, path }];
	const below = await Promise.all(
		children.map(({ name, definition }) =>
			allCommands(definition, [...path, name]),
		),
	);
	return below.flat();
}

/** The subcommands that people are told of. */
export async function visibleChildren(
	definition: CommandDef,
): Promise<
	readonly { readonly name: string; readonly definition: CommandDef }[]
> {
	const loaded = await Promise.all(
		[...(await childrenOf(definition))].map(async ([name, load]) => ({
			name,
			definition: await load(),
		})),
	);
	const metas = await Promise.all(
		loaded.map((child) => resolved(child.definition.meta)),
	);
	return loaded.filter((_, index) => metas[index]?.hidden !== true);
}

/** @example "oceanftp user add NAME [FLAGS]" */
export async function usageOf(
	definition: CommandDef,
	path: readonly string[],
): Promise<string> {
	const { positionals } = await argumentsOf(definition);
	const isGroup = (await childrenOf(definition)).size > 0;
	return [
		"oceanftp",
		...path,
		...(isGroup ? ["COMMAND"] : []),
		...positionals.map(({ name, isRequired, isRest }) => {
			const shown = `${name.toUpperCase()}${isRest ? "..." : ""}`;
			return isRequired ? shown : `[${shown}]`;
		}),
		"[FLAGS]",
	].join(" ");
}
