import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { fileHasher } from "../../src/platform/index.ts";

const bytes = new Uint8Array(1_000_003).map((_, index) => index * 7 + 3);

describe.each(["SHA-256", "SHA-512", "SHA-1", "MD5", "CRC32"] as const)(
	"%s",
	(algorithm) => {
		test("is the same however the bytes are cut", () => {
			const whole = fileHasher.begin(algorithm);
			whole.update(bytes);
			const cut = fileHasher.begin(algorithm);
			for (let from = 0; from < bytes.length; from += 65_521) {
				cut.update(bytes.subarray(from, from + 65_521));
			}
			const expected =
				algorithm === "CRC32"
					? crc32(bytes).toString(16).padStart(8, "0")
					: createHash(algorithm.replace("-", "").toLowerCase())
							.update(bytes)
							.digest("hex");
			expect(whole.digest()).toBe(expected);
			expect(cut.digest()).toBe(expected);
		});
	},
);

test("CRC32 of nothing has all of its eight digits", () => {
	expect(fileHasher.begin("CRC32").digest()).toBe("00000000");
});
