import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { within } from "./deadline.ts";

/** The repository. */
export const ROOT: string = join(import.meta.dirname, "../..");

/**
 * What runs the server: the source under Bun or Deno, or the compiled executable. `scripts/check.ts` has the executable stand in for
 * the source under Bun, once it has built it of that very source: a start takes 0.04 s of the processor so, and 0.25 otherwise, and
 * there are about a thousand of them.
 */
export type Runtime = "bun" | "deno" | "binary";

export const BINARY: string = join(
	ROOT,
	"dist",
	process.platform === "win32" ? "oceanftp.exe" : "oceanftp",
);

/** The variable by which `scripts/check.ts` says that {@link BINARY} is of the source as it is now. */
export const BUILT = "TEST_BINARY_IS_BUILT";

/** Deno comes as an npm package; its own start script is not needed, and may not have been set up. */
export const DENO: string | undefined = findDeno();

function findDeno(): string | undefined {
	const folder = join(ROOT, "node_modules/@deno");
	if (!existsSync(folder)) return undefined;
	return readdirSync(folder)
		.flatMap((name) => [
			join(folder, name, "deno"),
			join(folder, name, "deno.exe"),
		])
		.find((file) => existsSync(file));
}

/** The runtimes that the source can be run by here. */
export const RUNTIMES: readonly Runtime[] =
	DENO === undefined ? ["bun"] : ["bun", "deno"];

const main = join(ROOT, "src/main.ts");

/** Runs the source and never the executable, for what the two do otherwise. */
export const SOURCE: readonly string[] = [process.execPath, main];

/** The command line, to which the program's own arguments are added. */
export function oceanftp(
	runtime: Runtime,
	executable: string = BINARY,
): readonly string[] {
	switch (runtime) {
		case "bun":
			return process.env[BUILT] === "yes" ? [BINARY] : SOURCE;
		case "deno":
			if (DENO === undefined) throw new Error("Deno is not installed");
			return [DENO, "run", "-A", main];
		case "binary":
			return [executable];
	}
}

/** Whether a real client is on this machine. */
export function hasClient(name: string): boolean {
	return Bun.which(name) !== null;
}

export interface RunOptions {
	readonly stdin?: string;
	readonly cwd?: string;
	/** In place of the whole environment, but for what {@link cleanEnvironment} gives. */
	readonly env?: Readonly<Record<string, string>>;
	readonly limitMs?: number;
}

export interface RunResult {
	readonly exit: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a program to its end. */
export async function run(
	command: readonly string[],
	{ stdin, cwd, env, limitMs = 60_000 }: RunOptions = {},
): Promise<RunResult> {
	const child = Bun.spawn([...command], {
		cwd: cwd ?? ROOT,
		env: { ...cleanEnvironment(), ...env },
		stdin: stdin === undefined ? "ignore" : new Blob([stdin]),
		stdout: "pipe",
		stderr: "pipe",
	});
	const ended = Promise.all([
		child.exited,
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	try {
		const [exit, stdout, stderr] = await within(
			limitMs,
			command.join(" "),
			ended,
		);
		return { exit, stdout, stderr };
	} finally {
		child.kill("SIGKILL");
	}
}

/** Nothing of the tester's own set-up reaches a program under test: no home, no OCEANFTP_, BUN_ or proxy settings. */
export function cleanEnvironment(): Record<string, string> {
	const keep = ["PATH", "TMPDIR", "SystemRoot", "TEMP", "DENO_DIR"];
	const kept = keep.flatMap((name): [string, string][] => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value]];
	});
	return {
		...Object.fromEntries(kept),
		LANG: "C.UTF-8",
		DENO_NO_UPDATE_CHECK: "1",
	};
}
