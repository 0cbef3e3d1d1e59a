import { expect, test } from "bun:test";
import { isPrivate, outsideAddresses } from "../../src/doctor/addresses.ts";
import { readReady } from "../../src/doctor/ready-server.ts";

test.each([
	["10.1.2.3", true],
	["172.31.255.255", true],
	["172.32.0.1", false],
	["192.168.1.7", true],
	["100.64.0.1", true],
	["127.0.0.1", true],
	["198.51.100.4", false],
	["fd00::2", true],
	["2001:db8::7", false],
	["::1", true],
])("isPrivate of %s is %p", (address, expected) => {
	expect(isPrivate(address)).toBe(expected);
});

test("outsideAddresses leaves out loopback, link-local ones and names", () => {
	const machine = [
		{ address: "127.0.0.1", isLoopback: true, isLinkLocal: false },
		{ address: "192.0.2.7", isLoopback: false, isLinkLocal: false },
		{ address: "fe80::1", isLoopback: false, isLinkLocal: true },
	];
	const of = (...hosts: (string | undefined)[]): readonly string[] =>
		outsideAddresses(
			{
				listen: hosts.map((host) => ({
					mode: "explicit",
					...(host === undefined ? {} : { host }),
				})),
			},
			machine,
		);
	expect(of(undefined)).toEqual(["192.0.2.7"]);
	expect(of("127.0.0.1", "::1")).toEqual([]);
	expect(of("198.51.100.4", "::")).toEqual(["198.51.100.4", "192.0.2.7"]);
});

test("readReady takes what a server wrote, and nothing else", () => {
	const text = JSON.stringify({
		schema: "oceanftp.ready/1",
		pid: 7,
		explicit: [{ host: "::", port: 21 }, { host: 5 }],
		implicit: [],
	});
	expect(readReady(text)).toEqual({
		pid: 7,
		listening: [{ mode: "explicit", host: "::", port: 21 }],
	});
	for (const other of ["", "{", "[]", '{"schema":"x","pid":7}'])
		expect(readReady(other)).toBeUndefined();
});
