import { describe, expect, test } from "bun:test";
import {
	type Account,
	createAuthenticator,
	openAccounts,
	type PasswordHasher,
} from "../../src/accounts/index.ts";
import { memoryFolder, Secret } from "../../src/base/index.ts";

const NOW_MS: number = Date.UTC(2030, 0, 15, 12);

/** A hasher without the slowness: it counts, and can be held up, so that order and number are seen. */
function countingHasher(): PasswordHasher & {
	verified: string[];
	hold: () => () => void;
	running: () => number;
} {
	let gate: Promise<void> = Promise.resolve();
	let running = 0;
	const verified: string[] = [];
	return {
		verified,
		running: () => running,
		hold: () => {
			let open = (): void => undefined;
			gate = new Promise((resolve) => {
				open = resolve;
			});
			return open;
		},
		hash: async (password) => `plain:${password.reveal()}`,
		needsRehash: (stored) => stored.startsWith("weak:"),
		verify: async (password, stored) => {
			verified.push(stored);
			running++;
			await gate;
			running--;
			return (
				stored.replace(/^weak:/, "plain:") === `plain:${password.reveal()}`
			);
		},
	};
}

async function setUp(
	options: { hashesAtOnce?: number; hashesWaiting?: number } = {},
) {
	const accounts = await openAccounts({ folder: memoryFolder() });
	const hasher = countingHasher();
	await accounts.add({ name: "Alice", passwordHash: "plain:right" });
	await accounts.add({
		name: "off",
		passwordHash: "plain:right",
		enabled: false,
	});
	await accounts.add({ name: "blank", passwordHash: "" });
	const authenticator = createAuthenticator({
		accounts,
		hasher,
		nowMs: () => NOW_MS,
		...options,
	});
	const login = (
		name: string,
		password: string,
	): Promise<Account | undefined> =>
		authenticator.authenticate(name, new Secret(password));
	return { accounts, hasher, login };
}

describe("authenticator", () => {
	test("right name and password give the account under its own name", async () => {
		const { login } = await setUp();
		expect((await login("aLiCe", "right"))?.name).toBe("Alice");
	});

	test.each([
		["Alice", "wrong"],
		["Alice", ""],
		["nobody", "right"],
		["off", "right"],
		["blank", ""],
		["blank", "right"],
	])(
		"%s with password %p is refused after one hash",
		async (name, password) => {
			const { hasher, login } = await setUp();
			expect(await login(name, password)).toBeUndefined();
			expect(hasher.verified.length).toBe(1);
		},
	);

	test("a disabled user's own hash is never looked at", async () => {
		const { hasher, login } = await setUp();
		await login("off", "right");
		expect(hasher.verified).not.toContain("plain:right");
	});

	test("a verified password costs no second hash, a wrong one still does", async () => {
		const { hasher, login } = await setUp();
		await login("alice", "right");
		await login("alice", "right");
		await login("ALICE", "right");
		expect(hasher.verified.length).toBe(1);
		expect(await login("alice", "wrong")).toBeUndefined();
		expect(hasher.verified.length).toBe(2);
	});

	test("a changed password ends what was remembered", async () => {
		const { accounts, login } = await setUp();
		await login("alice", "right");
		await accounts.setPassword("alice", "plain:new");
		expect(await login("alice", "right")).toBeUndefined();
		expect((await login("alice", "new"))?.name).toBe("Alice");
	});

	test("a removed user is refused although the password was remembered", async () => {
		const { accounts, login } = await setUp();
		await login("alice", "right");
		await accounts.remove("alice");
		expect(await login("alice", "right")).toBeUndefined();
	});

	test("a user removed while the hash is computed is refused", async () => {
		const { accounts, hasher, login } = await setUp();
		const open = hasher.hold();
		const pending = login("alice", "right");
		while (hasher.running() === 0) await Promise.resolve();
		await accounts.remove("alice");
		open();
		expect(await pending).toBeUndefined();
	});

	test("two hashes run at once, a bounded number waits, more are refused at once", async () => {
		const { hasher, login } = await setUp({
			hashesAtOnce: 2,
			hashesWaiting: 3,
		});
		const open = hasher.hold();
		const logins = Array.from({ length: 5 }, () => login("alice", "right"));
		while (hasher.running() < 2) await Promise.resolve();
		const refused = await login("alice", "right");
		expect(refused).toBeUndefined();
		expect(hasher.running()).toBe(2);
		open();
		const names = (await Promise.all(logins)).map((account) => account?.name);
		expect(names).toEqual(Array(5).fill("Alice"));
	});
});
