import { describe, expect, test } from "bun:test";
import type { Backend, FileFailureReason } from "../../src/files/index.ts";
import {
	ALL_RIGHTS,
	accountFiles,
	FileFailure,
	memoryBackend,
	ROOT,
} from "../../src/files/index.ts";
import { type TreeBounds, treeLines } from "../../src/ftp/listing/index.ts";
import { TestClock } from "../transcripts/kit/test-clock.ts";

const WIDE: TreeBounds = { maxEntries: 1000, maxDepth: 64, maxMs: 60_000 };

interface Walk {
	readonly backend: Backend;
	readonly bounds?: TreeBounds;
	readonly clock?: TestClock;
}

async function walk({
	backend,
	bounds = WIDE,
	clock = new TestClock(),
}: Walk): Promise<string[]> {
	const files = accountFiles({ backend, rights: ALL_RIGHTS });
	const listing = {
		folder: ROOT,
		format: ({ name }: { readonly name: string }) => name,
		headed: false,
		clock,
		bounds,
	};
	const lines: string[] = [];
	for await (const text of treeLines(files, listing)) {
		lines.push(...text.split("\r\n").slice(0, -1));
	}
	return lines;
}

async function failureOf(
	work: Promise<unknown>,
): Promise<FileFailureReason | undefined> {
	const outcome = await work.catch((failure: unknown) => failure);
	return outcome instanceof FileFailure ? outcome.reason : undefined;
}

describe("a listing with -R", () => {
	test("fails beyond its number of entries, and does not end in silence", async () => {
		const files: Record<string, string> = {};
		for (let index = 0; index < 20; index++) files[`/d${index}/f`] = "";
		const backend = memoryBackend({ files });
		expect(await walk({ backend })).toHaveLength(40);
		const bounds = { ...WIDE, maxEntries: 39 };
		expect(await failureOf(walk({ backend, bounds }))).toBe("tooMuch");
	});

	test("fails beyond its depth, however deep the tree is", async () => {
		const backend = memoryBackend({ folders: [`/${"d/".repeat(1900)}`] });
		expect(await failureOf(walk({ backend }))).toBe("tooMuch");
		const two = memoryBackend({ folders: ["/a/b"] });
		const bounds = { ...WIDE, maxDepth: 2 };
		expect(await walk({ backend: two, bounds })).toEqual(["a", "b"]);
		const flat = { ...WIDE, maxDepth: 1 };
		const tooDeep = walk({ backend: two, bounds: flat });
		expect(await failureOf(tooDeep)).toBe("tooMuch");
	});

	test("fails when its time is over", async () => {
		const clock = new TestClock();
		const backend = memoryBackend({ folders: ["/a/b/c"] });
		const slow: Backend = {
			...backend,
			entries: (path) => {
				clock.advance(40_000);
				return backend.entries(path);
			},
		};
		expect(await failureOf(walk({ backend: slow, clock }))).toBe("tooMuch");
	});

	test("lists a folder once that two ways lead to, so a circle has an end", async () => {
		const backend = memoryBackend({ files: { "/a/f": "" } });
		// What a link to the folder above looks like to those who read through it.
		const circular: Backend = {
			...backend,
			entries: async function* (path) {
				yield* backend.entries(path);
				if (path !== "/a") return;
				yield [{ name: "up", facts: await backend.facts(ROOT) }];
			},
		};
		expect(await walk({ backend: circular })).toEqual(["a", "f", "up"]);
	});

	test("passes over a folder that goes away, or may not be read, meanwhile", async () => {
		for (const reason of ["notFound", "denied"] as const) {
			const backend = memoryBackend({ files: { "/a/f": "", "/b/g": "" } });
			const changing: Backend = {
				...backend,
				entries: (path) => {
					if (path === "/a") throw new FileFailure(reason, "just now");
					return backend.entries(path);
				},
			};
			expect(await walk({ backend: changing })).toEqual(["a", "b", "g"]);
		}
	});
});
