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
		there = "file",
	}: { platform?: string; there?: "nothing" | "folder" | "file" } = {},
): Promise<Told> {
	const waitedMs: number[] = [];
	let count = 0;
	const world: RenameWorld = {
		platform,
		kindOf: async (path) => (path === "a" ? "file" : there),
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
		const { error } = await tried(["EPERM"], { there: "nothing" });
		expect(error).toMatchObject({ code: "EPERM" });
	});

	test("on Windows does not wait for a folder to become a file", async () => {
		const { error, waitedMs } = await tried(["EPERM"], { there: "folder" });
		expect(error).toMatchObject({ code: "EISDIR" });
		expect(waitedMs).toEqual([]);
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
