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
import { parseArgs } from "node:util";
import { RUNTIMES } from "../test/support/programs.ts";
import { crash } from "./crash/run-crashes.ts";

const { values } = parseArgs({
	options: {
		kills: { type: "string", default: "100" },
		seed: { type: "string", default: "1" },
		runtime: { type: "string", default: "bun" },
	},
});
const runtime = RUNTIMES.find((name) => name === values.runtime);
if (runtime === undefined) throw new Error(`no runtime ${values.runtime} here`);

const started = performance.now();
const result = await crash({
	kills: Number(values.kills),
	seed: Number(values.seed),
	runtime,
	say: (line) => process.stdout.write(`${line}\n`),
});
const seconds = ((performance.now() - started) / 1000).toFixed(0);
process.stdout.write(
	[
		`seed ${values.seed}: ${values.kills} kills under ${runtime} in ${seconds} s`,
		`${result.uploads} uploads answered with 226, ${result.otherChanges} renames and deletions, ${result.downloads} downloads compared`,
		`${result.cutUploads} uploads cut by a kill; ${result.removed} temporary files and ${result.cutBack} appended beginnings found and put right at the next start`,
		`${result.filesCompared} comparisons of files with what was sent: none missing, none damaged`,
		"",
	].join("\n"),
);
