import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { output, workshop } from "./openssl.ts";

const SCENARIO = join(import.meta.dir, "scenario.ts");
const DENO = join(import.meta.dir, "../../node_modules/.bin/deno");

const EXPECTED =
	/^made [0-9a-f]{64} EC P-256\nmade [0-9a-f]{64} EC P-384\nmade [0-9a-f]{64} Ed25519\nmade [0-9a-f]{64} RSA 2048\nproblems cert\.key-mismatch,,,\ndone\n$/;

describe("certificates", () => {
	test("are made and loaded under Deno", () => {
		expect(output(DENO, ["run", "-A", SCENARIO])).toMatch(EXPECTED);
	}, 120_000);

	test("are made and loaded by a compiled executable, where bundling must not reorder the imports", () => {
		using shop = workshop();
		const executable = join(shop.path, "scenario");
		output(process.execPath, [
			...["build", "--compile", "--minify", "--bytecode", "--format=esm"],
			...[SCENARIO, "--outfile", executable],
		]);
		expect(output(executable, [])).toMatch(EXPECTED);
	}, 120_000);
});
