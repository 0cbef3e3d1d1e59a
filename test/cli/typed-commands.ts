import { argumentsOf } from "../../src/cli/command.ts";
import { root } from "../../src/cli/commands/root.ts";
import { findCommand, globalFlags } from "../../src/cli/find-command.ts";
import { allCommands } from "../../src/cli/help/tree.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const COMMANDS = await allCommands(root);

/** The words behind each `oceanftp` of a line that a shell would run, without what goes to other programs and files. */
export function callsIn(line: string): string[][] {
	return [
		...line.matchAll(
			/(?:^|\| |&& |sudo |-u \S+ |\.\/)oceanftp(?![\w-])([^|>&]*)/g,
		),
	].map(([, rest = ""]) => rest.split(/\s+/).filter((word) => word !== ""));
}

/** Fails as the program itself would on a command line that it cannot read. @returns the command that is meant */
export async function understood(words: readonly string[]): Promise<string> {
	const found = await findCommand(root, words);
	const serve = COMMANDS.find(({ path }) => path[0] === "serve");
	const target = found.path.length === 0 ? serve : found;
	if (target === undefined) throw new Error("there is no serve");
	const { flags, positionals } = await argumentsOf(target.definition);
	const parsed = parseArguments(found.args, [
		...(await globalFlags()),
		...flags,
	]);
	const needed = positionals.filter(({ isRequired }) => isRequired).length;
	const asksHelp = words.includes("--help");
	if (parsed.words.length < needed && !asksHelp)
		throw new Error("a word is missing");
	return target.path.join(" ");
}
