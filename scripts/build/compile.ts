import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { extensionOf } from "./targets.ts";

/** One executable to make. */
export interface Compilation {
	/** The tree that holds `src/`. */
	readonly source: string;
	/** The target's name, which the executable tells about itself. */
	readonly target: string;
	readonly commit: string;
	/** When the commit was made, in seconds since 1970; absent without git. */
	readonly committedSeconds?: number;
	/** Bun's runtime for the target; absent: the Bun that runs this. */
	readonly runtime?: string;
	/** Where the executable goes. */
	readonly outfile: string;
}

/**
 * Bytecode and splitting are for the start: `version` takes 20 ms instead of 73, `serve --check` 30 instead of 91
 * (median of 12, Linux x64, 2 cores), for 4 MB more. Bytecode in ESM form allows `await` at the top of a module.
 *
 * With the JIT policy what a start runs once is interpreted and not compiled, until `compileAsUsual` in `src/platform/` says that
 * the start is over: start to banner then takes 39 ms of the main thread instead of 43, and 45 instead of 55 of all (minimum of 40).
 *
 * The runtime inside must not read the folder that it is started in (by default a compiled program runs the preload of a
 * `bunfig.toml` that it finds there, so a file which a client uploaded would run): all four autoload switches are off.
 */
const SWITCHES: readonly string[] = [
	"--compile",
	"--minify",
	"--bytecode",
	"--format=esm",
	"--splitting",
	"--compile-jit-policy=8",
	"--sourcemap=none",
	"--no-compile-autoload-bunfig",
	"--no-compile-autoload-dotenv",
	"--no-compile-autoload-tsconfig",
	"--no-compile-autoload-package-json",
];

/** What is run first: the program, and what its threads run. */
const ENTRIES = ["src/main.ts", "src/platform/copying/thread.ts"] as const;

/**
 * Compiles an executable.
 *
 * The same source, commit and target give the same bytes: the compiler writes the outfile's name and the way to the
 * sources into them, so it always works in the source tree, to a file named `oceanftp`, which is renamed then. The
 * tree's own place does not matter, as long as `node_modules` is a folder of it and no link.
 *
 * @returns the source files inside, relative to the tree
 * @throws {Error} when the compiler fails; it has said why on stderr
 */
export function compile(wish: Compilation): readonly string[] {
	const folder = dirname(wish.outfile);
	mkdirSync(folder, { recursive: true });
	// A failed build must not leave an older executable for the tests to pass with.
	rmSync(wish.outfile, { force: true });
	const scratch = mkdtempSync(join(folder, "compile-"));
	try {
		const made = join(scratch, `oceanftp${extensionOf(wish.target)}`);
		const metafile = join(scratch, "modules.json");
		const { exitCode } = Bun.spawnSync(
			[
				process.execPath,
				"build",
				...SWITCHES,
				...runtimeSwitches(wish),
				...defines(wish),
				`--metafile=${metafile}`,
				`--outfile=${made}`,
				...ENTRIES,
			],
			{
				cwd: wish.source,
				env: { ...process.env, BUN_OPTIONS: undefined },
				stdio: ["ignore", "ignore", "inherit"],
			},
		);
		if (exitCode !== 0) {
			throw new Error(
				`the compiler ended with ${exitCode} for ${basename(wish.outfile)}`,
			);
		}
		renameSync(made, wish.outfile);
		return modulesIn(readFileSync(metafile, "utf8"));
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

/** Facts that the program cannot find out for itself once it is compiled; read in src/platform/build-info.ts. */
export function buildFacts({
	commit,
	target,
}: Pick<Compilation, "commit" | "target">): Readonly<Record<string, string>> {
	return {
		OCEANFTP_VERSION: manifest.version,
		OCEANFTP_COMMIT: commit,
		OCEANFTP_TARGET: target,
	};
}

function defines(wish: Compilation): string[] {
	const facts = {
		...buildFacts(wish),
		OCEANFTP_COMMITTED: `${wish.committedSeconds ?? ""}`,
	};
	return Object.entries(facts).map(
		([name, value]) => `--define=${name}=${JSON.stringify(value)}`,
	);
}

function runtimeSwitches({ runtime, target }: Compilation): string[] {
	if (runtime === undefined) return [];
	return [`--target=bun-${target}`, `--compile-executable-path=${runtime}`];
}

/** The files of which something is left in the program; what was parsed and found unused is not. */
function modulesIn(metafile: string): string[] {
	const { outputs }: Metafile = JSON.parse(metafile);
	const files = Object.values(outputs).flatMap(({ inputs }) =>
		Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
			bytesInOutput > 0 ? [file] : [],
		),
	);
	return [...new Set(files)].sort();
}

/** The part of the compiler's `--metafile` that is read here. */
interface Metafile {
	readonly outputs: Readonly<
		Record<
			string,
			{
				readonly inputs: Readonly<
					Record<string, { readonly bytesInOutput: number }>
				>;
			}
		>
	>;
}
