import { describe, expect, test } from "bun:test";
import { ROOT } from "../../src/files/index.ts";
import {
	type ListArgument,
	listArgument,
} from "../../src/ftp/listing/index.ts";
import { processorMs } from "../support/processor-time.ts";

function parsed(text: string | undefined): ListArgument {
	const outcome = listArgument(text, { cwd: ROOT });
	if ("refused" in outcome) throw new Error(outcome.refused);
	return outcome.value;
}

describe("listArgument", () => {
	test.each([
		[undefined, "/", false, false],
		["", "/", false, false],
		["-la", "/", false, false],
		["-a -l -R", "/", true, false],
		["-1", "/", false, true],
		["-l1", "/", false, false],
		["-1aR sub", "/sub", true, true],
		["  -R   sub", "/sub", true, false],
		["sub -R", "/sub -R", false, false],
		["-- -R", "/-R", false, false],
		["-R -- -1", "/-1", true, false],
		["-", "/-", false, false],
		["--all", "/--all", false, false],
		["-la2 x", "/-la2 x", false, false],
		["-é", "/-é", false, false],
		["./-la", "/-la", false, false],
		[" sub", "/ sub", false, false],
		["a b", "/a b", false, false],
	])("reads %p", (text, path, recursive, namesOnly) => {
		expect(parsed(text)).toMatchObject({ path, recursive, namesOnly });
	});

	test("keeps the pattern apart from the folder, and both as they were written", () => {
		expect(parsed("-R photos//2020/*.jp?")).toMatchObject({
			path: "/photos/2020",
			written: "photos//2020/",
			pattern: "*.jp?",
		});
		expect(parsed("/*")).toMatchObject({
			path: "/",
			written: "/",
			pattern: "*",
		});
	});

	test("takes any text up to the limit of a line without taking long", async () => {
		// A seeded generator: what fails once fails again.
		let state = 20261122;
		const next = (below: number): number => {
			state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
			return state % below;
		};
		const letters = [..." -aR1l*?/\\\"'.é{~ü", "日"];
		const tryIt = (text: string): void => {
			try {
				parsed(text);
			} catch (failure) {
				expect(String(failure)).toMatch(/FileFailure/);
			}
		};
		const [ms] = await processorMs(() => {
			for (let round = 0; round < 2000; round++) {
				const length = round % 100 === 0 ? 8000 : next(60);
				let text = "";
				while (text.length < length) text += letters[next(letters.length)];
				tryIt(text);
			}
			for (const text of [" ".repeat(8000), "-a ".repeat(2700)]) tryIt(text);
		});
		expect(ms).toBeLessThan(2000);
	});
});
