import { PATIENCE_MS, within } from "../support/deadline.ts";
import {
	cleanEnvironment,
	oceanftp,
	type RunResult,
	run,
	SOURCE,
} from "../support/programs.ts";
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

/** A command under way. */
export interface Begun {
	/** Waits until it has said something, on stdout or on stderr. */
	says(word: string): Promise<void>;
	/** How it ended, and all that it said. */
	readonly ended: Promise<RunResult>;
}

/** Starts the program with these arguments: for what is to happen while it runs. It is killed at the end of the block. */
export function begin(args: readonly string[]): Begun & Disposable {
	const home = tempFolder();
	const child = Bun.spawn([...oceanftp("bun"), ...args], {
		env: { ...cleanEnvironment(), HOME: home.path },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const said = { stdout: "", stderr: "" };
	const looks = new Set<() => void>();
	const hear = async (from: "stdout" | "stderr"): Promise<void> => {
		const decoder = new TextDecoder();
		for await (const chunk of child[from]) {
			said[from] += decoder.decode(chunk, { stream: true });
			for (const look of looks) look();
		}
	};
	const heard = Promise.all([hear("stdout"), hear("stderr")]);
	const ended = heard.then(async () => ({
		exit: await child.exited,
		...said,
	}));
	return {
		ended,
		says: async (word) => {
			const { promise, resolve, reject } = Promise.withResolvers<void>();
			const look = (): void => {
				if (`${said.stdout}\n${said.stderr}`.includes(word)) resolve();
			};
			looks.add(look);
			look();
			ended.then(
				() => reject(new Error(`ended without ${word}: ${said.stderr}`)),
				reject,
			);
			try {
				await within(PATIENCE_MS, word, promise);
			} finally {
				looks.delete(look);
			}
		},
		[Symbol.dispose]: () => {
			child.kill("SIGKILL");
			home[Symbol.dispose]();
		},
	};
}

/** A temporary folder, and the flags that make it the data folder. */
export function dataFolder(): TempFolder & { readonly flags: string[] } {
	const folder = tempFolder();
	return { ...folder, flags: ["--data", folder.path] };
}
