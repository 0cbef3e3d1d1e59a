import { describe, expect, test } from "bun:test";
import {
	COMMANDS,
	commandTable,
	FAILURES,
	FIXED_REPLIES,
	messageBook,
	NO_TEXTS,
	parseFailures,
	parseReplies,
} from "../../../src/ftp/index.ts";
import { failed, reply } from "../../../src/ftp/reply.ts";
import { FACTS } from "./kit.ts";

const table = commandTable(COMMANDS);

function bookOf(
	replies: Record<string, unknown>,
	failures: Record<string, unknown> = {},
): ReturnType<typeof messageBook> {
	const texts = {
		...NO_TEXTS,
		replies: parseReplies(replies, table).templates,
		failures: parseFailures(failures).templates,
	};
	return messageBook(() => ({ texts, width: 75 }));
}

describe("replies.toml", () => {
	const FAULTS: readonly (readonly [string, unknown, string])[] = [
		[
			"a command that there is not",
			{ RNOT: { 250: "x" } },
			"there is no command RNOT; did you mean RNTO?",
		],
		[
			"a code that there is not",
			{ RNTO: { 299: "x" } },
			"this server has no reply 299",
		],
		["something that is no code", { RNTO: { ok: "x" } }, "ok is no reply code"],
		[
			"a text where a table belongs",
			{ RNTO: "x" },
			"RNTO must be a table, as [RNTO]",
		],
		[
			"a number where a text belongs",
			{ RNTO: { 250: 7 } },
			"RNTO.250 must be a text in quotes",
		],
		["no text", { RNTO: { 250: " " } }, "RNTO.250 must be a text in quotes"],
		[
			"a command of SITE that there is not",
			{ SITE: { NOPE: { 200: "x" } } },
			"NOPE is no reply code",
		],
		[
			"the port of PASV",
			{ PASV: { 227: "x" } },
			"PASV 227 cannot have other words here: it holds the port of the data connection",
		],
		[
			"what any command says as data",
			{ any: { 213: "x" } },
			"213 cannot have other words here: it is an answer in itself: clients read what it says",
		],
		[
			"what stands in login.txt",
			{ PASS: { 230: "x" } },
			"PASS 230 cannot have other words here: it stands in login.txt",
		],
	];

	test.each(FAULTS)("refuses %s", (_, document, sentence) => {
		const { faults, templates } = parseReplies(
			document as Record<string, unknown>,
			table,
		);
		expect(faults.map((fault) => fault.sentence)).toEqual([sentence]);
		expect(templates.size).toBe(0);
	});

	test("takes names in small letters, and the older names of commands", () => {
		const { faults, templates } = parseReplies(
			{ rnto: { 250: "x" }, xcup: { 250: "y" }, ANY: { 200: "z" } },
			table,
		);
		expect(faults).toEqual([]);
		expect([...templates.keys()]).toEqual(["RNTO 250", "CDUP 250", "any 200"]);
	});

	test("names only commands that there are among the fixed replies", () => {
		for (const { verb } of FIXED_REPLIES) {
			expect(verb === undefined || table.find(verb) !== undefined).toBe(true);
		}
	});
});

describe("failures.toml", () => {
	test("refuses a failure that there is not, and says which was meant", () => {
		const { faults } = parseFailures({ notfound: "x" });
		expect(faults).toEqual([
			{
				path: ["notfound"],
				sentence: "there is no failure notfound; did you mean notFound?",
			},
		]);
	});

	test("takes every kind of failure", () => {
		const names = Object.keys(FAILURES);
		const { faults, templates } = parseFailures(
			Object.fromEntries(names.map((name) => [name, "x"])),
		);
		expect(faults).toEqual([]);
		expect<string[]>([...templates.keys()]).toEqual(names);
	});
});

describe("a book", () => {
	const facts = (): typeof FACTS => FACTS;
	const book = bookOf(
		{
			any: { 550: "any", 226: "moved" },
			RETR: { 550: "retr" },
			SITE: { 504: "site", CHMOD: { 200: "mode" } },
		},
		{ notFound: "gone" },
	);

	test.each([
		[
			"the kind of failure before all",
			"RETR",
			failed("notFound", 550, "x"),
			"gone",
		],
		[
			"the command before what holds for all",
			"RETR",
			failed("denied", 550, "x"),
			"retr",
		],
		["what holds for all", "DELE", reply(550, "x"), "any"],
		["a command of SITE", "SITE CHMOD", reply(200, "x"), "mode"],
		["SITE for its commands", "SITE CHMOD", reply(504, "x"), "site"],
		[
			"what holds for all before any command",
			undefined,
			reply(550, "x"),
			"any",
		],
	] as const)("takes %s", async (_, verb, given, words) => {
		expect(await book.override(verb, given, facts)).toEqual([words]);
	});

	test.each([
		["where there is nothing", "RETR", reply(350, "x")],
		[
			"where the words are data, though there are some for all commands",
			"STOU",
			reply(226, "x"),
		],
	] as const)("leaves a reply its words %s", async (_, verb, given) => {
		expect(await book.override(verb, given, facts)).toBeUndefined();
	});
});
