import { afterAll, describe, expect, test } from "bun:test";
import { lstatSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holdLarge } from "../../src/platform/disk/hold-large.ts";
import { becomes, descriptors, HAS_PROC } from "../support/process-facts.ts";
import { tempFolder } from "../support/temp-folder.ts";

const LARGE_BYTES = 4 * 1024 * 1024;

describe.if(HAS_PROC)("a file that loses its name to another", () => {
	const folder = tempFolder();
	afterAll(() => folder[Symbol.dispose]());
	const path = join(folder.path, "f");

	/** Whether this process keeps the file that had the name. */
	const isKept = (): boolean =>
		descriptors(process.pid).includes(`${path} (deleted)`);

	/** Holds what has the name, and gives the name to another. */
	function replaced(content: Uint8Array): () => void {
		writeFileSync(path, content);
		writeFileSync(`${path}.new`, "new");
		const letGo = holdLarge(path, lstatSync(path, { bigint: true }));
		renameSync(`${path}.new`, path);
		return letGo;
	}

	test("is kept until it is let go of when it is large", async () => {
		const letGo = replaced(new Uint8Array(LARGE_BYTES));
		expect(isKept()).toBe(true);
		letGo();
		await becomes(
			() => "it is gone",
			() => !isKept(),
		);
	});

	test("is not kept when it is small", () => {
		const letGo = replaced(new Uint8Array(LARGE_BYTES - 1));
		expect(isKept()).toBe(false);
		letGo();
	});

	test("or was a link meanwhile, or is not there any more, is not asked for", () => {
		const large = join(folder.path, "large");
		writeFileSync(large, new Uint8Array(LARGE_BYTES));
		const facts = lstatSync(large, { bigint: true });
		const before = descriptors(process.pid).length;
		symlinkSync(large, join(folder.path, "link"));
		holdLarge(join(folder.path, "absent"), facts)();
		const letGo = holdLarge(join(folder.path, "link"), facts);
		expect(descriptors(process.pid)).not.toContain(large);
		letGo();
		expect(descriptors(process.pid).length).toBeLessThanOrEqual(before + 1);
	});
});
