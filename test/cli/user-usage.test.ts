import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, systemClock } from "../../src/platform/index.ts";
import { localDay, openState } from "../../src/state/index.ts";
import { call, dataFolder } from "./kit.ts";

const data = dataFolder();

async function run(line: string) {
	return await call([...line.split(" "), ...data.flags]);
}

const database = (): string => join(data.path, "state.db");

beforeAll(async () => {
	await run("group add all --quota 10GiB");
	await run("user add Alice --generate --group all --daily-upload 1MiB");
	await run("user add bob --generate");
});

afterAll(() => data[Symbol.dispose]());

describe("user show", () => {
	test("says nothing of use before anything was counted, and makes no state.db", async () => {
		const { stdout } = await run("user show alice --json");
		expect(JSON.parse(stdout)).toMatchObject({ usage: null });
		expect((await run("user show alice")).stdout).not.toContain("today");
		expect(existsSync(database())).toBe(false);
	});

	test("says what is used of caps and quota, and the credits", async () => {
		const state = openState({
			database: await openDatabase({ file: database(), busyMs: 100 }),
			clock: systemClock,
			onProblem: (failure) => {
				throw failure;
			},
			historyDays: () => undefined,
		});
		state.usage.today("Alice").add("upload", 524_288);
		state.credits.set("alice", 11.5);
		const countedMs = Date.UTC(2026, 0, 2);
		state.holdings.put("Alice", { bytes: 3_221_225_472, files: 12, countedMs });
		state.close();
		const { stdout } = await run("user show alice");
		expect(stdout).toMatch(/^ {2}uploaded today +512 KiB of 1 MiB$/m);
		expect(stdout).toMatch(/^ {2}downloaded today +0 B$/m);
		expect(stdout).toMatch(/^ {2}credits now +11\.5$/m);
		expect(stdout).toMatch(/^ {2}home holds +3 GiB of 10 GiB, 12 files$/m);
		const json = await run("user show alice --json");
		expect(JSON.parse(json.stdout).usage).toEqual({
			day: localDay(Date.now()),
			uploadedBytes: 524_288,
			dailyUploadBytes: 1_048_576,
			downloadedBytes: 0,
			dailyDownloadBytes: null,
			credits: 11.5,
			heldBytes: 3_221_225_472,
			quotaBytes: 10_737_418_240,
			heldFiles: 12,
			quotaFiles: null,
			counted: "2026-01-02T00:00:00.000Z",
		});
		expect(
			JSON.parse((await run("user show bob --json")).stdout),
		).toMatchObject({
			usage: { uploadedBytes: 0, credits: null, heldBytes: null },
		});
	});

	test("shows the rest, and says why not the use, when state.db is damaged", async () => {
		writeFileSync(database(), "x".repeat(5000));
		const { exit, stderr, stdout } = await run("user show alice");
		expect(exit).toBe(0);
		expect(stderr).toContain("state.db is damaged");
		expect(stdout).toContain("daily_upload");
		const json = await run("user show alice --json");
		expect(JSON.parse(json.stdout)).toMatchObject({
			user: { name: "Alice" },
			usage: null,
		});
	});
});
