import { describe, expect, test } from "bun:test";
import { formatTimeValue, parseTimeValue } from "../../src/ftp/time-value.ts";

describe("parseTimeValue", () => {
	test.each([
		["19700101000000", 0],
		["20020717210715", Date.UTC(2002, 6, 17, 21, 7, 15)],
		["20020717210715.5", Date.UTC(2002, 6, 17, 21, 7, 15, 500)],
		["20000229235959", Date.UTC(2000, 1, 29, 23, 59, 59)],
		["20161231235960", Date.UTC(2017, 0, 1)],
		["00990101000000", Date.parse("0099-01-01T00:00:00Z")],
	])("reads %s", (text, milliseconds) => {
		expect(parseTimeValue(text)).toBe(milliseconds);
	});

	test.each([
		"",
		"2002",
		"191020717210715",
		"20010229000000",
		"20021317000000",
		"20020700000000",
		"20020732000000",
		"20020717240000",
		"20020717216000",
		"20020717210761",
		"20020717210715.",
		"20020717210715Z",
		"-0020717210715",
		"2002071721071５",
	])("does not take %p for a time", (text) => {
		expect(parseTimeValue(text)).toBeUndefined();
	});
});

describe("formatTimeValue", () => {
	test("writes what parseTimeValue reads", () => {
		const time = Date.UTC(2026, 10, 22, 12, 34, 56);
		expect(parseTimeValue(formatTimeValue(time + 999))).toBe(time);
	});

	test.each([
		["before the year 0", -1e15, "00000101000000"],
		["behind the year 9999", 1e15, "99991231235959"],
		["beyond all calendars", 9e15, "99991231235959"],
		["that is no number", Number.NaN, "19700101000000"],
	])("has four digits for a year %s", (_what, milliseconds, text) => {
		expect(formatTimeValue(milliseconds)).toBe(text);
	});
});
