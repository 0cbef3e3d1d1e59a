import { oceanftp, type RunResult, run, SOURCE } from "../support/programs.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

/** How a command is called; without more it has no terminal, no input and an empty home. */
export interface Call {
	readonly stdin?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly wrapper?: readonly string[];
	readonly cwd?: string;
	/** The source, also when an executable was built of it. */
	readonly fromSource?: true;
}

/** Runs the program with these arguments. */
export async function call(
	args: readonly string[],
	{ stdin, env, wrapper = [], cwd, fromSource }: Call = {},
): Promise<RunResult> {
	using home = tempFolder();
	const program = fromSource ? SOURCE : oceanftp("bun");
	return await run([...wrapper, ...program, ...args], {
		env: { HOME: home.path, ...env },
		...(stdin === undefined ? {} : { stdin }),
		...(cwd === undefined ? {} : { cwd }),
	});
}

/** A temporary folder, and the flags that make it the data folder. */
export function dataFolder(): TempFolder & { readonly flags: string[] } {
	const folder = tempFolder();
	return { ...folder, flags: ["--data", folder.path] };
}
