import { describe, expect, test } from "bun:test";
import { isInNetwork, parseNetwork } from "../../src/base/index.ts";

describe("parseNetwork", () => {
	test.each([
		["10.0.0.0/8", 8],
		["192.0.2.7", 32],
		["0.0.0.0/0", 0],
		["2001:db8::/32", 32],
		["::1", 128],
	])("reads %p with %p bits", (text, bits) => {
		expect(parseNetwork(text)?.prefixBits).toBe(bits);
	});

	test.each([
		["10.1.2.3/8"],
		["10.0.0.0/33"],
		["10.0.0.0/-1"],
		["10.0.0.0/8/8"],
		["10.0.0.0/"],
		["10.0.0/8"],
		["2001:db8::1/32"],
		["::/129"],
		["::ffff:10.0.0.0/8"],
		["example.com"],
		[""],
	])("takes %p for none", (text) => {
		expect(parseNetwork(text)).toBeUndefined();
	});
});

describe("isInNetwork", () => {
	test.each([
		["10.255.0.1", "10.0.0.0/8", true],
		["11.0.0.0", "10.0.0.0/8", false],
		["192.168.1.127", "192.168.1.0/25", true],
		["192.168.1.128", "192.168.1.0/25", false],
		["::ffff:10.0.0.1", "10.0.0.0/8", true],
		["203.0.113.9", "0.0.0.0/0", true],
		["::1", "0.0.0.0/0", false],
		["2001:db8:ffff::1", "2001:db8::/32", true],
		["2001:db9::1", "2001:db8::/32", false],
		["nonsense", "0.0.0.0/0", false],
	])("for %s and %s is %p", (address, text, isIn) => {
		const network = parseNetwork(text);
		if (network === undefined) throw new Error(text);
		expect(isInNetwork(address, network)).toBe(isIn);
	});
});
