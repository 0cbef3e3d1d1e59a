import { describe, expect, test } from "bun:test";
import {
	type Account,
	createAuthenticator,
	openAccounts,
	type PasswordHasher,
} from "../../src/accounts/index.ts";
import { memoryFolder, Secret, utf8 } from "../../src/base/index.ts";
import { failure, storeOf } from "./kit.ts";

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
		fingerprint: utf8,
		decoy: () => "none",
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

	test("a password changed while its hash is computed is the old one", async () => {
		const { accounts, hasher, login } = await setUp();
		const open = hasher.hold();
		const pending = [login("alice", "right"), login("alice", "right")];
		while (hasher.running() === 0) await Promise.resolve();
		await accounts.setPassword("alice", "plain:new");
		open();
		expect(await Promise.all(pending)).toEqual([undefined, undefined]);
		expect(await login("alice", "right")).toBeUndefined();
	});

	test("two hashes run at once, a bounded number waits, more are refused at once", async () => {
		const { accounts, hasher, login } = await setUp({
			hashesAtOnce: 2,
			hashesWaiting: 3,
		});
		const users = ["u1", "u2", "u3", "u4", "u5", "u6"];
		for (const name of users) {
			await accounts.add({ name, passwordHash: "plain:right" });
		}
		const open = hasher.hold();
		const logins = users.slice(0, 5).map((name) => login(name, "right"));
		while (hasher.running() < 2) await Promise.resolve();
		const refused = await login("u6", "right");
		expect(refused).toBeUndefined();
		expect(hasher.running()).toBe(2);
		open();
		const names = (await Promise.all(logins)).map((account) => account?.name);
		expect(names).toEqual(users.slice(0, 5));
	});

	test.each([
		["alice", "right", "Alice"],
		["alice", "wrong", undefined],
		["nobody", "right", undefined],
		["nobody", "", undefined],
	])(
		"eight logins at once as %s with %p cost one hash",
		async (name, password, given) => {
			const { hasher, login } = await setUp();
			const open = hasher.hold();
			const logins = Array.from({ length: 8 }, () => login(name, password));
			open();
			const names = (await Promise.all(logins)).map((account) => account?.name);
			expect(names).toEqual(Array(8).fill(given));
			expect(hasher.verified.length).toBe(1);
		},
	);

	test("logins at once with other passwords or names share no hash", async () => {
		const { hasher, login } = await setUp();
		const open = hasher.hold();
		const logins = [
			login("alice", "right"),
			login("alice", "wrong"),
			login("off", "right"),
			login("nobody", "right"),
		];
		open();
		const names = (await Promise.all(logins)).map((account) => account?.name);
		expect(names).toEqual(["Alice", undefined, undefined, undefined]);
		expect(hasher.verified.length).toBe(4);
	});

	test("a wrong password costs a new hash as soon as the last one has ended", async () => {
		const { hasher, login } = await setUp();
		await login("alice", "wrong");
		await login("alice", "wrong");
		expect(hasher.verified.length).toBe(2);
	});
});

/** An authenticator over an accounts.toml, at noon of 15 January 2030. */
async function over(text: string) {
	const accounts = await storeOf(text);
	const hasher = countingHasher();
	const authenticator = createAuthenticator({
		accounts,
		hasher,
		nowMs: () => NOW_MS,
	});
	const login = async (
		name: string,
		password: string,
	): Promise<string | undefined> =>
		(await authenticator.authenticate(name, new Secret(password)))?.name;
	return { accounts, authenticator, hasher, login };
}

describe("an account's last day", () => {
	test.each([
		["2030-01-14", undefined],
		["2030-01-15", "u"],
		["2030-01-15T12:00:00Z", undefined],
		["2030-01-15T13:00:00+00:30", "u"],
	])(
		"with expires = %s the login at noon of the 15th gives %p",
		async (date, name) => {
			const { hasher, login } = await over(
				`[users.u]\npassword = "plain:right"\nexpires = ${date}`,
			);
			expect(await login("u", "right")).toBe(name);
			expect(hasher.verified.length).toBe(1);
		},
	);

	test("is also the last for a remembered password and for a certificate", async () => {
		let nowMs = NOW_MS;
		const accounts = await storeOf(
			`[users.u]\npassword = "plain:right"\nexpires = 2030-01-15\nclient_certs = ["${"a".repeat(64)}"]`,
		);
		const authenticator = createAuthenticator({
			accounts,
			hasher: countingHasher(),
			nowMs: () => nowMs,
		});
		const identity = {
			sha256: "a".repeat(64),
			subject: "",
			commonName: undefined,
			names: [],
			isTrusted: false,
		};
		const tries = async (): Promise<unknown[]> => [
			(await authenticator.authenticate("u", new Secret("right")))?.name,
			authenticator.recognise("u", identity)?.name,
		];
		expect(await tries()).toEqual(["u", "u"]);
		nowMs += 12 * 3600 * 1000;
		expect(await tries()).toEqual([undefined, undefined]);
	});
});

describe("an account whose group is disabled", () => {
	test("is refused, with a right password too", async () => {
		const { login } = await over(
			'[users.u]\ngroup = "g"\npassword = "plain:right"\n[groups.g]\nenabled = false',
		);
		expect(await login("u", "right")).toBeUndefined();
	});
});

describe("anonymous", () => {
	test("is nobody unless it was made", async () => {
		const { hasher, login } = await over("");
		expect(await login("anonymous", "me@example.org")).toBeUndefined();
		expect(await login("ftp", "me@example.org")).toBeUndefined();
		expect(hasher.verified.length).toBe(2);
	});

	test("gets in with any password and with none, also under the name ftp", async () => {
		const { login } = await over('[users.Anonymous]\npassword = "any"');
		expect(await login("anonymous", "me@example.org")).toBe("Anonymous");
		expect(await login("ANONYMOUS", "")).toBe("Anonymous");
		expect(await login("ftp", "x")).toBe("Anonymous");
	});

	test("is not who logs in as ftp where there is a user ftp", async () => {
		const { login } = await over(
			'[users.anonymous]\npassword = "any"\n[users.ftp]\npassword = "plain:right"',
		);
		expect(await login("ftp", "wrong")).toBeUndefined();
		expect(await login("ftp", "right")).toBe("ftp");
	});

	test("is refused while it is disabled", async () => {
		const { login } = await over(
			'[users.anonymous]\npassword = "any"\nenabled = false',
		);
		expect(await login("anonymous", "x")).toBeUndefined();
	});

	test("another user may let everybody in only to read, or only to drop", async () => {
		for (const [rights, isGood] of [
			['"read-only"', true],
			['["list"]', true],
			['"dropbox"', true],
			['["read", "write"]', false],
			['"all"', false],
		] as const) {
			const text = `[users.u]\npassword = "any"\nrights = ${rights}`;
			const opened = storeOf(text).then(
				() => true,
				() => false,
			);
			expect([rights, await opened]).toEqual([rights, isGood]);
		}
		const mixed =
			'[users.u]\npassword = "any"\nrights = "read-only"\nfolders = [{ path = "/in", rights = "dropbox" }]';
		expect((await failure(storeOf(mixed))).message).toContain(
			"users.u.password",
		);
	});
});

describe("a hash from when hashes were cheaper", () => {
	test("is made anew at a login with the right password, and only then", async () => {
		const { accounts, login } = await over(
			'[users.u]\npassword = "weak:right"',
		);
		await login("u", "wrong");
		expect(accounts.find("u")?.passwordHash).toBe("weak:right");
		const changed = new Promise<void>((resolve) => {
			accounts.onChange(resolve);
		});
		expect(await login("u", "right")).toBe("u");
		await changed;
		expect(accounts.find("u")?.passwordHash).toBe("plain:right");
		expect(await login("u", "right")).toBe("u");
	});

	test("lets its user in although the new one cannot be stored", async () => {
		const accounts = await storeOf('[users.u]\npassword = "weak:right"');
		const tried: string[] = [];
		const authenticator = createAuthenticator({
			accounts: {
				...accounts,
				replacePassword: async (name) => {
					tried.push(name);
					throw new Error("disk full");
				},
			},
			hasher: countingHasher(),
			nowMs: () => NOW_MS,
		});
		const login = (): Promise<Account | undefined> =>
			authenticator.authenticate("u", new Secret("right"));
		expect((await login())?.name).toBe("u");
		while (tried.length === 0) await Promise.resolve();
		expect((await login())?.name).toBe("u");
		expect(accounts.find("u")?.passwordHash).toBe("weak:right");
	});
});
