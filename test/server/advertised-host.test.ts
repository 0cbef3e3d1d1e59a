import { describe, expect, test } from "bun:test";
import { parseNetwork } from "../../src/base/index.ts";
import { advertisedHost } from "../../src/server/advertised-host.ts";

function network(text: string): NonNullable<ReturnType<typeof parseNetwork>> {
	const found = parseNetwork(text);
	if (found === undefined) throw new Error(text);
	return found;
}

const settings = {
	host: "ftp.example.com",
	networks: [
		{ from: network("192.168.0.0/16"), host: undefined },
		{ from: network("10.0.0.0/8"), host: "10.1.1.1" },
	],
};

describe("the address that 227 tells", () => {
	test.each([
		[
			"a client from outside the configured one",
			"203.0.113.9",
			"ftp.example.com",
		],
		[
			"a client from a network without a host the one that it reached",
			"192.168.7.7",
			undefined,
		],
		["a client from a network with a host that one", "10.9.9.9", "10.1.1.1"],
		[
			"a client on this machine the one that it reached",
			"127.0.0.1",
			undefined,
		],
	])("is for %s", (_what, client, host) => {
		expect(advertisedHost(settings, client)).toBe(host);
	});
});
