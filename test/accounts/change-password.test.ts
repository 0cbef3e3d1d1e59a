import { describe, expect, test } from "bun:test";
import {
	type AccountStore,
	createPasswordChange,
	type OwnPasswordOutcome,
	type PasswordHasher,
} from "../../src/accounts/index.ts";
import { Secret, utf8 } from "../../src/base/index.ts";
import { storeOf } from "./kit.ts";

const OPEN = { isAllowed: true, minLength: 8 };
const USER = '[users.u]\npassword = "plain:old secret"\n';

/** A hasher without the slowness, which counts what it verifies. */
function plainHasher(): PasswordHasher & { verified: number } {
	const hasher = {
		verified: 0,
		hash: async (password: Secret) => `plain:${password.reveal()}`,
		verify: async (password: Secret, stored: string) => {
			hasher.verified++;
			return stored === `plain:${password.reveal()}`;
		},
		decoy: () => "none",
		needsRehash: () => false,
		fingerprint: utf8,
	};
	return hasher;
}

async function changeOf(
	text: string,
	rules: { isAllowed: boolean; minLength?: number } = OPEN,
): Promise<{
	accounts: AccountStore;
	hasher: ReturnType<typeof plainHasher>;
	change: (current: string, next: string) => Promise<OwnPasswordOutcome>;
}> {
	const accounts = await storeOf(text);
	const hasher = plainHasher();
	const change = createPasswordChange({ accounts, hasher, rules: () => rules });
	return {
		accounts,
		hasher,
		change: (current, next) =>
			change(
				{ name: "u" },
				{ current: new Secret(current), next: new Secret(next) },
			),
	};
}

describe("a user's own change of password", () => {
	test("is made when the current one is right and the next one long enough", async () => {
		const { accounts, change } = await changeOf(USER);
		expect(await change("old secret", "new secret")).toEqual({
			kind: "changed",
		});
		expect(accounts.find("u")?.passwordHash).toBe("plain:new secret");
	});

	test("with a wrong current one says so, whatever the next one is", async () => {
		const { accounts, change } = await changeOf(USER);
		for (const next of ["new secret", "x"]) {
			expect(await change("wrong", next)).toEqual({ kind: "wrongPassword" });
		}
		expect(accounts.find("u")?.passwordHash).toBe("plain:old secret");
	});

	test.each<[string, string, { isAllowed: boolean }]>([
		["the server", USER, { isAllowed: false }],
		["the account", `${USER}change_password = false\n`, OPEN],
		[
			"a group far above",
			`${USER}group = "g"\n[groups.g]\ngroup = "h"\n[groups.h]\nchange_password = false\n`,
			OPEN,
		],
		["a disabled account", `${USER}enabled = false\n`, OPEN],
		["an account that is gone", "", OPEN],
	])(
		"is refused by %s without a look at the password",
		async (_, text, rules) => {
			const { change, hasher } = await changeOf(text, rules);
			const outcome = await change("old secret", "new secret");
			expect(outcome.kind).toBe("refused");
			expect(hasher.verified).toBe(0);
		},
	);

	test("is refused where everybody gets in with any password", async () => {
		const { accounts, change } = await changeOf(
			'[users.u]\npassword = "any"\nrights = "read-only"\n',
		);
		expect((await change("any", "new secret")).kind).toBe("refused");
		expect(accounts.find("u")?.passwordHash).toBe("any");
	});

	test.each([
		["seven", "1234567", "8 characters at least"],
		["none", "", "8 characters at least"],
		["501", "x".repeat(501), "500 characters at most"],
		["the same", "old secret", "is the old one"],
		["a line end", "new\r\nsecret", "line end"],
	])("is refused for %s", async (_, next, says) => {
		const { accounts, change } = await changeOf(USER);
		const outcome = await change("old secret", next);
		expect(outcome).toMatchObject({ kind: "refused" });
		expect("why" in outcome && outcome.why).toContain(says);
		expect(accounts.find("u")?.passwordHash).toBe("plain:old secret");
	});

	test("of two at once only one is made", async () => {
		const { accounts, change } = await changeOf(USER);
		const outcomes = await Promise.all([
			change("old secret", "first secret"),
			change("old secret", "other secret"),
		]);
		expect(outcomes.map(({ kind }) => kind).sort()).not.toEqual([
			"changed",
			"changed",
		]);
		expect(outcomes.filter(({ kind }) => kind === "changed")).toHaveLength(1);
		expect(accounts.find("u")?.passwordHash).toMatch(/^plain:(first|other)/);
	});
});
