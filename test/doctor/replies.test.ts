import { describe, expect, test } from "bun:test";
import {
	extendedPort,
	passiveTarget,
	portArgument,
	ReplyParser,
} from "../../src/doctor/ftps/replies.ts";

function repliesIn(pieces: readonly string[]): string[] {
	const parser = new ReplyParser();
	const found: string[] = [];
	for (const piece of pieces) {
		parser.take(new TextEncoder().encode(piece));
		for (let next = parser.next(); next !== undefined; next = parser.next()) {
			found.push(`${next.code}: ${next.lines.join("|")}`);
		}
	}
	return found;
}

describe("reply parser", () => {
	test.each([
		["one line", ["220 hello\r\n"], ["220: 220 hello"]],
		[
			"two replies in one piece",
			["200 a\r\n226 b\r\n"],
			["200: 200 a", "226: 226 b"],
		],
		[
			"several lines, one of which looks like another reply",
			["211-Features:\r\n 200 no\r\n UTF8\r\n211 End\r\n"],
			["211: 211-Features:| 200 no| UTF8|211 End"],
		],
		["a bare code", ["230\r\n"], ["230: 230"]],
	] as const)("reads %s", (_, pieces, expected) => {
		expect(repliesIn(pieces)).toEqual([...expected]);
		const byByte = pieces.join("").split("");
		expect(repliesIn(byByte)).toEqual([...expected]);
	});

	test("refuses what is no reply", () => {
		expect(() => repliesIn(["HTTP/1.1 400 Bad Request\r\n"])).toThrow(
			"no FTP reply",
		);
	});

	test("refuses a reply without end", () => {
		expect(() => repliesIn(["x".repeat(70_000)])).toThrow("has no end");
	});
});

test("229 names a port by any delimiter", () => {
	const reply = (line: string): { code: number; lines: string[] } => ({
		code: 229,
		lines: [line],
	});
	expect(extendedPort(reply("229 ok (|||50001|)"))).toBe(50001);
	expect(extendedPort(reply("229 ok (!!!7!)"))).toBe(7);
	expect(() => extendedPort(reply("229 ok"))).toThrow("names no port");
});

test("227 and PORT write an address as six numbers", () => {
	const lines = ["227 Entering Passive Mode (127,0,0,1,195,81)."];
	expect(passiveTarget({ code: 227, lines })).toEqual({
		host: "127.0.0.1",
		port: 50001,
	});
	expect(portArgument({ host: "127.0.0.1", port: 50001 })).toBe(
		"127,0,0,1,195,81",
	);
});
