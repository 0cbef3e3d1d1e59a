import { describe, expect, test } from "bun:test";
import { type Account, explain, sameEffect } from "../../src/accounts/index.ts";
import { storeOf } from "./kit.ts";

async function accountOf(text: string): Promise<Account> {
	const account = (await storeOf(text)).find("u");
	if (account === undefined) throw new Error("no account u");
	return account;
}

const FULL = `[users.u]
group = "g"
rights = ["read", "list"]
folders = [{ path = "/in", rights = "dropbox" }]
safe = ["10.0.0.0/8"]
quota = 5
[groups.g]
mounts = [{ path = "/m", folder = "m" }]
require_tls = true
`;

describe("sameEffect", () => {
	test("two readings of one file have the same effect", async () => {
		expect(sameEffect(await accountOf(FULL), await accountOf(FULL))).toBe(true);
	});

	test.each([
		["quota = 5", "quota = 6"],
		["quota = 5", ""],
		['"read", "list"', '"read"'],
		['"read", "list"', '"read", "mkdir"'],
		['rights = "dropbox"', 'rights = "all"'],
		["10.0.0.0/8", "10.0.0.0/16"],
		['folder = "m"', 'folder = "n"'],
		["require_tls = true", ""],
		["require_tls = true", "enabled = false"],
		["require_tls = true", "require_tls = true\nexpires = 2030-01-01"],
		['group = "g"', ""],
		["quota = 5", 'quota = 5\nhome = "x"'],
	])("%p made %p has another", async (before, after) => {
		const changed = await accountOf(FULL.replace(before, after));
		expect(sameEffect(await accountOf(FULL), changed)).toBe(false);
	});

	test("another password or certificate leaves open sessions alone", async () => {
		const changed = await accountOf(
			FULL.replace(
				"quota = 5",
				'quota = 5\npassword = "x"\nclient_certs = ["cn:u"]',
			),
		);
		expect(sameEffect(await accountOf(FULL), changed)).toBe(true);
	});
});

describe("explain", () => {
	test("names who each ceiling comes from", async () => {
		const store = await storeOf(
			`[users.u]\ngroup = "near"\nquota = "2GiB"\n[groups.near]\ngroup = "far"\nrights = "read-only"\nquota = "1GiB"\n[groups.far]\nquota = "1GiB"\nidle_seconds = 60\n`,
		);
		const rows = explain(store, "U") ?? [];
		const shown = rows.map(({ from, key, text }) =>
			[key, text, ...from.map(({ kind, name }) => `${kind} ${name}`)].join(
				" | ",
			),
		);
		expect(shown).toContain("rights | read-only | group near");
		expect(shown).toContain("quota | 1 GiB | group near | group far");
		expect(shown).toContain("idle_seconds | 60 s | group far");
		expect(shown).toContain("enabled | yes");
		expect(explain(store, "nobody")).toBeUndefined();
	});
});
