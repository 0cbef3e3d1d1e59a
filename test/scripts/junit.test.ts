import { describe, expect, test } from "bun:test";
import { readJunit } from "../../scripts/check/junit.ts";
import { closingLine, skippedLines, sum } from "../../scripts/check/tally.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="4" failures="1" skipped="1">
  <testsuite name="a.test.ts" file="test/a.test.ts" tests="4">
    <testcase name="good" classname="" time="0.1" file="test/a.test.ts" line="2" assertions="1" />
    <testcase name="lftp mirrors &lt;a&gt;" classname="interop" time="0" file="test/a.test.ts"><skipped /></testcase>
    <testcase name="bad" classname="" time="0" file="test/b.test.ts">
      <failure type="AssertionError" message="x">expect &lt;skipped /&gt;</failure>
    </testcase>
    <testcase name="good too" classname="x" time="0" file="test/b.test.ts" />
  </testsuite>
</testsuites>`;

describe("closing line", () => {
	test("a JUnit report is counted by result", () => {
		const report = readJunit(REPORT);
		expect(report.passed).toBe(2);
		expect(report.failed).toBe(1);
		expect(report.skipped).toEqual(["interop > lftp mirrors <a>"]);
		expect([...report.files]).toEqual(["test/a.test.ts", "test/b.test.ts"]);
	});

	test("an empty report has no passes", () => {
		expect(readJunit("").passed).toBe(0);
	});

	test("it names skipped tests only when there are some", () => {
		const one = { passed: 2, failed: 0, skipped: [] };
		expect(closingLine(one)).toBe("2 passed, 0 failed");
		expect(
			closingLine(sum([one, { passed: 1, failed: 3, skipped: ["a", "b"] }])),
		).toBe("3 passed, 3 failed, 2 skipped");
	});

	test("each missing client is named once, before other skipped tests", () => {
		expect(
			skippedLines(["x > lftp mirrors", "as another user", "lftp resumes"]),
		).toEqual([
			"skipped: lftp is missing (2 tests)",
			"skipped: as another user",
		]);
	});
});
