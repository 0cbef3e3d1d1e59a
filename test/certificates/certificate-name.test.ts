import { describe, expect, test } from "bun:test";
import {
	checkCertificateName,
	isCertificateName,
	nameFromFile,
} from "../../src/certificates/index.ts";

const good = ["nas", "a", "A.b_c@d-e", "x".repeat(64), "con1", "a..."];
const bad = [
	"",
	".",
	"..",
	".hidden",
	"-flag",
	"a/b",
	"a\\b",
	"a b",
	"é",
	"x".repeat(65),
	"con",
	"NUL",
	"com1.old",
	"a\n",
];

const fromFiles: readonly (readonly [string, string | undefined])[] = [
	["bobscert.crt", "bobscert"],
	["/tmp/in/cert2.key", "cert2"],
	["C:\\certs\\Bob's cert.crt", "Bob-s-cert"],
	["nas.example.com.pem", "nas.example.com"],
	["fullchain", "fullchain"],
	["-", undefined],
	["con.crt", undefined],
	[".pem", undefined],
	["*.example.com.crt", "example.com"],
];

describe("certificate names", () => {
	test.each(good)("%p can be one", (name) => {
		expect(isCertificateName(name)).toBe(true);
	});

	test.each(bad)("%p cannot, and is refused as wrong use", (name) => {
		expect(isCertificateName(name)).toBe(false);
		expect(() => checkCertificateName(name)).toThrow(
			expect.objectContaining({ code: "usage.invalid" }),
		);
	});

	test.each(fromFiles)("file %p gives the name %p", (file, name) => {
		expect(nameFromFile(file)).toBe(name);
	});
});
