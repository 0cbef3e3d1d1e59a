import { describe, expect, test } from "bun:test";
import {
	type TextConverter,
	toLocalText,
	toNetworkText,
} from "../../src/ftp/transfer/index.ts";

function converted(converter: TextConverter, parts: Uint8Array[]): string {
	const out = parts.map((part) => converter.convert(part));
	const rest = converter.end();
	return Buffer.concat(rest === undefined ? out : [...out, rest]).toString();
}

const CASES = [
	["", "", ""],
	["one\ntwo", "one\r\ntwo", "one\ntwo"],
	["one\r\ntwo\n", "one\r\ntwo\r\n", "one\ntwo\n"],
	["\n\n", "\r\n\r\n", "\n\n"],
	["\r\r\n", "\r\r\n", "\r\n"],
	["a\rb", "a\rb", "a\rb"],
	["end\r", "end\r", "end\r"],
] as const;

describe.each([
	["toNetworkText", toNetworkText, 1],
	["toLocalText", toLocalText, 2],
] as const)("%s", (_name, make, column) => {
	test.each(CASES)("converts %p wherever the chunks are cut", (...row) => {
		const input = Buffer.from(row[0]);
		for (let cut = 0; cut <= input.length; cut++) {
			const parts = [input.subarray(0, cut), input.subarray(cut)];
			expect(converted(make(), parts)).toBe(row[column]);
		}
	});
});

test("what was uploaded as text comes back as it was sent", () => {
	const sent = "first\r\nsecond\r\n\r\nlast";
	const stored = converted(toLocalText(), [Buffer.from(sent)]);
	expect(converted(toNetworkText(), [Buffer.from(stored)])).toBe(sent);
});
