import { expect, test } from "bun:test";
import { LineReader, MAX_LINE_BYTES } from "../../src/ftp/line-reader.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("line reader gives nothing until a line has its end", () => {
	const reader = new LineReader();
	expect(reader.push(bytes("NOO"))).toEqual([]);
	expect(reader.holdsInput).toBe(true);
	expect(reader.push(bytes("P\r\nPWD\n"))).toEqual([
		{ kind: "command", text: "NOOP" },
		{ kind: "command", text: "PWD" },
	]);
	expect(reader.holdsInput).toBe(false);
});

test("line reader gives the same lines wherever the input is cut", () => {
	const input = bytes("USER ä\r\n\r\nPASS \n");
	const whole = new LineReader().push(input);
	for (let cut = 0; cut <= input.length; cut++) {
		const reader = new LineReader();
		const parts = [
			...reader.push(input.subarray(0, cut)),
			...reader.push(input.subarray(cut)),
		];
		expect(parts).toEqual([...whole]);
	}
});

test("line reader takes a line of the limit and breaks off at one byte more", () => {
	const fits = "x".repeat(MAX_LINE_BYTES);
	expect(new LineReader().push(bytes(`${fits}\n`))).toEqual([
		{ kind: "command", text: fits },
	]);
	const reader = new LineReader();
	expect(reader.push(bytes(`${fits}x`))).toEqual([{ kind: "tooLong" }]);
	expect(reader.push(bytes("\nNOOP\r\n"))).toEqual([]);
});

test("line reader never holds more than the limit, however much comes without an end", () => {
	const reader = new LineReader();
	const chunk = new Uint8Array(1000).fill(0x41);
	const lines = Array.from({ length: 70 }, () => reader.push(chunk)).flat();
	expect(lines).toEqual([{ kind: "tooLong" }]);
});

test("line reader gives a line or a refusal for each of the 256 bytes, and goes on", () => {
	for (let byte = 0; byte < 256; byte++) {
		const reader = new LineReader();
		const lines = reader.push(new Uint8Array([0x4e, byte, 0x0d, 0x0a]));
		const next = reader.push(bytes("NOOP\r\n"));
		expect(lines.length).toBeGreaterThanOrEqual(1);
		expect(next).toEqual([{ kind: "command", text: "NOOP" }]);
	}
});

test("line reader drops Telnet commands wherever the segment ends among them", () => {
	const input = new Uint8Array([0xff, 0xf4, 0xff, 0xf2, ...bytes("ABOR\r\n")]);
	for (let cut = 0; cut <= input.length; cut++) {
		const reader = new LineReader();
		const lines = [
			...reader.push(input.subarray(0, cut)),
			...reader.push(input.subarray(cut)),
		];
		expect(lines).toEqual([{ kind: "command", text: "ABOR" }]);
	}
});
