import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { call, dataFolder } from "./kit.ts";

/** One data folder for the file: users alice (in readers, in all) and bob. */
const data = dataFolder();

async function run(line: string, words: readonly string[] = []) {
	return await call([...line.split(" "), ...words, ...data.flags]);
}

beforeAll(async () => {
	await run("group add all --quota 10GiB --require-tls");
	await run("group add readers --group all --rights read-only");
	await run("user add alice --generate --group READERS --quota 20GiB");
	await run("user add bob --generate");
});

afterAll(() => data[Symbol.dispose]());

describe("group", () => {
	test("show --effective says what holds, and who says so", async () => {
		const { stdout } = await run("user show alice --effective");
		expect(stdout).toMatch(/^ {2}group +readers, all +user alice/m);
		expect(stdout).toMatch(/^ {2}rights +read-only +group readers$/m);
		expect(stdout).toMatch(/^ {2}quota +10 GiB +group all$/m);
		const plain = await run("user show alice");
		expect(plain.stdout).toMatch(/^ {2}quota +20GiB$/m);
		const json = await run("user show alice --effective --json");
		expect(json.stdout).not.toContain("scrypt");
		expect(JSON.parse(json.stdout)).toMatchObject({
			schema: "oceanftp.user/1",
			user: {
				name: "alice",
				groups: ["readers", "all"],
				rights: ["read", "list"],
				limits: { quotaBytes: 10_737_418_240 },
				policy: { requireTls: true },
				password: "set",
			},
			says: { quota: "20GiB" },
			from: { quota: [{ kind: "group", name: "all" }] },
		});
	});

	test("list and show name the members", async () => {
		const { stdout } = await run("group list");
		expect(stdout).toBe(
			"all      enabled  1 member\nreaders  enabled  1 member  in all\n",
		);
		const json = await run("group show readers --json");
		expect(JSON.parse(json.stdout)).toEqual({
			schema: "oceanftp.group/1",
			group: {
				name: "readers",
				enabled: true,
				group: "all",
				users: ["alice"],
				groups: [],
				says: { group: "all", rights: "read-only" },
			},
		});
	});

	test.each([
		["group remove all --yes", 5, "[group.in-use]"],
		["group remove nobody --yes", 4, "[group.not-found]"],
		["group add ALL", 5, "[group.exists]"],
		["group add none", 2, "[usage.invalid]"],
		["group set all --group readers", 2, "makes a circle: all → readers → all"],
		["group set all", 2, "[usage.missing]"],
		["group set all --home x", 2, "There is no flag --home"],
		["user set alice --group reader", 4, "did you mean readers?"],
		["user set alice --mount /d=DATA", 6, "[root.overlap]"],
		["user add eve --any-password", 2, "lets everybody in"],
		["user add eve --any-password --generate", 2, "two ways"],
	])("%s ends with %p", async (line, status, says) => {
		const before = readFileSync(join(data.path, "accounts.toml"), "utf8");
		const { exit, stderr, stdout } = await run(line.replace("DATA", data.path));
		expect({ exit, stdout }).toEqual({ exit: status, stdout: "" });
		expect(stderr).toContain(says);
		expect(readFileSync(join(data.path, "accounts.toml"), "utf8")).toBe(before);
	});

	test("is changed, disabled, enabled, copied and removed", async () => {
		expect((await run("group add temp --max-sessions 2")).exit).toBe(0);
		const changed = await run("user set bob --group temp --quota 1MiB --json");
		expect(JSON.parse(changed.stdout).user.limits).toEqual({
			quotaBytes: 1_048_576,
			sessions: 2,
		});
		await run("group disable temp");
		expect((await run("user list")).stdout).toContain("bob    disabled");
		const still = await run("user enable bob");
		expect(still.stderr).toContain("still cannot log in");
		await run("group enable temp");
		await run("group copy temp other");
		expect((await run("user set bob --group none --quota=")).exit).toBe(0);
		const dry = await run("group remove temp --dry-run");
		expect(dry.stderr).toContain("dry run");
		for (const name of ["temp", "other"]) {
			expect((await run(`group remove ${name} --yes`)).exit).toBe(0);
		}
		const { stdout } = await run("user show bob --json");
		expect(JSON.parse(stdout)).toMatchObject({
			says: { home: "bob", enabled: true },
			user: { enabled: true, groups: [], limits: {} },
		});
	});
});

describe("user copy", () => {
	test("takes everything but the password and the home's name", async () => {
		const copied = await run("user copy alice carol");
		expect(copied.exit).toBe(0);
		expect(copied.stderr).toContain("oceanftp user passwd carol");
		const { stdout } = await run("user show carol --json");
		expect(JSON.parse(stdout)).toMatchObject({
			user: { home: "carol", groups: ["readers", "all"], password: "none" },
			says: { quota: "20GiB" },
		});
	});
});

describe("user remove --delete-files", () => {
	test("refuses a home that another user sees as a virtual folder", async () => {
		mkdirSync(join(data.path, "files", "bob", "pub"), { recursive: true });
		expect((await run("user set alice --mount /pub=bob/pub")).exit).toBe(0);
		const { exit, stderr } = await run("user remove bob --yes --delete-files");
		expect(exit).toBe(2);
		expect(stderr).toContain("a folder that alice sees at /pub");
	});
});

describe("anonymous", () => {
	test("is made to read only, and is nobody's password", async () => {
		expect((await run("user add anonymous --any-password")).exit).toBe(0);
		const { stdout } = await run("user show anonymous --json");
		expect(JSON.parse(stdout).user).toMatchObject({
			password: "any",
			rights: ["read", "list"],
		});
	});
});
