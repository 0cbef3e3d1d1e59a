import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { KEY_KINDS, makeCases, TWO_KINDS } from "./matrix-cases.ts";
import { output, type Workshop, workshop } from "./openssl.ts";

const SCRIPT = join(import.meta.dir, "matrix-run.ts");
const DENO = join(import.meta.dir, "../../node_modules/.bin/deno");
const PASSPHRASE = "höher & weiter";

let shop: Workshop;
/** What every runtime has to print. */
let expected = "";

beforeAll(() => {
	shop = workshop();
	const cases = makeCases(shop);
	expect(cases.length).toBeGreaterThan(50);
	const prints = new Map(KEY_KINDS.map((kind) => [kind, printsOf(kind)]));
	expected = cases
		.map(({ id }) => `${id} ${prints.get(id.split(".")[0] ?? "")}\n`)
		.join("");
}, 120_000);

afterAll(() => shop[Symbol.dispose]());

/** By openssl, the hashes of certificate and public key. */
function printsOf(kind: string): string {
	const der = ["-outform", "DER", "-out"];
	shop.openssl("x509", "-in", `${kind}.crt`, ...der, "print.crt");
	shop.openssl("pkey", "-in", `${kind}.key`, "-pubout", ...der, "print.pub");
	const hash = (name: string): string =>
		createHash("sha256").update(shop.bytes(name)).digest("hex");
	return `${hash("print.crt")} ${hash("print.pub")}`;
}

const EXPORTED = [
	[
		"p12",
		[
			"PBES2, PBKDF2, AES-256-CBC, Iteration 50000, PRF hmacWithSHA256",
			"MAC: sha256, Iteration 50000",
		],
	],
	[
		"old",
		["pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048", "MAC: sha1"],
		"-legacy",
	],
] as const;

/** What each export must hold, read by openssl. */
function readBack(kind: string): void {
	const file = (form: string): string => join("out", `${kind}.own.${form}`);
	const certificate = shop.text(`${kind}.crt`);
	const key = shop.openssl("pkey", "-in", `${kind}.key`);
	const pass = `pass:${PASSPHRASE}`;

	expect(shop.text(file("pem"))).toBe(key + certificate);
	const opened = ["pkey", "-in", file("enc"), "-passin", pass];
	expect(shop.openssl(...opened)).toBe(key);
	for (const [form, facts, ...extra] of EXPORTED) {
		const open = ["pkcs12", "-in", file(form), "-passin", pass, ...extra];
		const text = shop.openssl(...open, "-noenc", "-info");
		for (const part of [key, certificate, ...facts]) {
			expect(text).toContain(part);
		}
	}
	const only = ["pkcs12", "-in", file("only"), "-passin", pass, "-noenc"];
	const text = shop.openssl(...only);
	expect(text).toContain("BEGIN CERTIFICATE");
	expect(text).not.toContain("PRIVATE KEY");
}

/** Runs the script by a runtime, and has openssl read what it wrote of some kinds. */
function run(
	program: string,
	args: readonly string[],
	kinds: readonly string[],
): void {
	rmSync(join(shop.path, "out"), { recursive: true, force: true });
	expect(output(program, [...args, shop.path, kinds.join()])).toBe(expected);
	for (const kind of kinds) readBack(kind);
}

describe("every kind of key in every form that openssl writes", () => {
	test("is imported and handed out by Bun", () => {
		run(process.execPath, ["run", SCRIPT], KEY_KINDS);
	}, 120_000);

	test("is imported and handed out under Deno", () => {
		run(DENO, ["run", "-A", SCRIPT], TWO_KINDS);
	}, 120_000);

	test("is imported and handed out by a compiled executable", () => {
		const executable = join(shop.path, "matrix-run");
		output(process.execPath, [
			...["build", "--compile", "--minify", "--bytecode", "--format=esm"],
			...[SCRIPT, "--outfile", executable],
		]);
		run(executable, [], TWO_KINDS);
	}, 120_000);
});
