import { describe, expect, test } from "bun:test";
import { openAccounts } from "../../src/accounts/index.ts";
import {
	decodeUtf8,
	type Folder,
	memoryFolder,
	OperatorError,
} from "../../src/base/index.ts";

const HASH = "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5";

async function folderWith(text: string): Promise<Folder> {
	const folder = memoryFolder();
	await folder.write("accounts.toml", text);
	return folder;
}

async function textOf(folder: Folder, name: string): Promise<string> {
	return decodeUtf8((await folder.read(name)) ?? new Uint8Array()) ?? "";
}

async function failure(work: Promise<unknown>): Promise<OperatorError> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof OperatorError)) throw error ?? new Error("no failure");
	return error;
}

describe("account store", () => {
	test("a store without a file has no accounts and makes none", async () => {
		const folder = memoryFolder();
		const store = await openAccounts({ folder });
		expect(store.list()).toEqual([]);
		expect(await folder.list("")).toEqual([]);
	});

	test("an added account is found by any letter case, and by a store opened later", async () => {
		const folder = memoryFolder();
		const store = await openAccounts({ folder });
		await store.add({ name: "Alice", passwordHash: HASH });
		const again = await openAccounts({ folder });
		for (const each of [store, again]) {
			const account = each.find("aLICE");
			expect(account?.name).toBe("Alice");
			expect(account?.home).toBe("Alice");
			expect(account?.enabled).toBe(true);
			expect(account?.rights.size).toBe(8);
		}
	});

	test("a name that differs by letter case only is refused", async () => {
		const store = await openAccounts({ folder: memoryFolder() });
		await store.add({ name: "alice", passwordHash: HASH });
		const error = await failure(
			store.add({ name: "ALICE", passwordHash: HASH }),
		);
		expect(error.code).toBe("user.exists");
	});

	test.each([
		"",
		".",
		"..",
		"a b",
		"a/b",
		"a\\b",
		"é",
		"con",
		"NUL.txt",
		"com1",
		"x".repeat(65),
	])("name %p is refused", async (name) => {
		const store = await openAccounts({ folder: memoryFolder() });
		const error = await failure(store.add({ name, passwordHash: HASH }));
		expect(error.code).toBe("usage.invalid");
	});

	test.each([
		"a",
		"__proto__",
		"constructor",
		"me@example.org",
		"x".repeat(64),
		"console",
	])("name %p is kept and found", async (name) => {
		const folder = memoryFolder();
		const store = await openAccounts({ folder });
		await store.add({ name, passwordHash: HASH });
		await store.add({ name: "other", passwordHash: HASH });
		const again = await openAccounts({ folder });
		expect(again.find(name)?.passwordHash).toBe(HASH);
		await again.remove(name);
		expect(again.find(name)).toBeUndefined();
	});

	test("what a change does not touch is kept as it was written", async () => {
		const folder = await folderWith(
			[
				"version = 1",
				"[users.bob]",
				`password = "${HASH}"`,
				'group = "readers"',
				"expires = 2030-01-01",
				'quota = "10GiB"',
				'[[users.bob.mounts]]\npath = "/x"\nfolder = "shared/{user}"',
				"[groups.readers]",
				'rights = "read-only"',
				"credit_upload = -0.5",
			].join("\n"),
		);
		const store = await openAccounts({ folder });
		await store.add({ name: "carol", passwordHash: HASH });
		await store.setPassword("BOB", "$scrypt$new");
		const text = await textOf(folder, "accounts.toml");
		for (const kept of [
			'group = "readers"',
			"expires = 2030-01-01",
			'quota = "10GiB"',
			"[[users.bob.mounts]]",
			'folder = "shared/{user}"',
			"[groups.readers]",
			'rights = "read-only"',
			"credit_upload = -0.5",
			"[users.carol]",
			'password = "$scrypt$new"',
		]) {
			expect(text).toContain(kept);
		}
	});

	test("the text before the last change is kept as .bak", async () => {
		const folder = memoryFolder();
		const store = await openAccounts({ folder });
		await store.add({ name: "one", passwordHash: HASH });
		const before = await textOf(folder, "accounts.toml");
		await store.add({ name: "two", passwordHash: HASH });
		expect(await textOf(folder, "accounts.toml.bak")).toBe(before);
	});

	test("two stores that change the file in turn lose nothing", async () => {
		const folder = memoryFolder();
		const first = await openAccounts({ folder });
		const second = await openAccounts({ folder });
		await first.add({ name: "one", passwordHash: HASH });
		await second.add({ name: "two", passwordHash: HASH });
		await Promise.all([
			first.add({ name: "three", passwordHash: HASH }),
			first.add({ name: "four", passwordHash: HASH }),
		]);
		const names = (await openAccounts({ folder })).list().map((a) => a.name);
		expect(names).toEqual(["four", "one", "three", "two"]);
	});

	test("reload tells of a change once, and of none without one", async () => {
		const folder = memoryFolder();
		const store = await openAccounts({ folder });
		const other = await openAccounts({ folder });
		let told = 0;
		const stop = store.onChange(() => told++);
		await other.add({ name: "new", passwordHash: HASH });
		expect(await store.reload()).toBe(true);
		expect(store.find("new")?.name).toBe("new");
		expect(await store.reload()).toBe(false);
		expect(told).toBe(1);
		stop();
		await store.remove("new");
		expect(told).toBe(1);
	});

	test("a reload of a bad file leaves the accounts as they were", async () => {
		const folder = await folderWith(`[users.bob]\npassword = "${HASH}"`);
		const store = await openAccounts({ folder });
		await folder.write("accounts.toml", "[users.bob");
		const error = await failure(store.reload());
		expect(error.code).toBe("config.syntax");
		expect(store.find("bob")?.passwordHash).toBe(HASH);
	});

	test("a reload of a file with a circle of groups does so too, and says where", async () => {
		const folder = await folderWith('[users.bob]\ngroup = "g"\n[groups.g]\n');
		const store = await openAccounts({ folder });
		await folder.write(
			"accounts.toml",
			'[users.bob]\ngroup = "g"\nqouta = 1\n[groups.g]\n  group = "g"\n',
		);
		const error = await failure(store.reload());
		expect(error.message).toStartWith("accounts.toml:3:1: users.bob.qouta");
		expect(error.why).toContain("accounts.toml:5:3: groups.g.group makes a");
		expect(store.find("bob")?.groups).toEqual(["g"]);
	});

	test("rights that are listed are the only ones; disabled is read", async () => {
		const folder = await folderWith(
			'[users.bob]\nenabled = false\nrights = ["read", "list"]',
		);
		const bob = (await openAccounts({ folder })).find("bob");
		expect(bob?.enabled).toBe(false);
		expect([...(bob?.rights ?? [])]).toEqual(["read", "list"]);
		expect(bob?.passwordHash).toBe("");
	});

	test("a byte order mark is no fault", async () => {
		const folder = await folderWith("\uFEFF[users.bob]\n");
		expect((await openAccounts({ folder })).list().length).toBe(1);
	});

	test.each([
		["[users.bob\n", "config.syntax", "accounts.toml:1:"],
		["version = 2\n", "accounts.invalid", "accounts.toml:1:1"],
		["users = 1\n", "accounts.invalid", "accounts.toml:1:1"],
		['[users."a b"]\n', "accounts.invalid", "accounts.toml:1:2"],
		["[users]\nbob = 1\n", "accounts.invalid", "accounts.toml:2:1"],
		["[users.bob]\npassword = 5\n", "accounts.invalid", "accounts.toml:2:1"],
		['[users.bob]\n\n  home = ""\n', "accounts.invalid", "accounts.toml:3:3"],
		['[users.bob]\nhome = "../up"\n', "accounts.invalid", "accounts.toml:2:1"],
		["[users.bob]\nenabled = 1\n", "accounts.invalid", "accounts.toml:2:1"],
		[
			'[users.bob]\nrights = ["fly"]\n',
			"accounts.invalid",
			"accounts.toml:2:1",
		],
		["[users.bob]\n[users.BOB]\n", "accounts.invalid", "accounts.toml:2:2"],
	])("file %p fails as %s at %s", async (text, code, place) => {
		const error = await failure(
			openAccounts({ folder: await folderWith(text) }),
		);
		expect(error.code).toBe(code as typeof error.code);
		expect(error.message).toContain(place);
	});

	test("a file that is not UTF-8 is refused", async () => {
		const folder = memoryFolder();
		await folder.write("accounts.toml", new Uint8Array([0xff, 0xfe, 0x41]));
		expect((await failure(openAccounts({ folder }))).code).toBe(
			"config.syntax",
		);
	});
});
