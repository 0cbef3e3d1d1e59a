import { describe, expect, test } from "bun:test";
import { matchesPattern } from "../../src/base/index.ts";
import { processorMs } from "../support/processor-time.ts";

describe("matchesPattern", () => {
	test.each([
		["photo.jpg", "*.jpg", true],
		["photo.jpg", "*.jp?", true],
		["photo.jpg", "photo.jpg*", true],
		["photo.jpg", "*o*o*", true],
		["photo.jpg", "?hoto.jp", false],
		["", "*", true],
		["", "?", false],
		["ä", "?", true],
		["😀", "?", true],
		["😀", "??", false],
		["a😀b", "a?b", true],
		["😀😁", "*?😁", true],
		["😀", "*??", false],
		["a*b", "a*b", true],
		["[ab]", "[ab]", true],
		["a", "[ab]", false],
	])("%p against %p is %p", (name, pattern, fits) => {
		expect(matchesPattern(pattern, name)).toBe(fits);
	});

	test("stays quick where backtracking would not end (CVE-2011-0762)", async () => {
		const name = "a".repeat(255);
		const pattern = `${"*a".repeat(120)}*b`;
		const [ms, fits] = await processorMs(() => matchesPattern(pattern, name));
		expect(fits).toBe(false);
		expect(ms).toBeLessThan(1000);
	});
});
