/**
 * Everything that must hold, in one command: `bun run test`. Types, format and lint, import rules, then all
 * tests. Each check and each test counts as one; the last line says how many passed and failed.
 *
 *     bun run test                    everything
 *     bun run test -- unit wire       only these steps
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { filesOf, GROUPS, type Group, TEST_LIMIT_MS } from "./check/groups.ts";
import { readJunit } from "./check/junit.ts";
import { closingLine, skippedLines, sum, type Tally } from "./check/tally.ts";

const ROOT = join(import.meta.dirname, "..");
/** Long enough for the slowest group on a slow machine; a hang ends here instead of never. */
const GROUP_LIMIT_MS = 20 * 60_000;

interface Step {
	readonly name: string;
	run(): Promise<Tally>;
}

const STEPS: readonly Step[] = [
	check("types", ["node_modules/typescript/bin/tsc", "-p", "."]),
	check("format", [
		"node_modules/@biomejs/biome/bin/biome",
		"ci",
		"--error-on-warnings",
		"--colors=off",
		".",
	]),
	check("imports", ["scripts/check-imports.ts"]),
	...GROUPS.flatMap((group) =>
		group === "binary"
			? [check("build", ["scripts/build.ts"]), tests(group)]
			: [tests(group)],
	),
];

/** A program that says by its exit status whether all is well. Its output is shown. */
function check(name: string, args: readonly string[]): Step {
	return {
		name,
		run: async () => {
			const ok = (await bun(args)) === 0;
			return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] };
		},
	};
}

/** One `bun test` run over the files of a group. A group without files fails: it was meant to show something. */
function tests(group: Group): Step {
	const run = async (): Promise<Tally> => {
		const files = filesOf(group, ROOT);
		if (files.length === 0) {
			say(`no test file in test/${group}`);
			return { passed: 0, failed: 1, skipped: [] };
		}
		const folder = mkdtempSync(join(tmpdir(), "oceanftp-check-"));
		const outfile = join(folder, "report.xml");
		try {
			const status = await bun([
				"test",
				"--only-failures",
				`--timeout=${TEST_LIMIT_MS[group]}`,
				"--reporter=junit",
				`--reporter-outfile=${outfile}`,
				...files,
			]);
			return tallyOf(readReport(outfile), files, status);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	};
	return { name: group, run };
}

function readReport(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

/** Adds to the report what it leaves out: files that did not load, and a run that broke off. */
function tallyOf(xml: string, files: readonly string[], status: number): Tally {
	const report = readJunit(xml);
	const seen = new Set(
		[...report.files].map((file) => relative(ROOT, resolve(ROOT, file))),
	);
	const lost = files.filter((file) => !seen.has(relative(".", file)));
	for (const file of lost) say(`no result from ${file}`);
	const failed = report.failed + lost.length;
	if (failed === 0 && status !== 0) say(`bun test ended with ${status}`);
	return {
		passed: report.passed,
		failed: failed === 0 && status !== 0 ? 1 : failed,
		skipped: report.skipped,
	};
}

/** Runs this Bun again: with a script, or with one of its own commands. */
async function bun(args: readonly string[]): Promise<number> {
	const child = Bun.spawn([process.execPath, ...args], {
		cwd: ROOT,
		env: { ...process.env, BUN_OPTIONS: undefined, NO_COLOR: "1" },
		stdio: ["ignore", "inherit", "inherit"],
		timeout: GROUP_LIMIT_MS,
	});
	return child.exited;
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
	const tallies: Tally[] = [];
	for (const step of STEPS) {
		if (wanted.length > 0 && !wanted.includes(step.name)) continue;
		say(`== ${step.name}`);
		const started = performance.now();
		const tally = await step.run();
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		say(`== ${step.name}: ${closingLine(tally)} (${seconds} s)`);
		tallies.push(tally);
	}
	const total = sum(tallies);
	for (const line of skippedLines(total.skipped)) say(line);
	say(closingLine(total));
	return total.failed === 0 ? 0 : 1;
}

process.exitCode = await main(
	process.argv.slice(2).filter((argument) => argument !== "--"),
);
