import { describe, expect, test } from "bun:test";
import {
	controlFile,
	type GuardedAddress,
	readControlFile,
} from "../../src/server/control/control-file.ts";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe("run/control.json", () => {
	test.each<GuardedAddress>([
		{ address: { kind: "loopback", port: 4711 }, token: "t" },
		{ address: { kind: "pipe", name: "oceanftp-1" }, token: "t" },
	])("tells what was written into it: %j", (place) => {
		expect(readControlFile(controlFile(place))).toEqual(place);
	});

	test.each([
		["nothing", ""],
		["half a line", '{"schema":"oceanftp.control/1","po'],
		["no token", '{"port":4711}'],
		["a token for no place", '{"token":"t"}'],
		["a port in words", '{"port":"4711","token":"t"}'],
	])("with %s in it leads nowhere", (_what, content) => {
		expect(readControlFile(text(content))).toBeUndefined();
	});
});
