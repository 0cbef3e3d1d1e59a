import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { KEY_KINDS, makeCases } from "./matrix-cases.ts";
import { output, type Workshop, workshop } from "./openssl.ts";

const SCRIPT = join(import.meta.dir, "matrix-run.ts");
const DENO = join(import.meta.dir, "../../node_modules/.bin/deno");
const PASSPHRASE = "höher & weiter";

/** What is written differs by kind of key only as the key itself does, so two are enough where openssl's time adds up. */
const TWO_KINDS = ["rsa2048", "p256"];

let shop: Workshop;
/** What every runtime has to print. */
let expected = "";

beforeAll(() => {
	shop = workshop();
	const cases = makeCases(shop);
	expect(cases.length).toBeGreaterThan(80);
	const prints = new Map(KEY_KINDS.map((kind) => [kind, printsOf(kind)]));
	expected = cases
		.map(({ id }) => `${id} ${prints.get(id.split(".")[0] ?? "")}\n`)
		.join("");
}, 60_000);

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

/** What each export must hold, read by openssl. */
function readBack(kind: string): void {
	const file = (form: string): string => join("out", `${kind}.own.${form}`);
	const certificate = shop.text(`${kind}.crt`);
	const key = shop.openssl("pkey", "-in", `${kind}.key`);
	const pass = `pass:${PASSPHRASE}`;

	expect(shop.text(file("pem"))).toBe(key + certificate);
	const opened = ["pkey", "-in", file("enc"), "-passin", pass];
	expect(shop.openssl(...opened)).toBe(key);
	for (const [form, ...extra] of [["p12"], ["old", "-legacy"]] as const) {
		const open = ["pkcs12", "-in", file(form), "-passin", pass, ...extra];
		shop.openssl(...open, "-nocerts", "-noenc", "-out", "back.key");
		expect(shop.openssl("pkey", "-in", "back.key")).toBe(key);
		shop.openssl(...open, "-nokeys", "-out", "back.crt");
		expect(shop.openssl("x509", "-in", "back.crt")).toBe(certificate);
		const info = shop.openssl(...open, "-info", "-noout");
		expect(info).toContain(
			form === "p12"
				? "PBES2, PBKDF2, AES-256-CBC, Iteration 50000, PRF hmacWithSHA256"
				: "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
		);
		expect(info).toContain(
			form === "p12" ? "MAC: sha256, Iteration 50000" : "MAC: sha1",
		);
	}
	const only = ["pkcs12", "-in", file("only"), "-passin", pass, "-noenc"];
	const text = shop.openssl(...only);
	expect(text).toContain("BEGIN CERTIFICATE");
	expect(text).not.toContain("PRIVATE KEY");
}

describe("every kind of key in every form that openssl writes", () => {
	test("is imported and handed out by Bun", () => {
		expect(output(process.execPath, ["run", SCRIPT, shop.path])).toBe(expected);
		for (const kind of KEY_KINDS) readBack(kind);
	}, 60_000);

	test("is imported and handed out under Deno", () => {
		expect(output(DENO, ["run", "-A", SCRIPT, shop.path])).toBe(expected);
		for (const kind of TWO_KINDS) readBack(kind);
	}, 60_000);

	test("is imported and handed out by a compiled executable", () => {
		const executable = join(shop.path, "matrix-run");
		output(process.execPath, [
			...["build", "--compile", "--minify", "--bytecode", "--format=esm"],
			...[SCRIPT, "--outfile", executable],
		]);
		expect(output(executable, [shop.path])).toBe(expected);
		for (const kind of TWO_KINDS) readBack(kind);
	}, 60_000);
});
