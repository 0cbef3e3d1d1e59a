import { join } from "node:path";

/** The repository. */
export const ROOT: string = join(import.meta.dirname, "../..");

/**
 * The commit that the source is of, twelve digits so that no setting of git changes the executable; `-dirty` behind it
 * when a file differs from it, or lies in `src/` without being in it. Empty without git (a source archive).
 */
export function commitOf(folder: string): string {
	const commit = git(["rev-parse", "--short=12", "HEAD"], folder);
	if (commit === undefined) return "";
	const changed = git(
		["status", "--porcelain", "--untracked-files=no"],
		folder,
	);
	const added = git(
		["ls-files", "--others", "--exclude-standard", "--", "src"],
		folder,
	);
	return `${changed}${added}` === "" ? commit : `${commit}-dirty`;
}

/** When that commit was made, in seconds since 1970: the only time that goes into what is built. Undefined without git. */
export function commitSecondsOf(folder: string): number | undefined {
	const seconds = git(["log", "-1", "--format=%ct"], folder);
	return seconds === undefined ? undefined : Number(seconds);
}

function git(args: readonly string[], cwd: string): string | undefined {
	const { exitCode, stdout } = Bun.spawnSync(["git", ...args], {
		cwd,
		stdio: ["ignore", "pipe", "ignore"],
	});
	return exitCode === 0 ? stdout.toString().trim() : undefined;
}
