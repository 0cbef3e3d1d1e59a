import { describe, expect, test } from "bun:test";
import {
	type CertificateName,
	commonNameFor,
	distinctNames,
	formatName,
	localNames,
	parseName,
	parseNames,
} from "../../src/certificates/index.ts";

const read: readonly (readonly [string, string])[] = [
	["nas.example.com", "dns:nas.example.com"],
	["NAS.Example.COM.", "dns:nas.example.com"],
	["nas", "dns:nas"],
	["my_box.lan", "dns:my_box.lan"],
	["*.example.com", "dns:*.example.com"],
	["bücher.example", "dns:xn--bcher-kva.example"],
	["*.BÜCHER.example", "dns:*.xn--bcher-kva.example"],
	["日本語.jp", "dns:xn--wgv71a119e.jp"],
	["dns:10-0-0-1.example", "dns:10-0-0-1.example"],
	["DNS: nas.example", "dns:nas.example"],
	["192.0.2.7", "ip:192.0.2.7"],
	["::1", "ip:::1"],
	["[2001:DB8:0:0::7]", "ip:2001:db8::7"],
	["ip:2001:db8::7", "ip:2001:db8::7"],
	["::ffff:192.0.2.7", "ip:192.0.2.7"],
	["admin@Example.com", "email:admin@example.com"],
	["email:O'Neil+x@bücher.example", "email:O'Neil+x@xn--bcher-kva.example"],
	["ftp://nas.example.com/a b", "uri:ftp://nas.example.com/a%20b"],
	["uri:urn:uuid:1b4e28ba", "uri:urn:uuid:1b4e28ba"],
	["  nas.example  ", "dns:nas.example"],
];

const refused: readonly string[] = [
	"",
	".",
	"*",
	"*.",
	"a.*.example",
	"w*.example",
	"-a.example",
	"a-.example",
	"a..example",
	"a b.example",
	"a/b",
	"exam\0ple.com",
	`${"a".repeat(64)}.example`,
	`${"abcdefg.".repeat(32)}example`,
	"192.168.1.300",
	"1.2.3",
	"dns:192.0.2.7",
	"ip:nas.example",
	"ip:1.2.3",
	"fe80::1%eth0",
	"email:nobody",
	"@example.com",
	"jürgen@example.com",
	"a@*.example.com",
	"uri:nas.example.com",
	"bü%2fcher.example",
];

describe("names", () => {
	test.each(read)("%p is read as %p", (text, expected) => {
		expect(formatName(parseName(text))).toBe(expected);
	});

	test.each(refused)("%p is refused as wrong use", (text) => {
		expect(() => parseName(text)).toThrow(
			expect.objectContaining({ code: "usage.invalid" }),
		);
	});

	test("lists are split at commas, and repeats dropped", () => {
		const names = parseNames([
			"a.example, b.example",
			"A.EXAMPLE",
			"::1,[::1]",
		]);
		expect(names.map(formatName)).toEqual([
			"dns:a.example",
			"dns:b.example",
			"ip:::1",
		]);
	});

	test("a name and an address of the same text stay two names", () => {
		const names: CertificateName[] = [
			{ kind: "dns", value: "x" },
			{ kind: "uri", value: "x" },
		];
		expect(distinctNames(names)).toHaveLength(2);
	});
});

const long = `${"a".repeat(60)}.example`;

const commonNames: readonly (readonly [
	readonly string[],
	string | undefined,
])[] = [
	[["192.0.2.7", "nas.example", "b.example"], "nas.example"],
	[["192.0.2.7", "::1"], undefined],
	[[long, "short.example"], "short.example"],
	[[long], undefined],
	[["a@b.example", "ftp://nas.example/"], undefined],
	[["*.example.com"], "*.example.com"],
	[[], undefined],
];

describe("common name", () => {
	test.each(commonNames)("of %p is %p", (texts, expected) => {
		expect(commonNameFor(parseNames(texts))).toBe(expected);
	});
});

describe("local names", () => {
	const names = (hostname: string, addresses: readonly string[]): string[] =>
		localNames({ hostname, addresses }).map(formatName);

	test("hold host name, .local, localhost and every address without its zone", () => {
		expect(
			names("NAS", [
				"127.0.0.1",
				"::1",
				"192.0.2.7",
				"fe80::1%eth0",
				"fe80::1",
			]),
		).toEqual([
			"dns:nas",
			"dns:nas.local",
			"dns:localhost",
			"ip:127.0.0.1",
			"ip:::1",
			"ip:192.0.2.7",
			"ip:fe80::1",
		]);
	});

	test("add no .local to a name that has a domain", () => {
		expect(names("nas.example.com", [])).toEqual([
			"dns:nas.example.com",
			"dns:localhost",
		]);
	});

	test("leave out a host name that no certificate can carry", () => {
		expect(names("my box!", ["192.0.2.7"])).toEqual([
			"dns:localhost",
			"ip:192.0.2.7",
		]);
		expect(names("192.0.2.7", [])).toEqual(["dns:localhost"]);
		expect(names("", [])).toEqual(["dns:localhost"]);
	});

	test("say localhost once when the machine is called so", () => {
		expect(names("localhost", [])).toEqual([
			"dns:localhost",
			"dns:localhost.local",
		]);
	});
});
