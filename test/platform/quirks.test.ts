import { afterAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QUIRKS } from "../../src/platform/quirks.ts";
import { DENO, run } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "oceanftp-quirks-"));
afterAll(() => rmSync(folder, { recursive: true }));

const key = join(folder, "key.pem");
const cert = join(folder, "cert.pem");
execFileSync(
	"openssl",
	`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=probe -days 2 -keyout ${key} -out ${cert}`.split(
		" ",
	),
	{ stdio: "ignore" },
);

const PROBES = join(import.meta.dirname, "quirk-probes.ts");

async function probe(command: readonly string[]): Promise<string> {
	const { exit, stderr, stdout } = await run([...command, PROBES, key, cert]);
	if (exit !== 0) throw new Error(`the probes ended with ${exit}: ${stderr}`);
	return stdout;
}

const runtimes = [
	["bun", [process.execPath]],
	...(DENO === undefined ? [] : [["deno", [DENO, "run", "-A"]] as const]),
] as const;

for (const [runtime, command] of runtimes) {
	describe(`under ${runtime}`, () => {
		const found = probe(command).then((text) => JSON.parse(text));
		for (const quirk of QUIRKS) {
			const expected = quirk.runtime === runtime || quirk.runtime === "both";
			test(`it ${expected ? "is still true" : "is not true"} that ${quirk.test}`, async () => {
				expect((await found)[quirk.id]).toBe(expected);
			}, 120_000);
		}
	});
}
