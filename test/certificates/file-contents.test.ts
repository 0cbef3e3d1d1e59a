import { describe, expect, test } from "bun:test";
import { contentsOf } from "../../src/certificates/index.ts";
import { selfSigned, type Workshop, workshop } from "./openssl.ts";

const utf8 = new TextEncoder();

/** What a file's content is said to be: the kinds in their order, with the words for what is of no use. */
function kindsOf(bytes: Uint8Array | string): readonly string[] {
	const content = typeof bytes === "string" ? utf8.encode(bytes) : bytes;
	return contentsOf({ name: "in", bytes: content }).map(({ item }) =>
		"what" in item ? `${item.kind}: ${item.what}` : item.kind,
	);
}

type Maker = (shop: Workshop) => Uint8Array | string;

/** The file `out` that openssl writes when told so. */
const made =
	(...args: readonly string[]): Maker =>
	(shop) => {
		shop.openssl(...args, "-out", "out");
		return shop.bytes("out");
	};

const told: readonly (readonly [string, readonly string[], Maker])[] = [
	[
		"a certificate in DER",
		["certificate"],
		made("x509", "-in", "nas.crt", "-outform", "DER"),
	],
	[
		"a certificate with its text",
		["certificate"],
		made("x509", "-in", "nas.crt", "-text"),
	],
	[
		"a trusted certificate",
		["certificate"],
		made("x509", "-in", "nas.crt", "-trustout", "-addtrust", "serverAuth"),
	],
	[
		"a certificate in UTF-16",
		["certificate"],
		(shop) => {
			const text = `\ufeff${shop.text("nas.crt")}`;
			return new Uint8Array(
				Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer,
			);
		},
	],
	[
		"bare base64",
		["certificate"],
		(shop) => shop.text("nas.crt").replace(/-----.*-----\n/g, ""),
	],
	[
		"Latin-1 text around",
		["certificate"],
		(shop) => Uint8Array.from([0xfc, 0x0a, ...shop.bytes("nas.crt")]),
	],
	[
		"a PKCS#8 key in DER",
		["private-key"],
		made("pkey", "-in", "nas.key", "-outform", "DER"),
	],
	[
		"a SEC1 key in DER",
		["private-key"],
		made("ec", "-in", "nas.key", "-outform", "DER"),
	],
	[
		"a PKCS#1 key in DER",
		["private-key"],
		(shop) => {
			shop.openssl("genrsa", "-out", "rsa.key", "2048");
			return made(
				"rsa",
				"-in",
				"rsa.key",
				"-traditional",
				"-outform",
				"DER",
			)(shop);
		},
	],
	[
		"an encrypted key in DER",
		["private-key"],
		made(
			"pkcs8",
			"-topk8",
			"-in",
			"nas.key",
			"-outform",
			"DER",
			"-passout",
			"pass:x",
		),
	],
	[
		"an encrypted key in PEM",
		["private-key"],
		made("pkcs8", "-topk8", "-in", "nas.key", "-passout", "pass:x"),
	],
	[
		"EC PARAMETERS before a key",
		["parameters", "private-key"],
		made("ecparam", "-name", "prime256v1", "-genkey"),
	],
	[
		"a combined file",
		["private-key", "certificate"],
		(shop) => shop.text("nas.key") + shop.text("nas.crt"),
	],
	[
		"a request",
		["request"],
		made("req", "-new", "-key", "nas.key", "-subj", "/CN=x"),
	],
	[
		"a request in DER",
		["request"],
		made("req", "-new", "-key", "nas.key", "-subj", "/CN=x", "-outform", "DER"),
	],
	["PKCS#7", ["pkcs7"], made("crl2pkcs7", "-nocrl", "-certfile", "nas.crt")],
	[
		"PKCS#7 in DER",
		["pkcs7"],
		made("crl2pkcs7", "-nocrl", "-certfile", "nas.crt", "-outform", "DER"),
	],
	[
		"PKCS#7 labelled CERTIFICATE",
		["pkcs7"],
		(shop) => {
			made("crl2pkcs7", "-nocrl", "-certfile", "nas.crt")(shop);
			return shop.text("out").replaceAll("PKCS7", "CERTIFICATE");
		},
	],
	[
		"PKCS#12",
		["pkcs12"],
		made(
			"pkcs12",
			"-export",
			"-in",
			"nas.crt",
			"-inkey",
			"nas.key",
			"-passout",
			"pass:x",
		),
	],
	[
		"a public key",
		["other: a public key without a certificate"],
		made("pkey", "-in", "nas.key", "-pubout"),
	],
	[
		"a public key in DER",
		["other: a public key without a certificate"],
		made("pkey", "-in", "nas.key", "-pubout", "-outform", "DER"),
	],
	[
		"a bare RSA public key",
		["other: a public key without a certificate"],
		(shop) => {
			shop.openssl("genrsa", "-out", "rsa.key", "2048");
			return made("rsa", "-in", "rsa.key", "-RSAPublicKey_out")(shop);
		},
	],
	[
		"an OpenSSH key",
		["other: an OpenSSH private key"],
		() =>
			"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
	],
	[
		"an SSH public key",
		["other: an SSH public key"],
		() => "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@here\n",
	],
	[
		"a PuTTY key",
		["other: a PuTTY key"],
		() => "PuTTY-User-Key-File-3: ssh-rsa\r\n",
	],
	[
		"a PGP key",
		["other: a PGP key or message"],
		() =>
			"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF==\n-----END PGP PUBLIC KEY BLOCK-----\n",
	],
	["a web page", ["other: a web page"], () => "\n<!DOCTYPE html>\n<html>"],
	["JSON", ["other: JSON"], () => '{"certificate": "MII"}'],
	[
		"a ZIP archive",
		["other: a ZIP archive: unpack it first"],
		() => Uint8Array.of(0x50, 0x4b, 3, 4, 0),
	],
	[
		"a Java key store",
		["other: a Java key store: export it as PKCS#12 first"],
		() => Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0),
	],
	["an empty file", ["other: an empty file"], () => ""],
	["other text", ["other: text without a BEGIN line"], () => "hello\n"],
	[
		"other bytes",
		["other: binary data that is no certificate or key"],
		() => Uint8Array.of(1, 0, 3),
	],
	[
		"a certificate in DER, cut off",
		["damaged: the structure is cut off"],
		(shop) => {
			const bytes = made("x509", "-in", "nas.crt", "-outform", "DER")(shop);
			return bytes.slice(0, 100);
		},
	],
	[
		"a certificate in PEM, cut off",
		["damaged: the CERTIFICATE block has no END line: it is cut off"],
		(shop) => shop.text("nas.crt").slice(0, 200),
	],
	[
		"a revocation list",
		["other: a list of revoked certificates"],
		(shop) => {
			shop.write("index.txt", "");
			shop.write(
				"ca.cnf",
				"[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=9\n",
			);
			return made(
				"ca",
				"-gencrl",
				"-config",
				"ca.cnf",
				"-cert",
				"nas.crt",
				"-keyfile",
				"nas.key",
			)(shop);
		},
	],
];

describe("a file's content", () => {
	test.each(told)("%s is told as %p", (_what, expected, make) => {
		using shop = workshop();
		selfSigned(shop, "nas");
		expect(kindsOf(make(shop))).toEqual([...expected]);
	});

	test("keeps the order of blocks and faults", () => {
		using shop = workshop();
		selfSigned(shop, "nas");
		const text = `-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n${shop.text("nas.key")}`;
		expect(kindsOf(text).map((kind) => kind.split(":")[0])).toEqual([
			"damaged",
			"private-key",
		]);
	});

	test("of any bytes is told without an exception", () => {
		using shop = workshop();
		selfSigned(shop, "nas");
		shop.openssl("x509", "-in", "nas.crt", "-outform", "DER", "-out", "der");
		const der = shop.bytes("der");
		for (let index = 0; index < der.length; index++) {
			const changed = der.slice();
			changed[index] = (changed[index] ?? 0) ^ 0xff;
			expect(kindsOf(changed)).toHaveLength(1);
			expect(kindsOf(der.slice(0, index))).toHaveLength(1);
		}
	});
});
