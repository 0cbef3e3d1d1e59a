import { describe, expect, test } from "bun:test";
import {
	editDistance,
	fitsUtf8,
	nearest,
	printable,
	Secret,
} from "../../src/base/index.ts";

describe("nearest", () => {
	test.each([
		["--prot", ["--port", "--root"], "--port"],
		["serv", ["serve", "share"], "serve"],
		["--implict-port", ["--implicit-port", "--port"], "--implicit-port"],
		["completely-else", ["serve", "share"], undefined],
	])("to %p is %p's %p", (word, candidates, expected) => {
		expect(nearest(word, candidates)).toBe(expected as never);
	});
});

test("editDistance counts a swap of neighbours as one", () => {
	expect(editDistance("prot", "port")).toBe(1);
	expect(editDistance("", "abc")).toBe(3);
});

test.each([
	["", 0, true],
	["a", 1, true],
	["ab", 1, false],
	["é", 1, false],
	["é", 2, true],
	["😀", 3, false],
	["😀", 4, true],
])("%p fits %d bytes: %p", (text, mostBytes, fits) => {
	expect(fitsUtf8(text, mostBytes)).toBe(fits);
});

test("printable leaves no control character", () => {
	expect(printable("a\r\n\x1b[0m\u009b\u2028é")).toBe("a???[0m??é");
});

test("a secret shows itself to nobody who does not ask for it", () => {
	const secret = new Secret("hunter2");
	const shown = `${secret} ${JSON.stringify({ secret })} ${Bun.inspect(secret)}`;
	expect(shown).not.toContain("hunter2");
	expect(secret.reveal()).toBe("hunter2");
});
