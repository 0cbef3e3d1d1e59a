import { describe, expect, test } from "bun:test";
import { spent } from "../../src/platform/net/spent.ts";

describe("a chunk that is spent", () => {
	test("gives its memory back when that is all its own", () => {
		const chunk = new Uint8Array(64 * 1024);
		spent(chunk);
		expect(chunk.byteLength).toBe(0);
	});

	test("keeps it when it is a part of something larger", () => {
		const whole = new Uint8Array(16).fill(7);
		const part = whole.subarray(4, 8);
		spent(part);
		expect([...part]).toEqual([7, 7, 7, 7]);
		expect(whole.byteLength).toBe(16);
	});

	test("may be spent twice", () => {
		const chunk = new Uint8Array(8);
		spent(chunk);
		expect(() => spent(chunk)).not.toThrow();
	});
});
