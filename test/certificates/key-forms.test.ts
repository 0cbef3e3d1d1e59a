import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { output, selfSigned, type Workshop, workshop } from "./openssl.ts";

const SCRIPT = join(import.meta.dir, "import-each.ts");
const DENO = join(import.meta.dir, "../../node_modules/.bin/deno");

const runtimes: readonly (readonly [string, readonly string[]])[] = [
	["Bun", [process.execPath, "run"]],
	["Deno", [DENO, "run", "-A"]],
];

const PASS = ["-passout", "pass:open sesame"];
/** What OpenSSL has put away for its age. */
const OLD = ["-provider", "legacy", "-provider", "default"];
const PKCS8 = ["pkcs8", "-topk8", "-in", "leaf.pem"];

/** Forms of a key by what openssl is told; those in `plain` need no passphrase. */
const plain: Readonly<Record<string, readonly string[]>> = {
	pkcs8: ["pkey", "-in", "leaf.pem"],
	"pkcs8-der": ["pkey", "-in", "leaf.pem", "-outform", "DER"],
	traditional: ["pkey", "-in", "leaf.pem", "-traditional"],
	"traditional-der": [
		"pkey",
		"-in",
		"leaf.pem",
		"-traditional",
		"-outform",
		"DER",
	],
};

const encrypted: Readonly<Record<string, readonly string[]>> = {
	aes128: [...PKCS8, "-v2", "aes-128-cbc", ...PASS],
	aes192: [...PKCS8, "-v2", "aes-192-cbc", ...PASS],
	aes256: [...PKCS8, "-v2", "aes-256-cbc", ...PASS],
	"aes256-der": [...PKCS8, "-v2", "aes-256-cbc", "-outform", "DER", ...PASS],
	"prf-sha1": [
		...PKCS8,
		"-v2",
		"aes-256-cbc",
		"-v2prf",
		"hmacWithSHA1",
		...PASS,
	],
	"prf-sha384": [
		...PKCS8,
		"-v2",
		"aes-256-cbc",
		"-v2prf",
		"hmacWithSHA384",
		...PASS,
	],
	"prf-sha512": [
		...PKCS8,
		"-v2",
		"aes-256-cbc",
		"-v2prf",
		"hmacWithSHA512",
		...PASS,
	],
	scrypt: [...PKCS8, "-scrypt", ...PASS],
	des3: [...PKCS8, "-v2", "des3", ...PASS],
	"pbe-sha1-3des": [...PKCS8, "-v1", "PBE-SHA1-3DES", ...PASS],
	"pbe-sha1-3des-der": [
		...PKCS8,
		"-v1",
		"PBE-SHA1-3DES",
		"-outform",
		"DER",
		...PASS,
	],
	"pbe-sha1-rc2-40": [...PKCS8, "-v1", "PBE-SHA1-RC2-40", ...OLD, ...PASS],
	"pbe-sha1-rc2-128": [...PKCS8, "-v1", "PBE-SHA1-RC2-128", ...OLD, ...PASS],
	"pbe-sha1-rc2-64": [...PKCS8, "-v1", "PBE-SHA1-RC2-64", ...OLD, ...PASS],
	"pbe-md5-rc2-64": [...PKCS8, "-v1", "PBE-MD5-RC2-64", ...OLD, ...PASS],
	"pbe-md5-des": [...PKCS8, "-v1", "PBE-MD5-DES", ...OLD, ...PASS],
	"pbe-sha1-des": [...PKCS8, "-v1", "PBE-SHA1-DES", ...OLD, ...PASS],
	"pbes2-des": [...PKCS8, "-v2", "des-cbc", ...OLD, ...PASS],
	"old-aes128": ["pkey", "-in", "leaf.pem", "-traditional", "-aes128", ...PASS],
	"old-aes256": ["pkey", "-in", "leaf.pem", "-traditional", "-aes256", ...PASS],
	"old-aes192": ["pkey", "-in", "leaf.pem", "-traditional", "-aes192", ...PASS],
	"old-des3": ["pkey", "-in", "leaf.pem", "-traditional", "-des3", ...PASS],
	"old-des": [
		"pkey",
		"-in",
		"leaf.pem",
		...OLD,
		"-traditional",
		"-des",
		...PASS,
	],
};

const keyTypes: readonly (readonly [string, readonly string[]])[] = [
	["RSA", ["rsa:2048"]],
	["P-256", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]],
	["Ed25519", ["ed25519"]],
];

/** `leaf.crt`, and its key in every form that it has, as `FORM.key`. */
function makeForms(shop: Workshop, key: readonly string[]): void {
	selfSigned(shop, "leaf", { key });
	shop.openssl("pkey", "-in", "leaf.key", "-out", "leaf.pem");
	for (const [form, how] of Object.entries({ ...plain, ...encrypted })) {
		const isOld = form.startsWith("old-") || form.startsWith("traditional");
		// Ed25519 came after the traditional forms.
		if (isOld && key[0] === "ed25519") continue;
		shop.openssl(...how, "-out", `${form}.key`);
	}
}

/** What the script says of each form with each passphrase, run by a runtime. */
function outcomes(
	[program = "", ...args]: readonly string[],
	shop: Workshop,
	passphrases: readonly string[],
): readonly (readonly [string, string, string])[] {
	const printed = output(program, [...args, SCRIPT, shop.path, ...passphrases]);
	return printed
		.trimEnd()
		.split("\n")
		.map((line) => {
			const [passphrase = "", file = "", outcome = ""] = line.split("\t");
			return [passphrase, file.replace(".key", ""), outcome];
		});
}

const matrix = runtimes.flatMap(([runtime, command]) =>
	keyTypes.map(([type, key]) => [runtime, type, command, key] as const),
);

describe("a key in every form that openssl writes", () => {
	test.each(matrix)(
		"is imported by %s when it is %s, asks for its passphrase, and refuses another",
		(_runtime, _type, command, key) => {
			using shop = workshop();
			makeForms(shop, key);
			const printed = outcomes(command, shop, ["open sesame", "wrong", ""]);
			expect(printed.length).toBeGreaterThan(3 * 15);
			const expected = printed.map(([passphrase, form]) => {
				const isOpen = passphrase === "open sesame" || !(form in encrypted);
				if (isOpen) return [passphrase, form, "CN=leaf.example"];
				const code =
					passphrase === "" ? "cert.key-encrypted" : "cert.bad-passphrase";
				return [passphrase, form, code];
			});
			expect(printed).toEqual(expected as never);
		},
		120_000,
	);
});
