import { describe, expect, test } from "bun:test";
import { generatePassword } from "../../src/accounts/index.ts";
import { Secret } from "../../src/base/index.ts";
import { scryptHasher } from "../../src/platform/passwords.ts";

const hasher = scryptHasher();

describe("scrypt hasher", () => {
	test("a hash is a PHC string with its own salt, and verifies its password only", async () => {
		const [one, two] = await Promise.all([
			hasher.hash(new Secret("pässword")),
			hasher.hash(new Secret("pässword")),
		]);
		expect(one).toMatch(
			/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
		);
		expect(one).not.toBe(two);
		expect(await hasher.verify(new Secret("pässword"), one)).toBe(true);
		expect(await hasher.verify(new Secret("passwort"), one)).toBe(false);
		expect(await hasher.verify(new Secret(""), one)).toBe(false);
	});

	test.each([
		["ln=15,r=8,p=1", 22, 43, false],
		["ln=16,r=8,p=1", 22, 43, false],
		["ln=14,r=8,p=1", 22, 43, true],
		["ln=14,r=8,p=4", 22, 43, true],
		["ln=15,r=4,p=2", 22, 43, true],
		["ln=15,r=8,p=1", 11, 43, true],
		["ln=15,r=8,p=1", 22, 22, true],
	])(
		"a hash with %s, %p signs of salt and %p of key is to be made anew: %p",
		(cost, salt, key, isWeak) => {
			const stored = `$scrypt$${cost}$${"s".repeat(salt)}$${"k".repeat(key)}`;
			expect(hasher.needsRehash(stored)).toBe(isWeak);
		},
	);

	test("a decoy looks like a hash of today, is never the same, and no password fits it", async () => {
		const decoy = hasher.decoy();
		expect(decoy).toMatch(
			/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
		);
		expect(hasher.decoy()).not.toBe(decoy);
		expect(hasher.needsRehash(decoy)).toBe(false);
		expect(await hasher.verify(new Secret("pässword"), decoy)).toBe(false);
	});

	test("what is no hash is not to be made anew", () => {
		for (const stored of ["", "any", "$1$x$y"]) {
			expect(hasher.needsRehash(stored)).toBe(false);
		}
	});

	test("a fingerprint is the same for the same text, and another under another hasher's key", () => {
		const one = hasher.fingerprint("hash\0pässword");
		expect(one).toHaveLength(32);
		expect(hasher.fingerprint("hash\0pässword")).toEqual(one);
		expect(hasher.fingerprint("hash\0passwort")).not.toEqual(one);
		expect(scryptHasher().fingerprint("hash\0pässword")).not.toEqual(one);
	});

	test("the third vector of RFC 7914 verifies", async () => {
		// RFC 7914 §12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1, 64)
		const key = Buffer.from(
			"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
			"hex",
		);
		const plain = (bytes: Uint8Array | string): string =>
			Buffer.from(bytes).toString("base64").replaceAll("=", "");
		const stored = `$scrypt$ln=14,r=8,p=1$${plain("SodiumChloride")}$${plain(key)}`;
		expect(await hasher.verify(new Secret("pleaseletmein"), stored)).toBe(true);
	});

	test.each([
		"",
		"plain",
		"$scrypt$ln=15,r=8,p=1$$",
		"$scrypt$ln=15,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$",
		"$scrypt$ln=99,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$scrypt$ln=20,r=99,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$scrypt$ln=0,r=0,p=0$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$2b$10$abcdefghijklmnopqrstuv",
		"x".repeat(100_000),
	])("garbage %p matches nothing and does not throw", async (stored) => {
		expect(await hasher.verify(new Secret("x"), stored)).toBe(false);
		expect(await hasher.verify(new Secret(""), stored)).toBe(false);
	});
});

describe("generated password", () => {
	test("it has 91 bits of unmistakable signs, and never comes twice", () => {
		const made = new Set<string>();
		const signs = new Map<string, number>();
		for (let round = 0; round < 2000; round++) {
			const text = generatePassword().reveal();
			expect(text).toMatch(
				/^[a-hj-km-np-tv-zA-HJ-NP-TV-Z2-9]{4}(-[a-zA-Z2-9]{4}){3}$/,
			);
			expect(text).not.toMatch(/[0Oo1lIiuU]/);
			made.add(text);
			for (const sign of text.replaceAll("-", "")) {
				signs.set(sign, (signs.get(sign) ?? 0) + 1);
			}
		}
		expect(made.size).toBe(2000);
		// 32,000 signs over 53: 604 each; six standard deviations (24.3) either way.
		expect(signs.size).toBe(53);
		for (const count of signs.values()) {
			expect(count).toBeGreaterThan(450);
			expect(count).toBeLessThan(760);
		}
	});
});
