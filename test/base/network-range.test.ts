import { describe, expect, test } from "bun:test";
import { isInNetwork, parseNetworks } from "../../src/base/index.ts";

describe("networks as administrators write them", () => {
	test.each<[string, string[]]>([
		["10.0.0.0/8", ["10.0.0.0/8"]],
		["10.0.0.5", ["10.0.0.5/32"]],
		["10.0.0.5-10.0.0.5", ["10.0.0.5/32"]],
		["10.0.0.1 - 10.0.0.4", ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/32"]],
		["0.0.0.0-255.255.255.255", ["0.0.0.0/0"]],
	])("%p is %j", (text, expected) => {
		const found = parseNetworks(text) ?? [];
		expect(
			found.map(({ bytes, prefixBits }) => `${bytes.join(".")}/${prefixBits}`),
		).toEqual(expected);
	});

	test("a range of IPv6 holds its ends and nothing beside them", () => {
		const found = parseNetworks("fd00::1-fd00::1:3") ?? [];
		const holds = (address: string): boolean =>
			found.some((network) => isInNetwork(address, network));
		expect(
			["fd00::", "fd00::1", "fd00::ffff", "fd00::1:3", "fd00::1:4"].map(holds),
		).toEqual([false, true, true, true, false]);
	});

	test.each([
		"10.0.0.9-10.0.0.1",
		"10.0.0.1-::1",
		"a-b",
		"1.2.3.4-",
		"10.0.0.1-10.0.0.2-10.0.0.3",
	])("%p is none", (text) => {
		expect(parseNetworks(text)).toBeUndefined();
	});
});
