import { describe, expect, test } from "bun:test";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ban, parseBanSubject } from "../../src/accounts/index.ts";
import { openDatabase } from "../../src/platform/index.ts";
import { migrate, openState, type State } from "../../src/state/index.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { testClock } from "../support/test-clock.ts";

async function opened(file: string | undefined, clock = testClock()) {
	const problems: unknown[] = [];
	let solved = 0;
	const database = await openDatabase({ file, busyMs: 50 });
	const state: State = openState({
		database,
		clock,
		onProblem: (failure) => problems.push(failure),
		onSolved: () => {
			solved += 1;
		},
		historyDays: () => 30,
	});
	return { state, clock, problems, database, solved: () => solved };
}

function banOf(text: string): Ban {
	const subject = parseBanSubject(text);
	if (subject === undefined) throw new Error(text);
	return { subject, sinceMs: 1, untilMs: 9e14, reason: "r", count: 1 };
}

describe("state", () => {
	test("what was counted is there after a restart, in a file for its owner only", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "state.db");
		const first = await opened(file);
		first.state.usage.today("Alice").add("upload", 7);
		first.state.usage.today("alice").add("download", 5);
		first.state.credits.add("alice", 2.5);
		first.state.bans.put(banOf("192.0.2.1"));
		first.state.holdings.put("alice", { bytes: 9, files: 2, countedMs: 3 });
		first.state.close();
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const { state } = await opened(file);
		expect(state.usage.today("alice")).toMatchObject({
			uploadedBytes: 7,
			downloadedBytes: 5,
		});
		expect(state.credits.balance("ALICE")).toBe(2.5);
		expect(state.bans.all()).toEqual([banOf("192.0.2.1")]);
		expect(state.holdings.read("alice")?.bytes).toBe(9);
		state.close();
	});

	test("a second after counting it is on the disk without any close", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "state.db");
		const { state, clock } = await opened(file);
		state.usage.today("alice").add("upload", 7);
		await clock.pass(1000);
		const other = await opened(file);
		expect(other.state.usage.today("alice").uploadedBytes).toBe(7);
		other.state.close();
		state.close();
	});

	test("a new day begins at nothing, and what came before is written for the day before", async () => {
		const clock = testClock(new Date(2026, 10, 22, 23, 59, 59, 500).getTime());
		const { state } = await opened(undefined, clock);
		const tally = state.usage.today("alice");
		tally.add("upload", 7);
		await clock.pass(2000);
		expect(tally.uploadedBytes).toBe(0);
		state.usage.today("alice").add("upload", 1);
		expect(state.usage.days("alice", 9)).toEqual([
			{ day: "2026-11-23", uploadedBytes: 1, downloadedBytes: 0 },
			{ day: "2026-11-22", uploadedBytes: 7, downloadedBytes: 0 },
		]);
		state.close();
	});

	test("a ban that another program wrote is seen within a second", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "state.db");
		const server = await opened(file);
		const before = server.state.bans.version();
		const command = await opened(file);
		command.state.bans.put(banOf("alice"));
		command.state.close();
		await server.clock.pass(1000);
		expect(server.state.bans.version()).not.toBe(before);
		expect(server.state.bans.all()).toHaveLength(1);
		server.state.close();
	});

	test("credits that another program gave are seen within a second, with what was spent meanwhile", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "state.db");
		const server = await opened(file);
		expect(server.state.credits.add("alice", 2)).toBe(2);
		server.state.flush();
		const command = await opened(file);
		command.state.credits.set("Alice", 100);
		command.state.close();
		server.state.credits.add("alice", -5);
		await server.clock.pass(1000);
		expect(server.state.credits.balance("alice")).toBe(95);
		server.state.close();
		const { state } = await opened(file);
		expect(state.credits.balance("alice")).toBe(95);
		state.close();
	});

	test("a file that is no database is state.damaged, and is left as it was", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "state.db");
		writeFileSync(file, "x".repeat(5000));
		await expect(opened(file)).rejects.toMatchObject({ code: "state.damaged" });
		expect(statSync(file).size).toBe(5000);
	});

	test("a newer program's tables are refused", async () => {
		const database = await openDatabase({ file: undefined, busyMs: 50 });
		database.execute("PRAGMA user_version = 99");
		expect(() => migrate(database)).toThrow("newer version");
		database.close();
	});

	test("while another program holds the file counting goes on, is told once, and is written later, which is told too", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "state.db");
		const { state, clock, problems, solved } = await opened(file);
		const holder = await openDatabase({ file, busyMs: 50 });
		holder.execute("BEGIN IMMEDIATE");
		const tally = state.usage.today("alice");
		tally.add("upload", 7);
		await clock.pass(25_000);
		expect(problems).toMatchObject([{ code: "state.locked" }]);
		expect(solved()).toBe(0);
		holder.execute("ROLLBACK");
		holder.close();
		tally.add("upload", 1);
		expect(state.flush()).toBe(true);
		expect(state.flush()).toBe(true);
		expect(solved()).toBe(1);
		expect(state.usage.days("alice", 1)[0]?.uploadedBytes).toBe(8);
		state.close();
	});

	test("history is found by account pattern and time, the latest first, and old rows are forgotten", async () => {
		const { state, clock } = await opened(undefined);
		const nowMs = clock.nowMs();
		for (const [account, ageDays] of [
			["alice", 0],
			["albert", 1],
			["bob", 2],
			["alice", 40],
		] as const) {
			state.history.addSession({
				id: `${account}${ageDays}`,
				account,
				address: "192.0.2.1",
				beganMs: 0,
				endedMs: nowMs - ageDays * 86_400_000,
				tls: true,
				uploadedBytes: 0,
				downloadedBytes: 0,
				why: "QUIT",
			});
		}
		const ids = (account: string) =>
			state.history.sessions({ account, most: 9 }).map(({ id }) => id);
		expect(ids("AL*")).toEqual(["alice0", "albert1", "alice40"]);
		await clock.pass(61_000);
		expect(ids("*")).toEqual(["alice0", "albert1", "bob2"]);
		state.close();
	});
});
