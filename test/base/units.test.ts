import { describe, expect, test } from "bun:test";
import { formatSize, parseSize } from "../../src/base/index.ts";

describe("parseSize", () => {
	test.each<[unknown, number]>([
		[0, 0],
		[1234, 1234],
		["1234", 1234],
		["7 B", 7],
		["1KiB", 1024],
		["1 kib", 1024],
		["2MiB", 2_097_152],
		["1.5MiB", 1_572_864],
		["10GiB", 10_737_418_240],
		["1TiB", 1_099_511_627_776],
		["1KB", 1000],
		["2mb", 2_000_000],
		["3GB", 3_000_000_000],
		["1TB", 1_000_000_000_000],
		[" 5MiB ", 5_242_880],
		["0.3KiB", 307],
	])("reads %p as %p bytes", (text, bytes) => {
		expect(parseSize(text)).toBe(bytes);
	});

	test.each([
		"",
		" ",
		"GiB",
		"10G",
		"10 PiB",
		"-1",
		"-1GiB",
		"1.5",
		"1.5B",
		"1e9",
		"0x10",
		"1,5GiB",
		"10GiB/s",
		"99999999999TiB",
		-1,
		1.5,
		Number.NaN,
		Number.POSITIVE_INFINITY,
		2 ** 53,
		9_223_372_036_854_775_807n,
		true,
		null,
		undefined,
		{ size: "1GiB" },
	])("reads no size out of %p", (text) => {
		expect(parseSize(text)).toBeUndefined();
	});
});

describe("formatSize", () => {
	test.each<[number, string]>([
		[0, "0 B"],
		[1023, "1023 B"],
		[1024, "1 KiB"],
		[1536, "1.5 KiB"],
		[1_600_000, "1.53 MiB"],
		[10_737_418_240, "10 GiB"],
		[1_099_511_627_776, "1 TiB"],
		[2 ** 53 - 1, "8192 TiB"],
		[-2048, "-2 KiB"],
	])("writes %p as %p", (bytes, text) => {
		expect(formatSize(bytes)).toBe(text);
	});

	test("what it writes for whole units is read back as it was", () => {
		for (const unit of [1, 1024, 1024 ** 2, 1024 ** 3, 1024 ** 4]) {
			for (const count of [1, 2, 7, 512, 1000, 1023]) {
				expect(parseSize(formatSize(count * unit))).toBe(count * unit);
			}
		}
	});
});
