import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkImports } from "../../scripts/check-imports.ts";

/** What the checker says of a made-up repository: one line for each broken rule. */
function check(files: Readonly<Record<string, string>>): string[] {
	const folder = mkdtempSync(join(tmpdir(), "imports-"));
	try {
		for (const [file, text] of Object.entries(files)) {
			mkdirSync(dirname(join(folder, file)), { recursive: true });
			writeFileSync(join(folder, file), text);
		}
		return checkImports(folder).map(
			({ file, line, what }) => `${file}:${line}: ${what}`,
		);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const EMPTY = "export {};\n";

describe("import rules", () => {
	test("a tree that keeps to the table has no violation", () => {
		expect(
			check({
				"src/main.ts": 'import { run } from "./cli/index.ts";\nrun();\n',
				"src/cli/index.ts":
					'import { defineCommand } from "citty";\nimport { serve } from "../server/index.ts";\nexport const run = () => serve(defineCommand);\n',
				"src/server/index.ts":
					'import { disk } from "../platform/index.ts";\nexport const serve = (a: unknown) => disk(a);\n',
				"src/platform/index.ts":
					'import { readFileSync } from "node:fs";\nimport type { Upload } from "../files/index.ts";\nimport { FileFailure } from "../files/index.ts";\nexport const disk = (a: unknown) => [a, readFileSync, Bun.version, FileFailure] as unknown as Upload;\n',
				"src/files/index.ts":
					"export interface Upload { a: 1 }\nexport class FileFailure extends Error {}\n",
			}),
		).toEqual([]);
	});

	test("a room that imports one which the table does not grant is caught", () => {
		const found = check({
			"src/ftp/session.ts":
				'import { a } from "../base/index.ts";\nimport { context } from "../tls/index.ts";\nexport const x = [a, context];\n',
			"src/base/index.ts": "export const a = 1;\n",
			"src/tls/index.ts": "export const context = 1;\n",
		});
		expect(found).toEqual([
			"src/ftp/session.ts:2: imports tls; ftp may import base, log, files, accounts",
		]);
	});

	test("a type-only import of a room that the table does not grant is caught", () => {
		const found = check({
			"src/base/text.ts":
				'import type { Upload } from "../files/index.ts";\nexport type X = Upload;\n',
			"src/files/index.ts": "export interface Upload { a: 1 }\n",
		});
		expect(found).toEqual([
			"src/base/text.ts:1: names types of files; base may import no room",
		]);
	});

	test("an import past a room's door is caught", () => {
		const found = check({
			"src/ftp/session.ts":
				'import { a } from "../base/text.ts";\nexport const x = a;\n',
			"src/base/text.ts": "export const a = 1;\n",
		});
		expect(found).toEqual([
			"src/ftp/session.ts:1: reaches past the door of base: src/base/text.ts",
		]);
	});

	test("a folder that is no room is caught", () => {
		expect(check({ "src/utils/index.ts": EMPTY })[0]).toStartWith(
			"src/utils/index.ts:1: is in no room",
		);
	});

	test.each([
		["node:fs", 'import { readFileSync } from "node:fs";\n'],
		["fs", 'import fs from "fs";\n'],
		["bun:ffi", 'const x = await import("bun:ffi");\n'],
		["bun", 'import { file } from "bun";\n'],
		["node:net", 'import type { Socket } from "node:net";\n'],
		["node:tls", 'export type T = import("node:tls").TLSSocket;\n'],
	])("a runtime module (%s) outside platform is caught", (name, text) => {
		expect(check({ "src/ftp/a.ts": `${text}export {};\n` })).toEqual([
			`src/ftp/a.ts:1: imports ${name}; only src/platform may name the runtime`,
		]);
	});

	test.each([
		["Bun", "export const v = Bun.version;\n"],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
		["Deno", "export const v = `is ${Deno.version}`;\n"],
		["process", "export const v = globalThis.process.argv;\n"],
		["Buffer", "export type T = Buffer;\n"],
	])("the runtime's global %s outside platform is caught", (name, text) => {
		expect(check({ "src/server/a.ts": text })).toEqual([
			`src/server/a.ts:1: names the runtime (${name}); only src/platform may`,
		]);
	});

	test("runtime names in comments, strings, patterns and keys are no use of them", () => {
		expect(
			check({
				"src/base/a.ts":
					// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
					'/** Bun.file, Deno.open, node:fs */\n// import "node:fs"\nexport const a = { Bun: "Deno.version", p: /Bun[/"]/ , t: `Deno ${1} "Bun"` };\nexport const b = a.Bun;\nexport const text = \'import { x } from "node:fs"\';\n',
			}),
		).toEqual([]);
	});

	test("a name that the file binds itself is not the runtime's", () => {
		const found = check({
			"src/server/a.ts":
				"export const a = (host: { process: { env: string } }): string => {\n\tconst { process } = host;\n\treturn process.env;\n};\n",
			"src/server/b.ts":
				"export const b = (process: { env: string }): string => process.env;\n",
			"src/server/c.ts":
				"export const c = (args: string[]): string[] => [...args, process.cwd()];\n",
		});
		expect(found).toEqual([
			"src/server/c.ts:1: names the runtime (process); only src/platform may",
		]);
	});

	test("a package that the room may not use is caught", () => {
		expect(
			check({ "src/ftp/a.ts": 'import { z } from "valibot";\nz();\n' }),
		).toEqual([
			"src/ftp/a.ts:1: imports the package valibot; room ftp may not",
		]);
	});

	test("a package in a file other than its own is caught", () => {
		const found = check({
			"src/certificates/making/x509.ts":
				'import * as x509 from "@peculiar/x509";\nexport { x509 };\n',
			"src/certificates/store.ts":
				'import * as x509 from "@peculiar/x509";\nexport { x509 };\n',
		});
		expect(found).toEqual([
			"src/certificates/store.ts:1: imports the package @peculiar/x509; in certificates only making/x509.ts may",
		]);
	});

	test("a cycle between files is caught, also through a re-export", () => {
		const found = check({
			"src/ftp/a.ts": 'import { b } from "./b.ts";\nexport const a = b;\n',
			"src/ftp/b.ts": 'export { c as b } from "./c.ts";\n',
			"src/ftp/c.ts": 'import { a } from "./a.ts";\nexport const c = a;\n',
		});
		expect(found).toEqual([
			"src/ftp/a.ts:1: is in a cycle: src/ftp/a.ts -> src/ftp/b.ts -> src/ftp/c.ts -> src/ftp/a.ts",
		]);
	});

	test("two types that name each other are no cycle", () => {
		expect(
			check({
				"src/ftp/a.ts":
					'import type { B } from "./b.ts";\nexport interface A { b: B }\n',
				"src/ftp/b.ts":
					'import type { A } from "./a.ts";\nexport interface B { a: A }\n',
			}),
		).toEqual([]);
	});

	test("only main.ts imports cli", () => {
		const found = check({
			"src/server/a.ts":
				'import { run } from "../cli/index.ts";\nexport const x = run;\n',
			"src/platform/b.ts":
				'import type { Run } from "../cli/index.ts";\nexport type X = Run;\n',
			"src/cli/index.ts":
				"export const run = () => 1;\nexport type Run = typeof run;\n",
		});
		expect(found).toHaveLength(1 + 1);
		expect(found[0]).toStartWith("src/platform/b.ts:1: names types of cli;");
		expect(found[1]).toStartWith("src/server/a.ts:1: imports cli;");
	});

	test("main.ts imports nothing but cli and platform", () => {
		const found = check({
			"src/main.ts": 'import { serve } from "./server/index.ts";\nserve();\n',
			"src/server/index.ts": "export const serve = () => 1;\n",
		});
		expect(found).toEqual([
			"src/main.ts:1: imports server; main may import cli, platform",
		]);
	});

	test("a verb that imports another verb or the table is caught", () => {
		const found = check({
			"src/ftp/table.ts": "export const table = 1;\n",
			"src/ftp/commands/feat.ts":
				'import { table } from "../table.ts";\nexport const FEAT = table;\n',
			"src/ftp/commands/stor.ts": "export const STOR = 1;\n",
			"src/ftp/commands/appe.ts":
				'import { STOR } from "./stor.ts";\nexport const APPE = STOR;\n',
			"src/ftp/commands/index.ts":
				'export { APPE } from "./appe.ts";\nexport { STOR } from "./stor.ts";\n',
		});
		expect(found).toEqual([
			"src/ftp/commands/appe.ts:1: a verb imports src/ftp/commands/stor.ts; verbs do not know each other",
			"src/ftp/commands/feat.ts:1: a verb imports the table; it reads session.table instead",
		]);
	});

	test("platform takes values from base only, but for failures that its ports throw", () => {
		const found = check({
			"src/files/index.ts":
				"export class FileFailure extends Error {}\nexport const resolvePath = 1;\n",
			"src/platform/disk.ts":
				'import { FileFailure, resolvePath } from "../files/index.ts";\nexport const x = [FileFailure, resolvePath];\n',
			"src/platform/good.ts":
				'import { FileFailure, type Upload } from "../files/index.ts";\nexport const x: Upload = FileFailure;\n',
		});
		expect(found).toEqual([
			"src/platform/disk.ts:1: imports files; platform may import base, FileFailure of files, DataFailure of ftp, and types of every room",
		]);
	});

	test("an import without its .ts ending, or out of src, is caught", () => {
		const found = check({
			"src/base/a.ts": 'import { b } from "./b";\nexport const a = b;\n',
			"src/base/b.ts":
				'import { c } from "../../test/c.ts";\nexport const b = c;\n',
			"test/c.ts": "export const c = 1;\n",
		});
		expect(found).toEqual([
			"src/base/a.ts:1: imports ./b without its .ts ending",
			"src/base/b.ts:1: imports test/c.ts outside src/",
		]);
	});
});
