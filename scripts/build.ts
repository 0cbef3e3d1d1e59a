/**
 * Compiles the executables.
 *
 *     bun run build                      dist/oceanftp, for this machine
 *     bun run build --all                dist/oceanftp-TARGET for every target, with checksums, bill of materials, licences
 *     bun run build --target linux-arm64 the same for one target; may be repeated
 *     bun run build … --out FOLDER       into another folder than dist/
 *
 * The runtimes of the targets come from the package registry that npm is set up for, and are checked against the table in
 * `build/targets.ts`. Building the same commit twice gives the same bytes.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
	buildAll,
	committedSeconds,
	mib,
	sha256Of,
} from "./build/build-all.ts";
import { compile } from "./build/compile.ts";
import { readFormat } from "./build/executable-format.ts";
import { commitOf, ROOT } from "./build/source.ts";
import { extensionOf, TARGETS, type Target } from "./build/targets.ts";

function main(args: readonly string[]): void {
	const { values } = parseArgs({
		args: [...args],
		options: {
			all: { type: "boolean" },
			target: { type: "string", multiple: true },
			out: { type: "string" },
		},
	});
	const folder = resolve(values.out ?? join(ROOT, "dist"));
	if (values.all !== true && values.target === undefined) {
		buildHere(folder);
		return;
	}
	buildAll({
		source: ROOT,
		targets: values.all === true ? TARGETS : (values.target ?? []).map(named),
		folder,
		cache: join(ROOT, "dist/.runtimes"),
		say,
	});
}

/** For this machine, with the Bun that runs this: nothing is fetched. */
function buildHere(folder: string): void {
	const target = targetHere();
	const outfile = join(folder, `oceanftp${extensionOf(target)}`);
	compile({
		source: ROOT,
		target,
		commit: commitOf(ROOT),
		...committedSeconds(ROOT),
		outfile,
	});
	const bytes = readFileSync(outfile);
	say(`${outfile}  ${mib(bytes.length)} (${bytes.length} bytes)`);
	say(`SHA-256 ${sha256Of(bytes)}`);
}

/** What this Bun was made for: its own header tells one C library from the other. */
function targetHere(): string {
	const format = JSON.stringify(readFormat(readFileSync(process.execPath)));
	const same = TARGETS.find((each) => JSON.stringify(each.format) === format);
	const system = process.platform === "win32" ? "windows" : process.platform;
	return same?.name ?? `${system}-${process.arch}`;
}

function named(name: string): Target {
	const target = TARGETS.find((each) => each.name === name);
	if (target !== undefined) return target;
	const names = TARGETS.map((each) => each.name).join(" ");
	throw new Error(`there is no target ${name}; there are: ${names}`);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

try {
	main(process.argv.slice(2).filter((argument) => argument !== "--"));
} catch (error) {
	const why = error instanceof Error ? error.message : String(error);
	process.stderr.write(`${why}\n`);
	process.exitCode = 1;
}
