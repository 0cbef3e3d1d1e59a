import { expect, test } from "bun:test";
import { DAY_MS, SECOND_MS } from "../../src/base/index.ts";
import { distanceText, wholeDays } from "../../src/certificates/index.ts";
import { whenText } from "../../src/cli/cert/words.ts";

test.each([
	[825 * DAY_MS, 825],
	[825 * DAY_MS - SECOND_MS, 825],
	[825 * DAY_MS - 61 * SECOND_MS, 824],
	[0, 0],
	[-SECOND_MS, -1],
	[-2 * DAY_MS, -2],
])("a moment %p ms away is %p whole days away", (ms, days) => {
	expect(wholeDays(ms, 0)).toBe(days);
	if (days > 0) expect(whenText(ms, 0)).toEndWith(`, in ${days} days`);
});

test.each([
	[2 * DAY_MS, "in 2 days"],
	[DAY_MS, "in 1 day"],
	[DAY_MS - SECOND_MS, "in 1 day"],
	[DAY_MS - 61 * SECOND_MS, "today"],
	[-DAY_MS, "1 day ago"],
])("a moment %p ms away is %p", (ms, text) => {
	expect(distanceText(ms, 0)).toBe(text);
});
