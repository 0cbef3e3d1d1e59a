import { describe, expect, test } from "bun:test";
import { parse } from "smol-toml";
import {
	createAuthenticator,
	openAccounts,
	sameEffect,
} from "../../src/accounts/index.ts";
import { memoryFolder, Secret, utf8 } from "../../src/base/index.ts";
import { processorMs } from "../support/processor-time.ts";
import { storeOf } from "./kit.ts";

const USERS = 10_000;
const GROUPS = 500;
const HASH = `$scrypt$ln=15,r=8,p=1$${"s".repeat(22)}$${"k".repeat(43)}`;

/** Groups nest ten deep; every user is in one, and says something of its own. */
function manyText(quota: string): string {
	const lines = ["version = 1"];
	for (let index = 0; index < USERS; index++) {
		lines.push(
			`[users.user${index}]`,
			`password = "${HASH}"`,
			`home = "homes/user${index}"`,
			`group = "group${index % GROUPS}"`,
			`quota = "${quota}"`,
			`folders = [{ path = "/in", rights = "dropbox" }]`,
		);
	}
	for (let index = 0; index < GROUPS; index++) {
		lines.push(
			`[groups.group${index}]`,
			...(index % 10 === 0 ? [] : [`group = "group${index - 1}"`]),
			'rights = ["read", "list", "write", "mkdir"]',
			`max_sessions = ${1 + (index % 7)}`,
			'denied_names = ["*.exe"]',
			'mounts = [{ path = "/pool", folder = "pool" }]',
		);
	}
	return lines.join("\n");
}

/** Measured were three to twelve times; what grows with the square of the users would be thousands. */
async function mostFor(text: string): Promise<number> {
	const [readMs] = await processorMs(() => parse(text));
	return 30 * readMs;
}

describe(`${USERS} accounts in ${GROUPS} groups`, () => {
	test("load, and load again, in some times what reading their text takes", async () => {
		const folder = memoryFolder();
		const mostMs = await mostFor(manyText("3GiB"));
		await folder.write("accounts.toml", manyText("1GiB"));
		const [loadedMs, store] = await processorMs(() => openAccounts({ folder }));
		await folder.write("accounts.toml", manyText("2GiB"));
		const [reloadedMs, isOther] = await processorMs(() => store.reload());
		expect(isOther).toBe(true);
		expect(store.list()).toHaveLength(USERS);
		expect(store.find("user9999")).toMatchObject({
			limits: { quotaBytes: 2_147_483_648, sessions: 1 },
		});
		expect(store.find("user9999")?.groups).toHaveLength(10);
		expect(loadedMs).toBeLessThan(mostMs);
		expect(reloadedMs).toBeLessThan(mostMs);
	});

	test("all of them are compared with what they were in some times what reading their text takes", async () => {
		const before = await storeOf(manyText("1GiB"));
		const after = await storeOf(
			manyText("1GiB").replace('quota = "1GiB"', 'quota = "2GiB"'),
		);
		const mostMs = await mostFor(manyText("1GiB"));
		const [comparedMs, other] = await processorMs(async () =>
			before
				.list()
				.filter((account) => {
					const now = after.find(account.name);
					return now === undefined || !sameEffect(account, now);
				})
				.map(({ name }) => name),
		);
		expect(comparedMs).toBeLessThan(mostMs);
		expect(other).toEqual(["user0"]);
	});

	test("a login does as much work as with ten", async () => {
		for (const text of [
			manyText("1GiB"),
			`[users.user7]\npassword = "${HASH}"`,
		]) {
			let hashes = 0;
			const accounts = await storeOf(text);
			let looks = 0;
			const authenticator = createAuthenticator({
				accounts: {
					...accounts,
					find: (name) => {
						looks++;
						return accounts.find(name);
					},
				},
				nowMs: () => 0,
				hasher: {
					hash: async () => HASH,
					verify: async () => {
						hashes++;
						return true;
					},
					decoy: () => "none",
					needsRehash: () => false,
					fingerprint: utf8,
				},
			});
			const account = await authenticator.authenticate(
				"user7",
				new Secret("x"),
			);
			expect(account?.name).toBe("user7");
			expect({ hashes, looks }).toEqual({ hashes: 1, looks: 3 });
		}
	});

	test("a look-up takes no longer than with ten, within what a clock can tell", async () => {
		const many = await storeOf(manyText("1GiB"));
		const few = await storeOf("[users.user7]\n");
		const timed = async (store: typeof many): Promise<number> => {
			const [ms] = await processorMs(() => {
				for (let index = 0; index < 100_000; index++) store.find("user7");
			});
			return ms;
		};
		await timed(many);
		await timed(few);
		// A walk over ten thousand would take thousands of times longer, not tens.
		expect(await timed(many)).toBeLessThan(20 * (await timed(few)) + 200);
	});
});
