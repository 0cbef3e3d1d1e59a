import { describe, expect, test } from "bun:test";
import { DAY_MS, memoryFolder } from "../../src/base/index.ts";
import {
	formatName,
	type KeyAlgorithm,
	parseNames,
	splitPem,
} from "../../src/certificates/index.ts";
import { workshop } from "./openssl.ts";
import { codeOf, snapshot, storeOn, wish } from "./store-kit.ts";

const algorithms: readonly (readonly [KeyAlgorithm, string])[] = [
	["ecdsa-p256", "EC P-256"],
	["ecdsa-p384", "EC P-384"],
	["rsa-2048", "RSA 2048"],
	["rsa-3072", "RSA 3072"],
	["ed25519", "Ed25519"],
];

const SANS =
	"DNS:nas.example.com, DNS:*.xn--bcher-kva.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7, email:admin@example.com, URI:ftp://nas.example.com/";

const everyKind = parseNames([
	"nas.example.com,*.bücher.example,192.0.2.7,2001:db8::7",
	"admin@example.com,ftp://nas.example.com/",
]);

describe("a created certificate", () => {
	test.each(algorithms)(
		"of %s satisfies openssl, as do its request and key",
		async (algorithm, description) => {
			const folder = memoryFolder();
			const store = await storeOn(folder);
			const file = await store.create({ ...wish, names: everyKind, algorithm });
			using shop = workshop();
			for (const kind of ["key", "csr", "crt"]) {
				const content = await folder.read(`certs/nas.${kind}`);
				shop.write(`nas.${kind}`, content ?? "");
			}

			expect(file.leaf.key.description).toBe(description);
			expect(
				shop.openssl("verify", "-x509_strict", "-CAfile", "nas.crt", "nas.crt"),
			).toContain("nas.crt: OK");
			expect(
				shop.openssl(
					"verify",
					"-purpose",
					"sslserver",
					"-CAfile",
					"nas.crt",
					"nas.crt",
				),
			).toContain("nas.crt: OK");
			expect(
				shop.openssl("req", "-verify", "-noout", "-in", "nas.csr"),
			).toContain("verify OK");
			expect(
				shop.openssl("pkey", "-check", "-noout", "-in", "nas.key"),
			).toContain("Key is valid");
			expect(
				shop.openssl("req", "-text", "-noout", "-in", "nas.csr"),
			).toContain(SANS);

			const text = shop.openssl("x509", "-text", "-noout", "-in", "nas.crt");
			expect(text).toContain(SANS);
			expect(text).toContain(
				"X509v3 Basic Constraints: critical\n                CA:FALSE",
			);
			expect(text).toContain("TLS Web Server Authentication");
			expect(text).toMatch(/X509v3 Key Usage: critical\n\s+Digital Signature/);
			expect(text.includes("Key Encipherment")).toBe(
				algorithm.startsWith("rsa"),
			);
			expect(text).toContain("X509v3 Subject Key Identifier");
			expect(text).toContain("X509v3 Authority Key Identifier");
		},
	);

	test("reads back as openssl reads it", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const file = await store.create({ ...wish, names: everyKind });
		using shop = workshop();
		shop.write("nas.crt", file.certificatePem);
		shop.write("nas.key", file.keyPem.reveal());
		const field = (...args: string[]): string =>
			shop.openssl("x509", "-noout", "-in", "nas.crt", ...args).trim();

		expect(field("-fingerprint", "-sha256").replace(/^.*=|:/g, "")).toBe(
			file.sha256.toUpperCase(),
		);
		expect(field("-serial")).toBe(`serial=${file.leaf.serial.toUpperCase()}`);
		expect(field("-subject", "-nameopt", "RFC2253")).toBe(
			"subject=CN=nas.example.com",
		);
		expect(
			new Date(field("-enddate").slice("notAfter=".length)).getTime(),
		).toBe(file.notAfterMs);
		expect(
			new Date(field("-startdate").slice("notBefore=".length)).getTime(),
		).toBe(file.notBeforeMs);
		shop.openssl(
			"pkey",
			"-in",
			"nas.key",
			"-pubout",
			"-outform",
			"DER",
			"-out",
			"spki",
		);
		expect(shop.openssl("dgst", "-sha256", "spki").trim().split("= ")[1]).toBe(
			file.leaf.spkiSha256,
		);
		expect(file.names.map(formatName)).toEqual(everyKind.map(formatName));
	});

	test("begins a day back, ends after the days asked for, and is no authority", async () => {
		const before = Date.now();
		const file = await (await storeOn()).create({ ...wish, days: 30 });
		expect(before - file.notBeforeMs).toBeGreaterThanOrEqual(DAY_MS - 1000);
		expect(before - file.notBeforeMs).toBeLessThan(DAY_MS + 60_000);
		expect(Math.round((file.notAfterMs - before) / DAY_MS)).toBe(30);
		expect(file.leaf.isCa).toBe(false);
		expect(file.leaf.purposes).toEqual(["serverAuth"]);
	});

	test("has a positive serial of at least 64 random bits, another one each time", async () => {
		const store = await storeOn();
		const serials = new Set<string>();
		for (let count = 0; count < 8; count++) {
			const { leaf } = await store.create({ ...wish, name: `n${count}` });
			expect(leaf.serial).toMatch(/^[4-7][0-9a-f]{31}$/);
			serials.add(leaf.serial);
		}
		expect(serials.size).toBe(8);
	});

	test("never shares its key with another", async () => {
		const first = await (await storeOn()).create(wish);
		const second = await (await storeOn()).create(wish);
		expect(first.keyPem.reveal()).not.toBe(second.keyPem.reveal());
		expect(first.leaf.spkiSha256).not.toBe(second.leaf.spkiSha256);
	});

	test("puts the subject in, whatever characters it has, but never an address as common name", async () => {
		const store = await storeOn();
		const subject = {
			organization: 'Müller & "Söhne", #1',
			unit: "= + <x>; \\",
			city: "Köln",
			country: "de",
			email: "admin@example.com",
		};
		const { certificatePem, leaf } = await store.create({
			...wish,
			names: parseNames(["192.0.2.7"]),
			subject,
		});
		expect(leaf.commonName).toBeUndefined();
		using shop = workshop();
		shop.write("nas.crt", certificatePem);
		const shown = shop.openssl(
			...["x509", "-noout", "-subject", "-in", "nas.crt"],
			...["-nameopt", "utf8,sep_multiline"],
		);
		expect(
			shown
				.split("\n")
				.map((line) => line.trim())
				.slice(1, -1),
		).toEqual([
			"C=DE",
			"L=Köln",
			'O=Müller & "Söhne", #1',
			"OU== + <x>; \\",
			"emailAddress=admin@example.com",
		]);
		expect(
			shop.openssl("verify", "-x509_strict", "-CAfile", "nas.crt", "nas.crt"),
		).toContain("OK");
	});

	test("for addresses alone still has a subject, because strict clients refuse an issuer without a name", async () => {
		const store = await storeOn();
		const { certificatePem, leaf } = await store.create({
			...wish,
			names: parseNames(["192.0.2.7", "::1"]),
		});
		expect(leaf.subject).toBe("O=nas");
		using shop = workshop();
		shop.write("nas.crt", certificatePem);
		expect(
			shop.openssl("verify", "-x509_strict", "-CAfile", "nas.crt", "nas.crt"),
		).toContain("OK");
	});

	test("is written as one PEM block each, the key as PKCS#8", async () => {
		const folder = memoryFolder();
		await (await storeOn(folder)).create(wish);
		const labels = await Promise.all(
			["key", "csr", "crt"].map(async (kind) => {
				const bytes = await folder.read(`certs/nas.${kind}`);
				const text = new TextDecoder().decode(bytes);
				expect(text.endsWith("-----\n")).toBe(true);
				return splitPem(text).blocks.map(({ label }) => label);
			}),
		);
		expect(labels).toEqual([
			["PRIVATE KEY"],
			["CERTIFICATE REQUEST"],
			["CERTIFICATE"],
		]);
	});
});

const wrongWishes = [
	["no names", { names: [] }],
	["no days", { days: 0 }],
	["more days than clients accept", { days: 826 }],
	["half a day", { days: 0.5 }],
	["a country of three letters", { subject: { country: "DEU" } }],
	[
		"a common name of 65 characters",
		{ subject: { commonName: "x".repeat(65) } },
	],
	["a line break in the subject", { subject: { organization: "a\nb" } }],
	["a name that is a path", { name: "../nas" }],
	["a device's name", { name: "aux" }],
] as const;

describe("create", () => {
	test.each(wrongWishes)(
		"refuses %s as wrong use and writes nothing",
		async (_what, part) => {
			const folder = memoryFolder();
			const store = await storeOn(folder);
			expect(await codeOf(store.create({ ...wish, ...part }))).toBe(
				"usage.invalid",
			);
			expect(await snapshot(folder)).toEqual({});
		},
	);
});
