import { describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/index.ts";
import { type StartFacts, startLines, urlsOf } from "../../src/server/index.ts";

const LOOPBACK = { address: "127.0.0.1", isLoopback: true, isLinkLocal: false };
const LAN = { address: "192.0.2.7", isLoopback: false, isLinkLocal: false };
const LAN6 = { address: "2001:db8::7", isLoopback: false, isLinkLocal: false };
const LINK = { address: "fe80::7", isLoopback: false, isLinkLocal: true };

const FACTS: StartFacts = {
	data: { path: "/d", why: "--data says so" },
	made: ["the data folder", "the user ocean"],
	listening: [
		{ mode: "explicit", host: "::", port: 21 },
		{ mode: "implicit", host: "::", port: 990 },
	],
	addresses: [LOOPBACK, LAN6, LAN, LINK],
	passivePorts: { first: 50000, last: 50100 },
	root: "/d/files",
	login: { user: "ocean", password: new Secret("abcd-efgh") },
	certificate: { name: "default", sha256: "0aff10" },
	notes: [],
};

describe("start lines", () => {
	test("a first start on a terminal tells all that a person needs", () => {
		expect(startLines(FACTS)).toEqual([
			"Data folder    /d, because --data says so",
			"Made           the data folder, the user ocean",
			"Files          /d/files",
			"Listening      ftpes://192.0.2.7:21",
			"               ftpes://[2001:db8::7]:21",
			"               ftps://192.0.2.7:990",
			"               ftps://[2001:db8::7]:990",
			"Passive ports  50000-50100",
			"User           ocean",
			"Password       abcd-efgh",
			"Certificate    default",
			"SHA-256        0A:FF:10",
			"Try            curl -k --ssl-reqd --user ocean ftp://192.0.2.7:21/",
		]);
	});

	test("a later start makes nothing and knows no password", () => {
		const lines = startLines({
			...FACTS,
			made: [],
			login: undefined,
			passivePorts: undefined,
		}).join("\n");
		expect(lines).not.toContain("Made");
		expect(lines).not.toContain("Password");
		expect(lines).toContain("any free port");
		expect(lines).toContain("--user NAME");
	});

	test("where the password is stands in its place when nobody looks on", () => {
		const lines = startLines({
			...FACTS,
			login: { user: "ocean", passwordAt: "in /d/initial-login.txt" },
		});
		expect(lines).toContain("Password       in /d/initial-login.txt");
	});

	test("an implicit server alone is tried with ftps and no flag for explicit TLS", () => {
		const lines = startLines({
			...FACTS,
			listening: [{ mode: "implicit", host: "127.0.0.1", port: 2990 }],
		});
		expect(lines.at(-1)).toBe(
			"Try            curl -k --user ocean ftps://127.0.0.1:2990/",
		);
	});

	test("a server that keeps nothing says so, and every note is shown", () => {
		const lines = startLines({
			...FACTS,
			data: undefined,
			notes: ["look out"],
		});
		expect(lines[0]).toBe("Data folder    none: nothing is kept");
		expect(lines).toContain("Note           look out");
	});
});

describe("URLs of a listener", () => {
	test.each([
		["0.0.0.0", [LOOPBACK, LAN6, LAN], ["ftps://192.0.2.7:1"]],
		[undefined, [LOOPBACK], ["ftps://127.0.0.1:1"]],
		["::1", [LAN], ["ftps://[::1]:1"]],
		[undefined, [LINK], []],
	])("host %p on %j is reached at %j", (host, addresses, urls) => {
		expect(urlsOf({ mode: "implicit", host, port: 1 }, addresses)).toEqual(
			urls,
		);
	});
});
