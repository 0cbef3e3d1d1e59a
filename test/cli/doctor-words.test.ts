import { describe, expect, test } from "bun:test";
import { examinedLines } from "../../src/cli/doctor/words.ts";
import type { Examined } from "../../src/doctor/index.ts";
import { CHECKS } from "../../src/doctor/index.ts";

const FACT =
	"a long sentence that says what was found and would be cut in mid-word";
const [check] = CHECKS;
if (check === undefined) throw new Error("there are no checks");
const EXAMINED: Examined = {
	check,
	findings: [
		{ verdict: "warn", fact: FACT, why: FACT, fix: `${FACT}\n${FACT}` },
	],
	mended: [FACT],
};

describe("a line of doctor", () => {
	test.each([40, 78])(
		"keeps within %d columns, behind its verdict",
		(width) => {
			const lines = examinedLines(EXAMINED, { color: false, width });
			expect(lines[0]).toStartWith("warn ");
			expect(lines.filter((line) => line.length > width)).toEqual([]);
			expect(
				lines.slice(1).filter((line) => !line.startsWith("     ")),
			).toEqual([]);
			expect(lines.join(" ").match(/mid-word/g)).toHaveLength(5);
		},
	);

	test("is not broken where no terminal is", () => {
		const lines = examinedLines(EXAMINED, { color: false, width: undefined });
		expect(lines).toHaveLength(5);
	});
});
