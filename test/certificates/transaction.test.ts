import { describe, expect, test } from "bun:test";
import { type Folder, memoryFolder } from "../../src/base/index.ts";
import { cutEverywhere, failingAfter, PowerCut } from "./power-cut.ts";
import { storeOn, wish } from "./store-kit.ts";

/** What is left beside the certificates and the archive. */
async function leftovers(folder: Folder): Promise<readonly string[]> {
	return (await folder.list("certs")).filter((name) => name.startsWith("."));
}

describe("a power cut", () => {
	test("during the first create leaves a pair or nothing, whichever step it hits", async () => {
		const outcomes = new Set<string>();
		const cuts = await cutEverywhere(
			memoryFolder(),
			async (folder) => (await storeOn(folder)).create(wish),
			async (folder) => {
				const store = await storeOn(folder);
				const lines = await store.list();
				outcomes.add(lines.map(({ name }) => name).join());
				expect(lines.every(({ problem }) => problem === undefined)).toBe(true);
				await store.create({ ...wish, force: true });
			},
		);
		expect(cuts).toBeGreaterThanOrEqual(8);
		expect([...outcomes].sort()).toEqual(["", "nas"]);
	});

	test("during a replacement leaves the old pair or the new one, never a mix", async () => {
		const start = memoryFolder();
		const old = await (await storeOn(start)).create(wish);
		let kept = 0;
		let replaced = 0;
		await cutEverywhere(
			start,
			async (folder) =>
				(await storeOn(folder)).create({ ...wish, force: true }),
			async (folder) => {
				const found = await (await storeOn(folder)).load("nas");
				const archived = await folder.list("certs/archive");
				if (found.sha256 === old.sha256) {
					kept++;
					expect(archived).toEqual([]);
				} else {
					replaced++;
					expect(archived).toHaveLength(3);
				}
			},
		);
		expect(kept).toBeGreaterThan(0);
		expect(replaced).toBeGreaterThan(0);
	});

	test("during recovery itself is recovered from", async () => {
		const start = memoryFolder();
		const old = await (await storeOn(start)).create(wish);
		const work = async (folder: Folder): Promise<unknown> =>
			(await storeOn(folder)).create({ ...wish, force: true });
		await cutEverywhere(start, work, async (cut) => {
			await cutEverywhere(cut, storeOn, async (folder) => {
				const found = await (await storeOn(folder)).load("nas");
				const archived = await folder.list("certs/archive");
				expect(archived).toHaveLength(found.sha256 === old.sha256 ? 0 : 3);
			});
		});
	});

	test("leaves staged files that are swept up once they are old", async () => {
		const folder = memoryFolder();
		const work = (await storeOn(failingAfter(folder, 2))).create(wish);
		await expect(work).rejects.toBeInstanceOf(PowerCut);
		expect(await leftovers(folder)).toHaveLength(2);
		await storeOn(folder);
		expect(await leftovers(folder)).toHaveLength(2);
		await storeOn(folder, 1);
		expect(await leftovers(folder)).toEqual([]);
	});
});

describe("a plan file", () => {
	test.each([
		[
			'{"version":1,"moves":[{"from":"certs/a.key","to":"certs/../accounts.toml"}]}',
		],
		['{"version":1,"moves":[],"removes":["accounts.toml"]}'],
		["not JSON"],
		['{"version":2,"removes":["certs/a.key"]}'],
	])("that is not ours is dropped without being followed: %s", async (plan) => {
		const folder = memoryFolder();
		await folder.write("accounts.toml", "mine");
		await folder.write("certs/a.key", "mine");
		await folder.write("certs/.1-ab.plan", plan);
		await storeOn(folder);
		expect(await folder.list("certs")).toEqual(["a.key"]);
		expect(await folder.read("accounts.toml")).toBeDefined();
	});
});
