import { describe, expect, test } from "bun:test";
import type { FileFacts } from "../../src/files/index.ts";
import {
	chooseFacts,
	dateText,
	factsLine,
	listLine,
} from "../../src/ftp/listing/index.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;

const file: FileFacts = {
	kind: "file",
	sizeBytes: 5_368_709_121,
	modifiedMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
	mode: 0o640,
	links: 1,
	unique: "801.2a",
};

test("listLine prints a file as ls -l does, also beyond 4 GiB", () => {
	expect(listLine("a b", file, NOW)).toBe(
		"-rw-r-----    1 ftp      ftp        5368709121 Jan  2  2026 a b",
	);
});

describe("dateText", () => {
	test.each([
		["shows the time of a recent file", NOW - DAY, "Nov 21 12:00"],
		["shows the year behind half a year", NOW - 183 * DAY, "May 23  2026"],
		["shows the year of a file from the future", NOW + 3 * DAY, "Nov 25  2026"],
		["counts in UTC", Date.UTC(2026, 10, 1, 0, 1), "Nov  1 00:01"],
	])("%s", (_what, timeMs, text) => {
		expect(dateText(timeMs, NOW)).toBe(text);
	});
});

test("factsLine shows the chosen facts, each ended, in the order of FEAT", () => {
	const listed = { facts: file, permissions: "r" };
	expect(factsLine(chooseFacts("modify;size;UNIX.MODE;nonsense"))(listed)).toBe(
		"size=5368709121;modify=20260102030405;UNIX.mode=0640;",
	);
	expect(factsLine(chooseFacts(""))(listed)).toBe("");
});

test("factsLine leaves the size of a folder out", () => {
	const folder = {
		facts: { ...file, kind: "folder" } as const,
		permissions: "el",
	};
	expect(factsLine(chooseFacts("type;size;perm"))(folder)).toBe(
		"type=dir;perm=el;",
	);
});
