import { describe, expect, test } from "bun:test";
import {
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import {
	acquireLock,
	openDatabase,
	systemClock,
} from "../../src/platform/index.ts";
import { openState } from "../../src/state/index.ts";
import { type Patient, patient, said, verdicts } from "./kit.ts";

const PAGE_BYTES = 4096;

/** A database with so much in it that it has pages which opening does not read. */
async function keepMuch(file: string): Promise<void> {
	const state = openState({
		database: await openDatabase({ file, busyMs: 100 }),
		clock: systemClock,
		onProblem: (failure) => {
			throw failure;
		},
		historyDays: () => undefined,
	});
	for (let account = 0; account < 500; account++) {
		state.usage.today(`account-${account}`).add("upload", 1);
	}
	state.close();
}

/** Damages a page in the middle, where only who reads all of the file comes by. */
function damage(file: string): Buffer {
	const bytes = readFileSync(file);
	expect(bytes.length).toBeGreaterThan(8 * PAGE_BYTES);
	const last = bytes.length - PAGE_BYTES;
	bytes.fill(0x41, last, bytes.length);
	writeFileSync(file, bytes);
	return bytes;
}

function asideIn({ path }: Patient): readonly string[] {
	return readdirSync(path).filter((name) =>
		name.startsWith("state.db.damaged-"),
	);
}

describe("the check of state.db", () => {
	test("makes none where there is none", async () => {
		using well = await patient();
		expect(verdicts(await well.check("state.database"))).toEqual(["ok"]);
		expect(existsSync(well.at("state.db"))).toBe(false);
	});

	test("finds one in order, and leaves it as it is", async () => {
		using well = await patient();
		await keepMuch(well.at("state.db"));
		const before = readFileSync(well.at("state.db"));
		const { mtimeMs } = statSync(well.at("state.db"));
		expect(said(await well.check("state.database"))).toBe(
			"state.db is in order\n\n",
		);
		expect(readFileSync(well.at("state.db")).equals(before)).toBe(true);
		expect(statSync(well.at("state.db")).mtimeMs).toBe(mtimeMs);
		expect(existsSync(well.at("state.db-wal"))).toBe(false);
	});

	test("finds damage in pages that opening does not read, and a file that is no database", async () => {
		using sick = await patient();
		await keepMuch(sick.at("state.db"));
		damage(sick.at("state.db"));
		const inside = await sick.check("state.database");
		expect(verdicts(inside)).toEqual(["FAIL"]);
		expect(said(inside)).toContain("[state.damaged]");
		expect(said(inside)).toContain("doctor --fix");
		sick.put("state.db", "x".repeat(5000));
		const outside = await sick.check("state.database");
		expect(verdicts(outside)).toEqual(["FAIL"]);
		expect(said(outside)).toContain("not a database");
	});

	test("with --fix moves a damaged one aside whole, and says afterwards that it is kept", async () => {
		using sick = await patient();
		await keepMuch(sick.at("state.db"));
		const bytes = damage(sick.at("state.db"));
		const { findings, mended } = await sick.examine("state.database", {
			mending: "act",
		});
		expect(mended).toHaveLength(1);
		expect(verdicts(findings)).toEqual(["ok"]);
		const [aside = ""] = asideIn(sick);
		expect(readFileSync(sick.at(aside)).equals(bytes)).toBe(true);
		expect(existsSync(sick.at("run/lock"))).toBe(false);
		await keepMuch(sick.at("state.db"));
		expect(said(await sick.check("state.database"))).toContain(aside);
	});

	test("under --dry-run only says what it would do", async () => {
		using sick = await patient();
		sick.put("state.db", "x".repeat(5000));
		const { mended } = await sick.examine("state.database", {
			mending: "plan",
		});
		expect(mended[0]).toStartWith("would move ");
		expect(asideIn(sick)).toEqual([]);
	});

	test("does not move it while a server has the data folder", async () => {
		using sick = await patient();
		sick.put("state.db", "x".repeat(5000));
		const held = await acquireLock(sick.at("run/lock"));
		const { findings, mended } = await sick.examine("state.database", {
			mending: "act",
		});
		await held.release();
		expect(mended).toEqual([]);
		expect(verdicts(findings)).toEqual(["FAIL"]);
		expect(said(findings)).toContain("oceanftp stop");
		expect(asideIn(sick)).toEqual([]);
	});

	test("of a newer program fails with the way out, and is no damage", async () => {
		using sick = await patient();
		const database = await openDatabase({
			file: sick.at("state.db"),
			busyMs: 100,
		});
		database.execute("PRAGMA user_version = 99");
		database.close();
		const found = await sick.check("state.database");
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("state.newer");
	});
});
