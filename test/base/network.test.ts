import { describe, expect, test } from "bun:test";
import {
	formatNetwork,
	isInNetwork,
	networkAround,
	parseNetwork,
	parseNetworks,
} from "../../src/base/index.ts";

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

describe("parseNetworks", () => {
	test.each([
		["10.0.0.0/8", "10.0.0.0/8"],
		["192.0.2.7", "192.0.2.7"],
		["::ffff:192.0.2.7", "192.0.2.7"],
		["::ffff:10.0.0.0/104", "10.0.0.0/8"],
		["10.0.0.5-10.0.0.8", "10.0.0.5 10.0.0.6/31 10.0.0.8"],
		["10.0.0.0 - 10.0.0.255", "10.0.0.0/24"],
		["0.0.0.0-255.255.255.255", "0.0.0.0/0"],
		["::ffff:10.0.0.1-10.0.0.1", "10.0.0.1"],
		["2001:db8::-2001:db8::1:ffff", "2001:db8::/111"],
		["2001:db8::ffff-2001:db8::1:0", "2001:db8::ffff 2001:db8::1:0"],
	])("reads %p as %p", (text, networks) => {
		expect(parseNetworks(text)?.map(formatNetwork).join(" ")).toBe(networks);
	});

	test.each([
		["10.0.0.8-10.0.0.5"],
		["10.0.0.1-2001:db8::1"],
		["10.0.0.1-10.0.0.2-10.0.0.3"],
		["10.0.0.0/8-10.1.0.0/16"],
		["10.0.0.1-"],
		["-"],
		["::ffff:10.0.0.0/8"],
		["::ffff:10.1.2.3/104"],
		["nas-server"],
	])("takes %p for none", (text) => {
		expect(parseNetworks(text)).toBeUndefined();
	});

	test("a range holds its two ends and nothing beside them", () => {
		const networks = parseNetworks("10.0.0.250-10.0.3.17") ?? [];
		const holds = (address: string) =>
			networks.some((network) => isInNetwork(address, network));
		const asked = ["10.0.0.249", "10.0.0.250", "10.0.3.17", "10.0.3.18"];
		expect(asked.map(holds)).toEqual([false, true, true, false]);
	});
});

describe("formatNetwork", () => {
	test.each([
		["2001:DB8:0:0:1:0:0:1", 128, "2001:db8::1:0:0:1"],
		["2001:db8:0:1:1:1:1:1", 128, "2001:db8:0:1:1:1:1:1"],
		["::", 0, "::/0"],
		["::1", 128, "::1"],
		["1::", 64, "1::/64"],
		["2001:db8:1:2:3:4:5:6", 64, "2001:db8:1:2::/64"],
		["192.0.2.200", 24, "192.0.2.0/24"],
	])("writes the network around %s of %p bits as %s", (address, bits, text) => {
		const network = networkAround(address, bits);
		expect(network && formatNetwork(network)).toBe(text);
	});
});
