import { describe, expect, test } from "bun:test";
import { encodePem, splitPem } from "../../src/certificates/index.ts";

const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);
const block = encodePem("CERTIFICATE", bytes);

const readable: readonly (readonly [string, string])[] = [
	["plain", block],
	["with a byte order mark", `\ufeff${block}`],
	["with CRLF", block.replaceAll("\n", "\r\n")],
	["with lone CR", block.replaceAll("\n", "\r")],
	["without a final newline", block.trimEnd()],
	["with spaces at the line ends", block.replaceAll("\n", "  \n")],
	["indented", block.replace(/^/gm, "    ")],
	["quoted in a mail", block.replace(/^/gm, "> ")],
	["with text around", `Dear Bob,\nhere it is:\n\n${block}\nYours\n`],
	[
		"with Bag Attributes",
		`Bag Attributes\n    localKeyID: 01 02 \nsubject=CN = x\n\nissuer=CN = y\n\n${block}`,
	],
	["with empty lines within", block.replace("\n", "\n\n")],
	[
		"in one long line",
		block.replace(/(?<=[A-Za-z0-9+/])\n(?=[A-Za-z0-9+/])/g, ""),
	],
	[
		"with four dashes and a space",
		block.replaceAll("-----", "---- ").replaceAll("---- \n", " ----\n"),
	],
];

describe("PEM", () => {
	test.each(readable)("%s is read", (_what, text) => {
		const { blocks, faults } = splitPem(text);
		expect(faults).toEqual([]);
		expect(blocks.map(({ label, der }) => [label, der])).toEqual([
			["CERTIFICATE", bytes],
		]);
	});

	test("is written in lines of 64 characters that openssl's rules ask for", () => {
		const lines = block.trimEnd().split("\n");
		expect(lines.slice(1, -2).every((line) => line.length === 64)).toBe(true);
		expect(block.endsWith("-----END CERTIFICATE-----\n")).toBe(true);
	});

	test("keeps the order of several blocks and tells their lines", () => {
		const key = encodePem("PRIVATE KEY", bytes.subarray(0, 10));
		const { blocks } = splitPem(`${key}text\n${block}`);
		expect(blocks.map(({ label, line }) => [label, line])).toEqual([
			["PRIVATE KEY", 1],
			["CERTIFICATE", 5],
		]);
	});

	test("reads the headers of an old encrypted key, and writes them again", () => {
		const headers = new Map([
			["Proc-Type", "4,ENCRYPTED"],
			["DEK-Info", "AES-128-CBC,0123456789ABCDEF"],
		]);
		const text = encodePem("RSA PRIVATE KEY", bytes, headers);
		expect(text).toStartWith(
			"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\nAAEC",
		);
		const [read] = splitPem(text.replaceAll("\n", "\r\n")).blocks;
		expect(read?.headers).toEqual(headers);
		expect(read?.der).toEqual(bytes);
	});

	const faulty: readonly (readonly [string, string, string])[] = [
		["without END", block.split("\n").slice(0, 2).join("\n"), "cut off"],
		[
			"with another BEGIN before END",
			`${block.slice(0, 80)}\n${block}`,
			"cut off",
		],
		[
			"with a character that is not base64",
			block.replace("AAEC", "!AEC"),
			"not base64",
		],
		[
			"with a length that base64 does not have",
			block.replace("AAEC", "AEC"),
			"not base64",
		],
		["without content", "-----BEGIN X-----\n-----END X-----", "empty"],
	];

	test.each(faulty)("%s is a fault with its line", (_what, text, fault) => {
		const { faults } = splitPem(`text\n${text}`);
		expect(faults).toHaveLength(1);
		expect(faults[0]?.line).toBe(2);
		expect(faults[0]?.fault).toContain(fault);
	});

	test("text without blocks gives nothing", () => {
		expect(splitPem("BEGIN nothing -----")).toEqual({ blocks: [], faults: [] });
	});
});
