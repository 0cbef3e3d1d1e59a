/**
 * Everything that must hold, in one command: `bun run test`. Types, format and lint, import rules, then all
 * tests. Each check and each test counts as one; the last line says how many passed and failed. Two steps run at a time;
 * what a step says is shown when it has ended, in one piece. The executable is built first, and runs wherever a test starts the
 * program; when a group is asked for without `build`, the source does.
 *
 *     bun run test                    everything
 *     bun run test -- unit wire       only these steps
 */
import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { BUILT } from "../test/support/programs.ts";
import { filesOf, GROUPS, type Group, TEST_LIMIT_MS } from "./check/groups.ts";
import { readJunit } from "./check/junit.ts";
import { inLanes, type Task } from "./check/lanes.ts";
import { closingLine, skippedLines, sum, type Tally } from "./check/tally.ts";

const ROOT = join(import.meta.dirname, "..");
/** Long enough for the slowest group on a slow machine; a hang ends here instead of never. */
const GROUP_LIMIT_MS = 40 * 60_000;

/** So many steps at a time: nearly all of a test's time is spent waiting for what it started. */
const LANES = 2;

/** What a step came to, and what there is to show of it. */
interface Finished {
	readonly tally: Tally;
	readonly output: string;
}

interface Step extends Task {
	run(): Promise<Finished>;
}

/** Groups that start the executable wait for it. Deno is tried last, beside as little as possible: a start of it costs most. */
const AFTER: Readonly<Partial<Record<Group, { readonly after: string }>>> = {
	runtimes: { after: "cli" },
	wire: { after: "build" },
	interop: { after: "build" },
	cli: { after: "build" },
	binary: { after: "build" },
};

let isBuilt = false;

const STEPS: readonly Step[] = [
	building(),
	check("types", ["node_modules/typescript/bin/tsc", "-p", "."]),
	check("format", [
		"node_modules/@biomejs/biome/bin/biome",
		"ci",
		"--error-on-warnings",
		"--colors=off",
		".",
	]),
	check("imports", ["scripts/check-imports.ts"]),
	...GROUPS.map((group) => ({ ...tests(group), ...AFTER[group] })),
];

/** Makes the executable. */
function building(): Step {
	const { name, run } = check("build", ["scripts/build.ts"]);
	return {
		name,
		run: async () => {
			const finished = await run();
			isBuilt = finished.tally.failed === 0;
			return finished;
		},
	};
}

/** A program that says by its exit status whether all is well. */
function check(name: string, args: readonly string[]): Step {
	return {
		name,
		run: async () => {
			const { status, output } = await bun(args);
			const ok = status === 0;
			const tally = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] };
			return { tally, output };
		},
	};
}

/** One `bun test` run over the files of a group. A group without files fails: it was meant to show something. */
function tests(group: Group): Step {
	const run = async (): Promise<Finished> => {
		const files = filesOf(group, ROOT);
		if (files.length === 0) {
			const tally = { passed: 0, failed: 1, skipped: [] };
			return { tally, output: `no test file in test/${group}\n` };
		}
		const folder = mkdtempSync(join(tmpdir(), "oceanftp-check-"));
		const outfile = join(folder, "report.xml");
		try {
			const { status, output } = await bun([
				"test",
				"--only-failures",
				`--timeout=${TEST_LIMIT_MS[group]}`,
				"--reporter=junit",
				`--reporter-outfile=${outfile}`,
				...files,
			]);
			const { tally, notes } = tallyOf(readText(outfile), files, status);
			return { tally, output: output + notes };
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	};
	return { name: group, run };
}

function readText(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

/** Adds to the report what it leaves out: files that did not load, and a run that broke off. */
function tallyOf(
	xml: string,
	files: readonly string[],
	status: number,
): { tally: Tally; notes: string } {
	const report = readJunit(xml);
	const seen = new Set(
		[...report.files].map((file) => relative(ROOT, resolve(ROOT, file))),
	);
	const lost = files.filter((file) => !seen.has(relative(".", file)));
	const failed = report.failed + lost.length;
	const brokeOff = failed === 0 && status !== 0;
	const notes = lost.map((file) => `no result from ${file}\n`);
	if (brokeOff) notes.push(`bun test ended with ${status}\n`);
	return {
		tally: {
			passed: report.passed,
			failed: brokeOff ? 1 : failed,
			skipped: report.skipped,
		},
		notes: notes.join(""),
	};
}

/** Runs this Bun again: with a script, or with one of its own commands. Both its outputs go to one file, in their order. */
async function bun(
	args: readonly string[],
): Promise<{ status: number; output: string }> {
	const folder = mkdtempSync(join(tmpdir(), "oceanftp-check-"));
	const file = join(folder, "output");
	const descriptor = openSync(file, "a");
	try {
		const child = Bun.spawn([process.execPath, ...args], {
			cwd: ROOT,
			env: {
				...process.env,
				BUN_OPTIONS: undefined,
				NO_COLOR: "1",
				[BUILT]: isBuilt ? "yes" : undefined,
			},
			stdio: ["ignore", descriptor, descriptor],
			timeout: GROUP_LIMIT_MS,
		});
		const status = await child.exited;
		return { status, output: readText(file) };
	} finally {
		closeSync(descriptor);
		rmSync(folder, { recursive: true, force: true });
	}
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function main(wanted: readonly string[]): Promise<number> {
	const unknown = wanted.filter(
		(name) => !STEPS.some((step) => step.name === name),
	);
	if (unknown.length > 0) {
		const names = STEPS.map((step) => step.name).join(" ");
		process.stderr.write(`no step ${unknown.join(" ")}; there are: ${names}\n`);
		return 2;
	}
	const steps = STEPS.filter(
		({ name }) => wanted.length === 0 || wanted.includes(name),
	);
	const tallies = await inLanes(steps, LANES, async ({ name, run }) => {
		say(`== ${name}`);
		const started = performance.now();
		const { tally, output } = await run();
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		process.stdout.write(output);
		say(`== ${name}: ${closingLine(tally)} (${seconds} s)`);
		return tally;
	});
	const total = sum(tallies);
	for (const line of skippedLines(total.skipped)) say(line);
	say(closingLine(total));
	return total.failed === 0 ? 0 : 1;
}

process.exitCode = await main(
	process.argv.slice(2).filter((argument) => argument !== "--"),
);
