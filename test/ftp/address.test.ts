import { describe, expect, test } from "bun:test";
import {
	formatHostPort,
	parseExtendedPort,
	parseHostPort,
} from "../../src/ftp/address.ts";
import { refusalOfTarget } from "../../src/ftp/peer-rules.ts";

describe("parseHostPort", () => {
	test.each([
		["192,0,2,1,4,1", { host: "192.0.2.1", port: 1025 }],
		["0,0,0,0,255,255", { host: "0.0.0.0", port: 65535 }],
		["192,0,2,1,4", undefined],
		["192,0,2,1,4,1,1", undefined],
		["192,0,2,256,4,1", undefined],
		["192,0,2,-1,4,1", undefined],
		["192,0,2,0x1,4,1", undefined],
		["192,0,2,1,4,", undefined],
		["", undefined],
	])("reads %p as %p", (text, endpoint) => {
		expect(parseHostPort(text)).toEqual(endpoint);
	});

	test("reads what formatHostPort writes", () => {
		const endpoint = { host: "203.0.113.9", port: 50_123 };
		expect(parseHostPort(formatHostPort(endpoint))).toEqual(endpoint);
	});
});

describe("parseExtendedPort", () => {
	test.each([
		["|1|192.0.2.1|1025|", "endpoint"],
		["!2!2001:db8::1!65535!", "endpoint"],
		["|3|192.0.2.1|1025|", "unknownNetwork"],
		["|1|2001:db8::1|1025|", "malformed"],
		["|2|192.0.2.1|1025|", "malformed"],
		["|1|localhost|1025|", "malformed"],
		["|1|192.0.2.1|0|", "malformed"],
		["|1|192.0.2.1|65536|", "malformed"],
		["|1|192.0.2.1|1025", "malformed"],
		["|1|192.0.2.1|1025||", "malformed"],
		["|x|192.0.2.1|1025|", "malformed"],
		[" 1 192.0.2.1 1025 ", "malformed"],
		["", "malformed"],
	])("finds %p to be %s", (text, kind) => {
		expect(parseExtendedPort(text).kind).toBe(kind as never);
	});
});

describe("refusalOfTarget", () => {
	const client = { host: "192.0.2.7", port: 40_000 };
	test.each([
		["192.0.2.7", 1024, true],
		["::ffff:192.0.2.7", 1024, true],
		["::ffff:c000:207", 1024, true],
		["192.0.2.7", 1023, false],
		["192.0.2.8", 1024, false],
		["127.0.0.1", 1024, false],
		["::1", 1024, false],
		["::", 1024, false],
	])("for %s port %d allows: %p", (host, port, allowed) => {
		expect(refusalOfTarget({ host, port }, client) === undefined).toBe(allowed);
	});
});
