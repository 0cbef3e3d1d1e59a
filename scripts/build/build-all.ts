import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { faultsOf } from "./check-executable.ts";
import { buildFacts, compile } from "./compile.ts";
import { licensesText } from "./licenses.ts";
import { packagesOf } from "./packages.ts";
import { fetchRuntime } from "./runtime.ts";
import { billOfMaterials } from "./sbom.ts";
import { commitOf, commitSecondsOf } from "./source.ts";
import { fileNameOf, RUNTIME_VERSION, type Target } from "./targets.ts";

/** What a release is made from, and where it goes. */
export interface Release {
	/** The tree that holds `src/`. */
	readonly source: string;
	readonly targets: readonly Target[];
	/** Gets the executables and the papers that go with them. */
	readonly folder: string;
	/** Keeps the runtimes for the next time. */
	readonly cache: string;
	/** Takes a line about what was done. */
	readonly say: (line: string) => void;
}

/** A file of the release. */
export interface Made {
	readonly file: string;
	readonly bytes: number;
	readonly sha256: string;
}

export const CHECKSUMS_FILE = "SHA256SUMS";
export const BILL_FILE = "sbom.cdx.json";
export const LICENSES_FILE = "LICENSES.txt";

/**
 * Makes the executables for all targets, their checksums, bill of materials and licences. All of it follows from the
 * source tree and its commit alone, so that who builds it again gets the same bytes.
 *
 * @throws {Error} when one cannot be made, or is not what it should be; what was made before stays
 */
export function buildAll(release: Release): readonly Made[] {
	const { folder, say, source, targets } = release;
	if (Bun.version !== RUNTIME_VERSION) {
		throw new Error(
			`executables for others are made with Bun ${RUNTIME_VERSION}; this is ${Bun.version}`,
		);
	}
	mkdirSync(folder, { recursive: true });
	const commit = commitOf(source);
	const modules = new Set<string>();
	const executables = targets.map((target) => {
		const { files, made } = buildOne(release, target, commit);
		for (const file of files) modules.add(file);
		say(`${made.file}  ${mib(made.bytes)}  SHA-256 ${made.sha256}`);
		return { ...made, target };
	});
	const inside = packagesOf([...modules], source);
	const bill = billOfMaterials({
		version: manifest.version,
		commit,
		time: timeOf(commitSecondsOf(source)),
		tree: source,
		inside,
		executables,
	});
	const papers = [
		writePaper(folder, BILL_FILE, bill),
		writePaper(folder, LICENSES_FILE, licensesText(inside, source)),
	];
	const all = [...executables, ...papers];
	const sums = all.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join("");
	writeFileSync(join(folder, CHECKSUMS_FILE), sums);
	say(`${CHECKSUMS_FILE}, ${BILL_FILE}, ${LICENSES_FILE}`);
	return all.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 }));
}

function buildOne(
	{ cache, folder, source }: Release,
	target: Target,
	commit: string,
): { readonly files: readonly string[]; readonly made: Made } {
	const file = fileNameOf(target.name);
	const outfile = join(folder, file);
	const files = compile({
		source,
		target: target.name,
		commit,
		...committedSeconds(source),
		runtime: fetchRuntime(target, cache),
		outfile,
	});
	const bytes = readFileSync(outfile);
	const facts = Object.values(buildFacts({ commit, target: target.name }));
	const faults = faultsOf(bytes, target, facts);
	if (faults.length > 0) throw new Error(faults.join("\n"));
	return {
		files,
		made: { file, bytes: bytes.length, sha256: sha256Of(bytes) },
	};
}

/** For what is compiled: when the source's commit was made, as far as that is known. */
export function committedSeconds(source: string): {
	readonly committedSeconds?: number;
} {
	const seconds = commitSecondsOf(source);
	return seconds === undefined ? {} : { committedSeconds: seconds };
}

/** RFC 3339. */
function timeOf(seconds: number | undefined): string | undefined {
	if (seconds === undefined) return undefined;
	return new Date(seconds * 1000).toISOString().replace(".000", "");
}

function writePaper(folder: string, file: string, text: string): Made {
	const bytes = Buffer.from(text);
	writeFileSync(join(folder, file), bytes);
	return { file, bytes: bytes.length, sha256: sha256Of(bytes) };
}

/** @example sha256Of(Buffer.from("")) // "e3b0c442…" */
export function sha256Of(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

/** @example mib(1048576) // "1.0 MiB" */
export function mib(bytes: number): string {
	return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
