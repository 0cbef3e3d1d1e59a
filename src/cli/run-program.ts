import type { CommandDef } from "citty";
import { runCommand } from "citty";
import { OperatorError } from "../base/index.ts";
import {
	type HostFiles,
	type HostProcess,
	hostFiles,
	hostProcess,
	Interrupted,
	isJournalOnStderr,
	OutputClosed,
} from "../platform/index.ts";
import { argumentsOf, type Invocation, inputOf, resolved } from "./command.ts";
import { root } from "./commands/root.ts";
import {
	childrenOf,
	type FoundCommand,
	findCommand,
	globalFlags,
} from "./find-command.ts";
import {
	createOutput,
	errorDocument,
	errorText,
	type Output,
	usesColor,
} from "./output.ts";
import { type ParsedArguments, parseArguments } from "./parse-arguments.ts";
import { unexpectedText } from "./unexpected-text.ts";

/** The world that the program runs in. */
export interface ProgramHost {
	readonly process: HostProcess;
	readonly files: HostFiles;
}

/** Runs what was typed, and leaves the exit status with the process. */
export async function startProgram(): Promise<void> {
	const process = hostProcess();
	process.setExitStatus(await runProgram({ process, files: hostFiles() }));
}

/** Runs what the command line asks for. @returns the exit status, as cli.md lists them */
export async function runProgram(host: ProgramHost): Promise<number> {
	try {
		return await perform(host);
	} catch (error) {
		return report(error, host.process);
	}
}

async function perform(host: ProgramHost): Promise<number> {
	const { args } = host.process;
	const found = await findCommand(root, args);
	const target = await withDefault(found);
	const { flags, positionals } = await argumentsOf(target.definition);
	const parsed = parseArguments(target.args, [
		...(await globalFlags()),
		...flags,
	]);
	const output = outputFor(parsed, host.process);
	if (parsed.switches.has("help")) {
		// Without a command's word it is the whole program that is asked about, not its default command.
		const columns = output.isJson ? undefined : host.process.columns;
		await printHelp(found, output, columns);
		return 0;
	}
	if (parsed.switches.has("version")) {
		const { printVersion } = await import("./commands/version.ts");
		await printVersion(output, host.process, { short: true });
		return 0;
	}
	if (target.isGroup) throw await needsSubcommand(target);
	checkWords(parsed, positionals, target.path);
	const input = inputOf(parsed, positionals);
	const data: Invocation = { ...host, output, input, root };
	// Everything was read by our own parser: citty has no arguments to look at (and does not take 0.8 ms for the 70 of `serve`).
	const runnable = { ...target.definition, args: {} };
	const { result } = await runCommand(runnable, { rawArgs: [], data });
	return typeof result === "number" ? result : 0;
}

/** A group that names a default runs it when nothing else was named. */
async function withDefault(found: FoundCommand): Promise<FoundCommand> {
	const preset = await resolved(found.definition.default);
	if (preset === undefined) return found;
	const definition = await (await childrenOf(found.definition)).get(preset)?.();
	return definition === undefined
		? found
		: { ...found, definition, isGroup: false };
}

function outputFor(parsed: ParsedArguments, process: HostProcess): Output {
	return createOutput(process, {
		json: parsed.switches.has("json"),
		quiet: parsed.switches.has("quiet"),
		verbose: parsed.switches.has("verbose"),
	});
}

async function printHelp(
	found: FoundCommand,
	output: Output,
	columns: number | undefined,
): Promise<void> {
	const { renderHelp } = await import("./render-help.ts");
	const { textWidth } = await import("./help/wrap.ts");
	const width = textWidth(columns);
	const lines = await renderHelp(found.definition, found.path, width);
	await output.result({
		lines,
		document: { schema: "oceanftp.help/1", text: lines.join("\n") },
	});
}

async function needsSubcommand({
	definition,
	path,
}: {
	readonly definition: CommandDef;
	readonly path: readonly string[];
}): Promise<OperatorError> {
	const names = [...(await childrenOf(definition)).keys()];
	return new OperatorError(
		"usage.invalid",
		`oceanftp ${path.join(" ")} needs a command behind it.`,
		{
			why: `there are: ${names.join(", ")}`,
			fix: `oceanftp ${path.join(" ")} --help`,
		},
	);
}

function checkWords(
	parsed: ParsedArguments,
	positionals: readonly {
		readonly name: string;
		readonly isRequired: boolean;
		readonly isRest: boolean;
	}[],
	path: readonly string[],
): void {
	const missing = positionals.slice(parsed.words.length);
	const needed = missing.find((each) => each.isRequired);
	const fix = ["oceanftp", ...path, "--help"].join(" ");
	if (needed !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			`${needed.name.toUpperCase()} is missing.`,
			{ fix },
		);
	}
	if (positionals.at(-1)?.isRest === true) return;
	const surplus = parsed.words[positionals.length];
	if (surplus !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			`"${surplus}" is one word too many.`,
			{ fix },
		);
	}
}

/** Says what went wrong, as the flags ask, even when they could not all be read. */
function report(error: unknown, process: HostProcess): number {
	if (error instanceof Interrupted) return 130;
	if (error instanceof OutputClosed) return 0;
	const typed = beforeDoubleDash(process.args);
	const isJson = typed.includes("--json");
	const verbose = typed.includes("--verbose");
	if (!(error instanceof OperatorError)) {
		const text = unexpectedText(error, { isJson, verbose });
		process.writeNote(isJson ? text : graded(text, process));
		return 1;
	}
	const choice = typed
		.map((arg, index) =>
			arg === "--color" ? typed[index + 1] : /^--color=(.*)$/.exec(arg)?.[1],
		)
		.find((each) => each !== undefined);
	process.writeNote(
		isJson
			? errorDocument(error)
			: graded(
					errorText(error, {
						color: usesColor(choice, process),
						verbose,
						columns: process.columns,
					}),
					process,
				),
	);
	return error.exit;
}

/** In the system's journal every line of an error has an error's priority, as the log's own lines have theirs. */
function graded(text: string, { env }: Pick<HostProcess, "env">): string {
	return isJournalOnStderr(env) ? text.replaceAll(/^(?=.)/gm, "<3>") : text;
}

function beforeDoubleDash(args: readonly string[]): readonly string[] {
	const end = args.indexOf("--");
	return end === -1 ? args : args.slice(0, end);
}
