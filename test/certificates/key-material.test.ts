import { describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/index.ts";
import {
	describePublicKey,
	type KeyInput,
	splitPem,
} from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";
import { type Workshop, workshop } from "./openssl.ts";

const makers: readonly (readonly [string, readonly string[], string])[] = [
	[
		"RSA",
		["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
		"RSA 2048",
	],
	[
		"P-256",
		["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
		"EC P-256",
	],
	[
		"P-384",
		["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
		"EC P-384",
	],
	[
		"P-521",
		["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
		"EC P-521",
	],
	["Ed25519", ["genpkey", "-algorithm", "ED25519"], "Ed25519"],
];

/** Converts `in.key` into `out.key`. */
type Form = readonly [
	string,
	readonly string[],
	{ readonly encrypted?: true; readonly not?: string },
];

const PASS = ["-passout", "pass:open sesame"] as const;

const forms: readonly Form[] = [
	["PKCS#8", ["pkey", "-in", "in.key", "-out", "out.key"], {}],
	[
		"PKCS#8 DER",
		["pkey", "-in", "in.key", "-out", "out.key", "-outform", "DER"],
		{},
	],
	[
		"traditional PEM",
		["pkey", "-in", "in.key", "-out", "out.key", "-traditional"],
		{ not: "Ed25519" },
	],
	[
		"traditional DER",
		[
			"pkey",
			"-in",
			"in.key",
			"-out",
			"out.key",
			"-traditional",
			"-outform",
			"DER",
		],
		{ not: "Ed25519" },
	],
	[
		"encrypted PKCS#8",
		[
			"pkcs8",
			"-topk8",
			"-in",
			"in.key",
			"-out",
			"out.key",
			"-v2",
			"aes-256-cbc",
			...PASS,
		],
		{ encrypted: true },
	],
	[
		"encrypted PKCS#8 DER",
		[
			"pkcs8",
			"-topk8",
			"-in",
			"in.key",
			"-out",
			"out.key",
			"-v2",
			"aes-128-cbc",
			"-outform",
			"DER",
			...PASS,
		],
		{ encrypted: true },
	],
	[
		"old encrypted PEM",
		[
			"pkey",
			"-in",
			"in.key",
			"-out",
			"out.key",
			"-traditional",
			"-aes256",
			...PASS,
		],
		{ encrypted: true, not: "Ed25519" },
	],
];

const cases = makers.flatMap((maker) =>
	forms
		.filter(([, , { not }]) => not !== maker[0])
		.map((form) => ({ maker, form })),
);

function inputFrom(shop: Workshop, name: string): KeyInput {
	const bytes = shop.bytes(name);
	return bytes[0] === 0x30 ? bytes : new Secret(shop.text(name));
}

describe("key material", () => {
	test.each(cases.map((each) => [each.maker[0], each.form[0], each] as const))(
		"reads an %s key as %s",
		(_kind, _form, { maker, form }) => {
			using shop = workshop();
			shop.openssl(...maker[1], "-out", "in.key");
			shop.openssl(...form[1]);
			const input = inputFrom(shop, "out.key");
			const encrypted = form[2].encrypted === true;

			const plain = keyMaterial.readPrivateKey(input);
			if (encrypted) expect(plain).toEqual({ status: "needs-passphrase" });
			const reading = keyMaterial.readPrivateKey(
				input,
				new Secret("open sesame"),
			);
			if (reading.status !== "read") throw new Error(JSON.stringify(reading));
			expect(reading.encrypted).toBe(encrypted);
			expect(describePublicKey(reading.spki).description).toBe(maker[2]);
			shop.openssl(
				"pkey",
				"-in",
				"in.key",
				"-pubout",
				"-outform",
				"DER",
				"-out",
				"spki",
			);
			expect(reading.spki).toEqual(shop.bytes("spki"));
			shop.write("read.key", reading.pkcs8.reveal());
			expect(
				shop.openssl("pkey", "-in", "read.key", "-check", "-noout"),
			).toContain("valid");
			if (encrypted) {
				expect(keyMaterial.readPrivateKey(input, new Secret("wrong"))).toEqual({
					status: "wrong-passphrase",
				});
			}
		},
	);

	test("tells a kind of key that it does not have from one that is broken", () => {
		using shop = workshop();
		shop.openssl("genpkey", "-algorithm", "ED448", "-out", "ed448.key");
		const ed448 = keyMaterial.readPrivateKey(
			new Secret(shop.text("ed448.key")),
		);
		expect(ed448.status).toBe("unsupported");
		const broken = keyMaterial.readPrivateKey(
			new Secret(
				"-----BEGIN PRIVATE KEY-----\nMAoCAQAw\n-----END PRIVATE KEY-----\n",
			),
		);
		expect(broken.status).toBe("unreadable");
		expect(
			keyMaterial.readPrivateKey(Uint8Array.of(0x30, 3, 2, 1, 0)).status,
		).toBe("unreadable");
		expect(keyMaterial.readPrivateKey(new Uint8Array()).status).toBe(
			"unreadable",
		);
	});

	test("makes an RSA key while other work goes on", async () => {
		let turns = 0;
		let isOver = false;
		const otherWork = (): void => {
			turns++;
			if (!isOver) setImmediate(otherWork);
		};
		setImmediate(otherWork);
		// Long enough to take many slices of a busy machine's time.
		const key = await keyMaterial.generateRsa(3072);
		isOver = true;
		expect(turns).toBeGreaterThan(0);
		expect(splitPem(key.reveal()).blocks.map(({ label }) => label)).toEqual([
			"PRIVATE KEY",
		]);
	});

	test("knows a pair, an issuer, and when they are not", () => {
		using shop = workshop();
		const subject = (name: string): string[] => [
			"-subj",
			`/CN=${name}`,
			"-days",
			"9",
		];
		const ec = [
			"-nodes",
			"-newkey",
			"ec",
			"-pkeyopt",
			"ec_paramgen_curve:P-256",
		];
		for (const name of ["ca", "ca2"]) {
			shop.openssl(
				"req",
				"-x509",
				...ec,
				...subject("root"),
				"-keyout",
				`${name}.key`,
				"-out",
				`${name}.crt`,
			);
		}
		shop.openssl(
			"req",
			...ec,
			"-subj",
			"/CN=leaf",
			"-keyout",
			"leaf.key",
			"-out",
			"leaf.csr",
		);
		shop.openssl(
			"x509",
			"-req",
			"-in",
			"leaf.csr",
			"-CA",
			"ca.crt",
			"-CAkey",
			"ca.key",
			"-CAcreateserial",
			"-out",
			"leaf.crt",
		);
		const der = (name: string): Uint8Array =>
			splitPem(shop.text(name)).blocks[0]?.der ?? new Uint8Array();
		const secret = (name: string): Secret => new Secret(shop.text(name));

		expect(keyMaterial.isPair(der("leaf.crt"), secret("leaf.key"))).toBe(true);
		expect(keyMaterial.isPair(der("leaf.crt"), secret("ca.key"))).toBe(false);
		expect(keyMaterial.isPair(new Uint8Array(3), secret("ca.key"))).toBe(false);
		expect(keyMaterial.isIssuedBy(der("leaf.crt"), der("ca.crt"))).toBe(true);
		expect(keyMaterial.isIssuedBy(der("ca.crt"), der("ca.crt"))).toBe(true);
		expect(keyMaterial.isIssuedBy(der("leaf.crt"), der("leaf.crt"))).toBe(
			false,
		);
		// The same name, but another key: the name alone must not decide.
		expect(keyMaterial.isIssuedBy(der("leaf.crt"), der("ca2.crt"))).toBe(false);
	});
});
