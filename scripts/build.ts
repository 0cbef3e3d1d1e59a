/**
 * Compiles `dist/oceanftp` for this machine: `bun run build`. Prints its size and SHA-256.
 *
 * The runtime inside must not read the folder that it is started in (by default a compiled program runs the
 * preload of a `bunfig.toml` that it finds there, so a file which a client uploaded would run): all four
 * autoload switches are off, and test/binary starts it among hostile files.
 */
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "..");

/** One executable to make. */
interface Target {
	/** Bun's name of the platform to build for, such as `bun-linux-arm64`; absent: the one that this runs on. */
	readonly platform?: string;
	readonly outfile: string;
}

const HOST: Target = {
	outfile: process.platform === "win32" ? "oceanftp.exe" : "oceanftp",
};

/**
 * Bytecode and splitting are for the start: `version` takes 20 ms instead of 73, `serve --check` 30 instead of 91
 * (median of 12, Linux x64, 2 cores), for 4 MB more. Bytecode in ESM form allows `await` at the top of a module.
 */
const SWITCHES: readonly string[] = [
	"--compile",
	"--minify",
	"--bytecode",
	"--format=esm",
	"--splitting",
	"--sourcemap=none",
	"--no-compile-autoload-bunfig",
	"--no-compile-autoload-dotenv",
	"--no-compile-autoload-tsconfig",
	"--no-compile-autoload-package-json",
];

/** @throws when the compiler fails; it has said why on stderr. */
function build({ platform, outfile }: Target): string {
	const file = join(ROOT, "dist", outfile);
	// A failed build must not leave an older executable for the tests to pass with.
	rmSync(file, { force: true });
	const { exitCode } = Bun.spawnSync(
		[
			process.execPath,
			"build",
			...SWITCHES,
			...(platform === undefined ? [] : [`--target=${platform}`]),
			...defines(),
			`--outfile=${file}`,
			"src/main.ts",
		],
		{ cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] },
	);
	if (exitCode !== 0) throw new Error(`bun build ended with ${exitCode}`);
	return file;
}

/** Facts that the program cannot find out for itself once it is compiled; read in src/platform/build-info.ts. */
function defines(): string[] {
	const facts = {
		OCEANFTP_VERSION: manifest.version,
		OCEANFTP_COMMIT: commit(),
		OCEANFTP_COMMITTED: committedSeconds(),
	};
	return Object.entries(facts).map(
		([name, value]) => `--define=${name}=${JSON.stringify(value)}`,
	);
}

/** The git commit in short form, `-dirty` when files differ from it, empty without git (a source archive). */
function commit(): string {
	const { exitCode, stdout } = Bun.spawnSync(
		["git", "describe", "--always", "--dirty", "--exclude=*"],
		{ cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] },
	);
	return exitCode === 0 ? stdout.toString().trim() : "";
}

/** When the commit was made, in seconds since 1970; empty without git. */
function committedSeconds(): string {
	const { exitCode, stdout } = Bun.spawnSync(
		["git", "log", "-1", "--format=%ct"],
		{ cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] },
	);
	return exitCode === 0 ? stdout.toString().trim() : "";
}

const file = build(HOST);
const bytes = readFileSync(file);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const mib = (bytes.length / 1024 / 1024).toFixed(1);
process.stdout.write(
	`${relative(ROOT, file)}  ${mib} MiB (${bytes.length} bytes)\nSHA-256 ${sha256}\n`,
);
