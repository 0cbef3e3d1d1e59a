import { describe, expect, test } from "bun:test";
import {
	type RenameWorld,
	renameThere,
} from "../../src/platform/disk/replacing.ts";

interface Told {
	readonly waitedMs: number[];
	readonly error: unknown;
}

/** What {@link renameThere} does where the system answers so, one answer for each try; the last one holds. */
async function tried(
	answers: readonly (string | undefined)[],
	{
		platform = "win32",
		isThere = true,
	}: { platform?: string; isThere?: boolean } = {},
): Promise<Told> {
	const waitedMs: number[] = [];
	let count = 0;
	const world: RenameWorld = {
		platform,
		isThere: async () => isThere,
		rename: async () => {
			const code = answers[Math.min(count++, answers.length - 1)];
			if (code !== undefined) throw Object.assign(new Error(code), { code });
		},
		wait: async (ms) => {
			waitedMs.push(ms);
		},
	};
	try {
		await renameThere("a", "b", world);
		return { waitedMs, error: undefined };
	} catch (error) {
		return { waitedMs, error };
	}
}

describe("renaming to a name that may be taken", () => {
	test("on Windows waits for whoever has the file open for a moment", async () => {
		expect(await tried(["EPERM", "EACCES", "EBUSY", undefined])).toEqual({
			waitedMs: [5, 10, 20],
			error: undefined,
		});
	});

	test("on Windows gives up after 0.6 s, and says that the file is in use", async () => {
		const { error, waitedMs } = await tried(["EPERM"]);
		expect(error).toMatchObject({ code: "EBUSY", cause: { code: "EPERM" } });
		expect(waitedMs.reduce((sum, ms) => sum + ms, 0)).toBe(635);
	});

	test("on Windows leaves the refusal as it is where nothing had to be replaced", async () => {
		const { error } = await tried(["EPERM"], { isThere: false });
		expect(error).toMatchObject({ code: "EPERM" });
	});

	test.each([
		["win32", "ENOENT"],
		["linux", "EPERM"],
		["darwin", "EBUSY"],
	])("on %s tells %s at once", async (platform, code) => {
		const { error, waitedMs } = await tried([code], { platform });
		expect(error).toMatchObject({ code });
		expect(waitedMs).toEqual([]);
	});
});
