import { describe, expect, test } from "bun:test";
import { printable } from "../../../src/base/index.ts";
import {
	fillTemplate,
	type MessageFacts,
	parseTemplate,
	TAGS,
} from "../../../src/ftp/index.ts";
import { formatReply, reply } from "../../../src/ftp/reply.ts";
import { FACTS, FEW_FACTS } from "./kit.ts";

const WIDTH = 20;

function filled(
	text: string,
	{
		facts = FACTS,
		width = WIDTH,
	}: { facts?: MessageFacts; width?: number } = {},
): Promise<readonly string[]> {
	return fillTemplate(parseTemplate(text).template, facts, width);
}

/** Tag, what it says of alice's session, what it says where nothing is known. */
const VALUES: readonly (readonly [string, string, string])[] = [
	["servername", "Ocean", "Ocean"],
	["serveraddress", "192.0.2.1", "192.0.2.1"],
	["clientaddress", "2001:db8::7", "2001:db8::7"],
	["time", "03:04:05", "03:04:05"],
	["date", "2026-01-02", "2026-01-02"],
	["usercount", "3", "-"],
	["usercountmax", "3 of 200", "-"],
	["accountusers", "2", "-"],
	["username", "alice", "-"],
	["folder", "/photos", "/photos"],
	["timeout", "900", "900"],
	["spaceleft", "1.5 GiB", "-"],
	["credits", "11.5", "-"],
	["creditsup", "3", "-"],
	["creditsdown", "-1", "-"],
	["commandlist", "USER PASS QUIT", "USER PASS QUIT"],
	["sitelist", "CHMOD WHO", "CHMOD WHO"],
	["reply", "Done.", "Done."],
	["stars", "*".repeat(WIDTH), "*".repeat(WIDTH)],
	["equals", "=".repeat(WIDTH), "=".repeat(WIDTH)],
	["dashes", "-".repeat(WIDTH), "-".repeat(WIDTH)],
];

describe("a tag", () => {
	test("has a row in the table of values here", () => {
		expect(VALUES.map(([name]) => name)).toEqual(TAGS.map(({ name }) => name));
	});

	test.each(VALUES)("%s says %p, or %p", async (name, known, unknown) => {
		expect(await filled(`{{${name}}}`)).toEqual([known]);
		expect(await filled(`{{ ${name.toUpperCase()} }}`)).toEqual([known]);
		expect(await filled(`####SYST_${name.toUpperCase()}####`)).toEqual([known]);
		expect(await filled(`{{${name}}}`, { facts: FEW_FACTS })).toEqual([
			unknown,
		]);
	});

	test("that there is not stays as it is written, and its line is told", async () => {
		const text = "one\n{{usercuont}} and ####SYST_NOPE####";
		expect(parseTemplate(text).unknown).toEqual([
			{ line: 2, written: "{{usercuont}}", meant: "usercount" },
			{ line: 2, written: "####SYST_NOPE####", meant: undefined },
		]);
		expect(await filled(text, { width: 60 })).toEqual(text.split("\n"));
	});

	test("in a value is text, and no tag", async () => {
		const facts = { ...FACTS, user: "{{reply}}" };
		expect(await filled("{{username}}", { facts })).toEqual(["{{reply}}"]);
	});
});

describe("a line", () => {
	const LINES: readonly (readonly [string, string, readonly string[]])[] = [
		["that fits stays as it is", "  a   b  c", ["  a   b  c"]],
		[
			"is broken at spaces",
			"the quick brown fox jumps",
			["the quick brown fox", "jumps"],
		],
		[
			"keeps its indent",
			"  the quick brown fox jumps",
			["  the quick brown", "  fox jumps"],
		],
		[
			"breaks a word that is too long",
			"x".repeat(45),
			["x".repeat(20), "x".repeat(20), "xxxxx"],
		],
		[
			"counts wide characters as two",
			"日本語".repeat(4),
			["日本語日本語日本語日", "本語"],
		],
		[
			"counts accents that stand alone as none",
			"e\u0301".repeat(20),
			["e\u0301".repeat(20)],
		],
		[
			"does not break a joined pictograph",
			`${"x".repeat(19)}👩‍👩‍👧`,
			["x".repeat(19), "👩‍👩‍👧"],
		],
		[
			"shares its room among rules",
			"{{stars}} Hi {{stars}}",
			["******** Hi ********"],
		],
		[
			"that is full keeps one sign of a rule",
			`{{stars}}${"y".repeat(20)}`,
			[`*${"y".repeat(19)}`, "y"],
		],
		["may be empty", "a\n\nb", ["a", "", "b"]],
		["that is empty at the end does not count", "a\r\n\r\n", ["a"]],
		["has no tabs", "a\tb", ["a    b"]],
	];

	test.each(LINES)("%s", async (_, text, lines) => {
		expect(await filled(text)).toEqual(lines);
	});
});

/** A stream of numbers from 0 up to 1 that is the same at every run. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

describe("a reply with hostile values in it", () => {
	const PIECES = [
		"\r\n",
		"\n",
		"\r",
		"\0",
		"\u00ff",
		"\u001b[31m",
		"\u2028",
		"\u0085",
		"\x7f",
		"230 ",
		"226-",
		"421 Bye",
		"{{reply}}",
		"####SYST_CREDITS####",
		" ",
		"日本",
		"\ud800",
		"a",
		"\t",
	];
	const TEXTS = [
		"{{username}}",
		"{{folder}} {{stars}}",
		"x\n{{clientaddress}}{{reply}}\ny",
		"####SYST_USERNAME####\n{{folder}}",
	];

	test("is one well-formed reply of its code, and nothing in it ends it early", async () => {
		const next = numbers(20_260_101);
		const pick = <T>(from: readonly T[]): T =>
			from[Math.floor(next() * from.length)] ?? (from[0] as T);
		for (let round = 0; round < 2_000; round++) {
			const value = Array.from({ length: 1 + Math.floor(next() * 12) }, () =>
				pick(PIECES),
			).join("");
			const facts = {
				...FACTS,
				user: value,
				folder: value,
				clientAddress: value,
				reply: value,
			};
			const [first = "", ...more] = await filled(pick(TEXTS), {
				facts,
				width: 20 + Math.floor(next() * 60),
			});
			const bytes = new TextEncoder().encode(
				formatReply(reply(230, first, ...more)),
			);
			expect(bytes.includes(0xff)).toBe(false);
			const wire = new TextDecoder().decode(bytes);
			expect(wire.endsWith("\r\n")).toBe(true);
			const lines = wire.slice(0, -2).split("\r\n");
			const last = lines.pop() ?? "";
			expect(last).toMatch(/^230 /);
			expect(
				lines.every((line, at) =>
					at === 0 ? line.startsWith("230-") : !/^\d/.test(line),
				),
			).toBe(true);
			const text = [...lines, last].join("");
			expect(text).toBe(printable(text));
		}
	});
});
