import { expect, test } from "bun:test";
import {
	measureTree,
	memoryBackend,
	type UploadMode,
} from "../../src/files/index.ts";
import { diskTree } from "../platform/disk-tree.ts";
import { account, begun, CountingQuota, outcome, path, put } from "./kit.ts";

const HELD = { "/a": "12345", "/b": "123" };

function counted(limit: { bytes?: number; files?: number } = {}) {
	const quota = new CountingQuota(limit, { bytes: 8, files: 2 });
	const backend = memoryBackend({ files: HELD });
	return { quota, backend, files: account({}, { backend, quota }) };
}

const at = (offsetBytes: number): UploadMode => ({
	kind: "resume",
	offsetBytes,
});
const APPEND: UploadMode = { kind: "append" };
const REPLACE: UploadMode = { kind: "replace" };

const CHANGES: readonly {
	readonly name: string;
	readonly act: (files: ReturnType<typeof account>) => Promise<unknown>;
}[] = [
	{ name: "a new file", act: (files) => put(files, "/n", "1234567") },
	{ name: "a longer file in place", act: (files) => put(files, "/b", "12345") },
	{ name: "a shorter one", act: (files) => put(files, "/a", "1") },
	{ name: "an empty one", act: (files) => put(files, "/a", "") },
	{ name: "bytes onto the end", act: (f) => put(f, "/a", "67", APPEND) },
	{ name: "an append that makes", act: (f) => put(f, "/n", "67", APPEND) },
	{ name: "a resume at the end", act: (f) => put(f, "/a", "67", at(5)) },
	{ name: "a resume inside", act: (f) => put(f, "/a", "6789", at(3)) },
	{ name: "a resume that shortens", act: (f) => put(f, "/a", "x", at(1)) },
	{ name: "a deletion", act: (files) => files.remove(path("/a")) },
	{ name: "a folder", act: (files) => files.makeFolder(path("/f")) },
	{ name: "a rename", act: (f) => f.rename(path("/a"), path("/c")) },
	{ name: "a rename over", act: (f) => f.rename(path("/b"), path("/a")) },
	{
		name: "a rename onto itself",
		act: (f) => f.rename(path("/a"), path("/a")),
	},
	...(["/n", "/a"] as const).flatMap((to) =>
		[REPLACE, APPEND, at(0)].map((mode) => ({
			name: `a broken ${mode.kind} of ${to}`,
			act: async (files: ReturnType<typeof account>) =>
				await (await begun(files, to, "broken", mode)).discard(),
		})),
	),
];

for (const { name, act } of CHANGES) {
	test(`the quota counts what is there after ${name}, in memory and on the disk`, async () => {
		const memory = counted();
		await act(memory.files);
		const { bytes, files } = memory.quota;
		expect({ bytes, files }).toEqual(await measureTree(memory.backend));
		const tree = await diskTree();
		try {
			const quota = new CountingQuota();
			const onDisk = account({}, { backend: tree.backend, quota });
			for (const [to, content] of Object.entries(HELD)) {
				await put(onDisk, to, content);
			}
			await act(onDisk);
			expect({ bytes: quota.bytes, files: quota.files }).toEqual(
				await measureTree(tree.backend),
			);
			expect({ bytes: quota.bytes, files: quota.files }).toEqual({
				bytes,
				files,
			});
		} finally {
			await tree.close();
		}
	});
}

test.each([
	["a new file", "/n", "123", REPLACE],
	["a file in place, while the old one is there too", "/a", "123", REPLACE],
	["bytes onto the end", "/a", "123", APPEND],
	["a resume that grows", "/a", "xx123", at(3)],
] as const)(
	"%s beyond the quota is refused, and nothing stays",
	async (_what, to, content, mode) => {
		const { files, quota, backend } = counted({ bytes: 10 });
		expect(await outcome(() => put(files, to, content, mode))).toBe(
			"quotaExceeded",
		);
		expect({ bytes: quota.bytes, files: quota.files }).toEqual({
			bytes: 8,
			files: 2,
		});
		expect(await measureTree(backend)).toEqual({ bytes: 8, files: 2 });
	},
);

test("what only takes the place of old bytes needs nothing of a quota that is used up", async () => {
	const { files, quota } = counted({ bytes: 9 });
	await put(files, "/a", "xy", at(2));
	expect(quota.bytes).toBe(7);
	expect(quota.mostBytes).toBeLessThanOrEqual(9);
});

test("a used-up quota refuses an upload before it begins", async () => {
	const { files } = counted({ bytes: 8 });
	const check = () => files.checkUpload(path("/n"), REPLACE);
	expect(await outcome(check)).toBe("quotaExceeded");
});

test("the number of files is bounded, and folders are none", async () => {
	const { files } = counted({ files: 3 });
	await files.makeFolder(path("/f"));
	const one = await begun(files, "/n1", "1");
	expect(await outcome(() => put(files, "/n2", "2"))).toBe("quotaExceeded");
	await put(files, "/a", "in place");
	await one.discard();
	await put(files, "/n2", "2");
	await files.remove(path("/a"));
	await put(files, "/n3", "3");
});

test("AVBL tells the smaller of disk and quota", async () => {
	const quota = new CountingQuota({ bytes: 100 }, { bytes: 30 });
	const backend = memoryBackend({ capacityBytes: 50 });
	const tight = account({}, { backend, quota });
	expect(await tight.freeBytes(path("/"))).toBe(50);
	const roomy = account({}, { backend: memoryBackend(), quota });
	expect(await roomy.freeBytes(path("/"))).toBe(70);
});

test("mounts do not count", async () => {
	const quota = new CountingQuota({ bytes: 1 });
	const rights = new Set(["write"] as const);
	const mounts = [{ path: path("/m"), backend: memoryBackend(), rights }];
	const files = account({}, { quota, mounts });
	await put(files, "/m/n", "12345");
	expect(quota.bytes).toBe(0);
});

test("what the trash holds does not count, and neither does a link", async () => {
	const tree = await diskTree();
	try {
		const quota = new CountingQuota();
		const { backend } = tree;
		const files = account({}, { backend, quota, policy: { trash: true } });
		await put(files, "/a", "12345");
		await put(files, "/b", "123");
		const { symlink } = await import("node:fs/promises");
		await symlink("b", `${tree.root}/link`);
		await files.remove(path("/a"));
		expect(await measureTree(backend)).toEqual({ bytes: 3, files: 1 });
		expect(quota).toMatchObject({ bytes: 3, files: 1 });
		await put(files, "/link", "1");
		await files.remove(path("/link"));
		expect(await measureTree(backend)).toEqual({ bytes: 1, files: 1 });
		expect(quota).toMatchObject({ bytes: 1, files: 1 });
	} finally {
		await tree.close();
	}
});

test("kept parts count, and the next one gives the last one back", async () => {
	const { quota, backend } = counted();
	const policy = { interrupted: "keep" } as const;
	const files = account({}, { backend, quota, policy });
	for (const [to, content, mode] of [
		["/n", "first", REPLACE],
		["/n", "2nd", REPLACE],
		["/a", "in place", REPLACE],
		["/a", "resumed", at(2)],
		["/n.part", "more", at(3)],
	] as const) {
		await (await begun(files, to, content, mode)).discard();
		expect({ bytes: quota.bytes, files: quota.files }).toEqual(
			await measureTree(backend),
		);
	}
});

for (const where of ["memory", "disk"] as const) {
	test(`twenty uploads at once never exceed the quota, in ${where}`, async () => {
		const tree = await diskTree({ sync: false });
		try {
			const backend = where === "disk" ? tree.backend : memoryBackend();
			const quota = new CountingQuota({ bytes: 300_000, files: 15 });
			const upload = async (index: number): Promise<string> => {
				// Each is a session of its own; some meet in one file.
				const files = account({}, { backend, quota });
				const to = path(`/file-${index % 16}`);
				return await outcome(async () => {
					const running = await files.beginUpload(to, REPLACE);
					try {
						for (let round = 0; round <= 2 * index; round++) {
							await running.write([new Uint8Array(3_000)]);
						}
					} catch (error) {
						await running.discard();
						throw error;
					}
					await running.commit();
				});
			};
			const done = await Promise.all(
				Array.from({ length: 20 }, (_, index) => upload(index)),
			);
			expect(done).toContain("quotaExceeded");
			// Who of the others fits, if anybody does, the race decides.
			expect(quota.mostBytes).toBeLessThanOrEqual(300_000);
			expect({ bytes: quota.bytes, files: quota.files }).toEqual(
				await measureTree(backend),
			);
		} finally {
			await tree.close();
		}
	});
}

test("two uploads that end at the same moment give the old file back once", async () => {
	const { files, quota, backend } = counted();
	const other = account({}, { backend, quota });
	const running = [
		await begun(files, "/a", "one"),
		await begun(other, "/a", "three"),
		await begun(other, "/n", "made"),
		await begun(files, "/n", "made too"),
	];
	await Promise.all(running.map((upload) => upload.commit()));
	await Promise.all([
		outcome(() => files.remove(path("/b"))),
		outcome(() => other.remove(path("/b"))),
	]);
	expect({ bytes: quota.bytes, files: quota.files }).toEqual(
		await measureTree(backend),
	);
});
