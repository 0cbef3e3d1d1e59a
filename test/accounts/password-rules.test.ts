import { describe, expect, test } from "bun:test";
import { generatePassword, passwordFault } from "../../src/accounts/index.ts";
import { Secret } from "../../src/base/index.ts";

const RULES = { user: "Alice.Smith", minLength: 8 };

describe("a new password", () => {
	test.each([
		["one letter", "x", "needs 8 characters at least"],
		["seven characters of eight bytes", "pässwor", "needs 8 characters"],
		["seven characters of 14 code units", "🐟".repeat(7), "needs 8"],
		["nothing", "", "is empty"],
		["501 characters", "x".repeat(501), "500 characters at most"],
		["a line end", "new\r\nsecret", "line end"],
		["NUL", "new\0secret", "NUL"],
		["the user's name in other letters", "aliCE.smith", "is the user's name"],
	])("is refused for %s", (_, password, says) => {
		expect(passwordFault(new Secret(password), RULES)).toContain(says);
	});

	test.each([
		["eight of the same letter", "xxxxxxxx"],
		["eight characters beyond ASCII", "🐟".repeat(8)],
		["spaces around it", "  a  b  "],
		["500 characters", "x".repeat(500)],
		["the name with something behind it", "alice.smith7"],
	])("may be %s", (_, password) => {
		expect(passwordFault(new Secret(password), RULES)).toBeUndefined();
	});

	test("may be short where the settings say so, but never empty", () => {
		const rules = { ...RULES, minLength: 1 };
		expect(passwordFault(new Secret("1"), rules)).toBeUndefined();
		expect(passwordFault(new Secret(""), rules)).toContain("is empty");
	});

	test("that is generated keeps the rule that most servers have", () => {
		expect(passwordFault(generatePassword(), RULES)).toBeUndefined();
	});
});
