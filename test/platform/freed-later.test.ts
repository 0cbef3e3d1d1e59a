import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	lstatSync,
	renameSync,
	symlinkSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { allFreed, freedLater } from "../../src/platform/disk/freed-later.ts";
import { prepareFromMemory } from "../../src/platform/disk/from-memory.ts";
import type { HeldFolder } from "../../src/platform/disk/held-folder.ts";
import { holdByDescriptor } from "../../src/platform/disk/hold-by-descriptor.ts";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import { at } from "../files/backend-conformance.ts";
import { descriptors, HAS_PROC } from "../support/process-facts.ts";
import { tempFolder } from "../support/temp-folder.ts";

const LARGE_BYTES = 4 * 1024 * 1024;

describe.if(HAS_PROC)("a file that loses its name", () => {
	const folder = tempFolder();
	let held: HeldFolder;
	beforeAll(async () => {
		await prepareFromMemory();
		held = await holdByDescriptor.hold(folder.path, () => undefined);
	});
	afterAll(() => {
		held.release();
		folder[Symbol.dispose]();
	});
	const path = join(folder.path, "f");

	/** Whether this process keeps the file that had the name. */
	const isKept = (): boolean =>
		descriptors(process.pid).includes(`${path} (deleted)`);

	/** Whether it is kept at the moment when it has lost its name. */
	async function isKeptWithout(
		sizeBytes: number,
		takeAway: () => void,
	): Promise<boolean> {
		writeFileSync(path, new Uint8Array(sizeBytes));
		const facts = lstatSync(path, { bigint: true });
		let isKeptThen = false;
		await freedLater({ folder: held, name: "f", facts }, async () => {
			takeAway();
			isKeptThen = isKept();
		});
		await allFreed();
		expect(isKept()).toBe(false);
		return isKeptThen;
	}

	function replace(): void {
		writeFileSync(`${path}.new`, "new");
		renameSync(`${path}.new`, path);
	}

	test.each([
		["is replaced", replace],
		["is removed", () => unlinkSync(path)],
	])(
		"because it %s is kept for that moment when it is large",
		async (_how, takeAway) => {
			expect(await isKeptWithout(LARGE_BYTES, takeAway)).toBe(true);
			expect(await isKeptWithout(LARGE_BYTES - 1, takeAway)).toBe(false);
		},
	);

	test("is waited for by who asks how much room there is", async () => {
		writeFileSync(path, new Uint8Array(LARGE_BYTES));
		const backend = await diskBackend({ root: folder.path });
		await backend.remove(at("/f"));
		await backend.freeBytes(at("/"));
		expect(allFreed()).toBeUndefined();
	});

	test("is let go of when that fails, too", async () => {
		const failing = isKeptWithout(LARGE_BYTES, () => {
			throw new Error("it may not be taken away");
		});
		await expect(failing).rejects.toThrow("it may not be taken away");
		await allFreed();
		expect(descriptors(process.pid)).not.toContain(path);
	});

	test("is not looked for behind a link, nor where it is gone already", async () => {
		const large = join(folder.path, "large");
		writeFileSync(large, new Uint8Array(LARGE_BYTES));
		const facts = lstatSync(large, { bigint: true });
		symlinkSync(large, join(folder.path, "link"));
		for (const name of ["absent", "link"]) {
			await freedLater({ folder: held, name, facts }, async () => {
				expect(descriptors(process.pid)).not.toContain(large);
			});
		}
	});
});
