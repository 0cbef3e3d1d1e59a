/**
 * Kills a server at random moments and looks at what its files are worth afterwards: `bun scripts/crash.ts`.
 *
 *     bun scripts/crash.ts                          100 kills, seed 1
 *     bun scripts/crash.ts --kills 20 --seed 7 --runtime deno
 *
 * All kills hit one data folder, under clients that replace, append, resume, rename, delete and download. After each the next
 * start must work, say what it recovered and leave no temporary file; every upload that was answered with 226 must be there
 * as it was sent, and a file that an unfinished one would have changed as it was before. `kill -9` takes the process and not
 * the machine: what a power cut does to a disk's own memory this cannot show.
 */
import { crash } from "./crash/run-crashes.ts";
import { type LongRun, type LongRunOptions, runLong } from "./long-run.ts";

type Flag = "kills" | "seed";

const CRASH: LongRun<Flag> = {
	command: "bun scripts/crash.ts",
	about: `Kills a server of its own at random moments, under clients that work, and compares every file with what its
clients were told. It ends at the first file that is missing or damaged.`,
	flags: {
		kills: { preset: 100, least: 1, about: "how often it is killed" },
		seed: { preset: 1, least: 0, about: "what chance begins with" },
	},
	example: "--kills 20 --seed 7 --runtime deno",
};

async function work(options: LongRunOptions<Flag>): Promise<void> {
	const { kills, runtime, seed } = options;
	const started = performance.now();
	const result = await crash({
		kills,
		seed,
		runtime,
		say: (line) => process.stdout.write(`${line}\n`),
	});
	const seconds = ((performance.now() - started) / 1000).toFixed(0);
	process.stdout.write(
		[
			`seed ${seed}: ${kills} kills under ${runtime} in ${seconds} s`,
			`${result.uploads} uploads answered with 226, ${result.otherChanges} renames and deletions, ${result.downloads} downloads compared`,
			`${result.cutUploads} uploads cut by a kill; ${result.removed} temporary files and ${result.cutBack} appended beginnings found and put right at the next start`,
			`${result.filesCompared} comparisons of files with what was sent: none missing, none damaged`,
			"",
		].join("\n"),
	);
}

process.exitCode = await runLong(CRASH, process.argv.slice(2), work);
