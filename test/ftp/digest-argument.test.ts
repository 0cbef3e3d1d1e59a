import { describe, expect, test } from "bun:test";
import { ROOT } from "../../src/files/index.ts";
import { digestArgument } from "../../src/ftp/hashing/index.ts";
import { processorMs } from "../support/processor-time.ts";

function readings(text: string): unknown {
	const outcome = digestArgument(text, { cwd: ROOT });
	return "refused" in outcome ? outcome.refused : outcome.value;
}

const range = (fromByte: number, toByte?: number) => ({
	range: toByte === undefined ? { fromByte } : { fromByte, toByte },
});

describe("digestArgument", () => {
	test.each([
		["a.txt", [{ path: "/a.txt" }]],
		["a.txt 5", [{ path: "/a.txt 5" }, { path: "/a.txt", ...range(5) }]],
		[
			"a.txt 0 10",
			[{ path: "/a.txt 0 10" }, { path: "/a.txt", ...range(0, 10) }],
		],
		["a 1 2 3", [{ path: "/a 1 2 3" }, { path: "/a 1", ...range(2, 3) }]],
		['"a b" 0 4', [{ path: '/"a b" 0 4' }, { path: "/a b", ...range(0, 4) }]],
		['"a ""b"""', [{ path: '/"a ""b"""' }, { path: '/a "b"' }]],
		["a -1 5", [{ path: "/a -1 5" }, { path: "/a -1", ...range(5) }]],
	])("reads %p", (text, expected) => {
		expect(readings(text)).toEqual(expected);
	});

	test("does not take long over a line of blanks or quotes", async () => {
		const [ms] = await processorMs(() => {
			for (const letter of [" ", '"', "1 ", '" ', '""1 ']) {
				const text = letter.repeat(8000 / letter.length);
				try {
					readings(text);
				} catch (failure) {
					expect(String(failure)).toMatch(/FileFailure/);
				}
			}
		});
		expect(ms).toBeLessThan(500);
	});
});
