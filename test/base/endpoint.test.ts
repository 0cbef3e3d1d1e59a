import { describe, expect, test } from "bun:test";
import {
	hostPort,
	isAddress,
	plainAddress,
	sameAddress,
} from "../../src/base/index.ts";

describe("sameAddress", () => {
	test.each([
		["127.0.0.1", "::ffff:127.0.0.1", true],
		["::1", "0:0:0:0:0:0:0:1", true],
		["2001:DB8::1", "2001:db8:0:0::1", true],
		["::ffff:c000:207", "192.0.2.7", true],
		["fe80::1%eth0", "fe80::1", true],
		["127.0.0.1", "127.0.0.2", false],
		["::1", "127.0.0.1", false],
		["::", "0.0.0.0", false],
		["nonsense", "nonsense", false],
		["", "", false],
	])("of %p and %p is %p", (a, b, same) => {
		expect(sameAddress(a, b)).toBe(same);
	});
});

describe("isAddress", () => {
	test.each([
		["192.0.2.1", true],
		["192.0.2.01", false],
		["192.0.2", false],
		["192.0.2.256", false],
		["0x7f.0.0.1", false],
		["::", true],
		["1::2::3", false],
		["1:2:3:4:5:6:7:8", true],
		["1:2:3:4:5:6:7:8:9", false],
		["1:2:3:4:5:6:7", false],
		["::192.0.2.1", true],
		["::g", false],
		["localhost", false],
		["", false],
	])("of %p is %p", (text, is) => {
		expect(isAddress(text)).toBe(is);
	});
});

test("plainAddress takes the mapping and the zone away", () => {
	expect(plainAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
	expect(plainAddress("FE80::1%eth0")).toBe("fe80::1");
});

test("hostPort puts brackets around IPv6", () => {
	expect(hostPort({ host: "::1", port: 21 })).toBe("[::1]:21");
	expect(hostPort({ host: "127.0.0.1", port: 21 })).toBe("127.0.0.1:21");
});
