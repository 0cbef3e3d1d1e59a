import { expect, test } from "bun:test";
import {
	memoryBackend,
	sweepTrash,
	TRASH_NAME,
	trashedMs,
} from "../../src/files/index.ts";
import { namesIn } from "./backend-conformance.ts";
import { account, path } from "./kit.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const OLD = "20261001T120000.000Z-0a1b2c3d-";
const NEW = "20261121T120000.000Z-0a1b2c3d-";

test.each([
	[`${OLD}a.txt`, Date.UTC(2026, 9, 1, 12)],
	["20260102T030405.678Z-ffffffff-", Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
	["20261001T120000.000Z-a.txt", undefined],
	["20261399T120000.000Z-0a1b2c3d-a.txt", undefined],
	["a.txt", undefined],
	["", undefined],
])("the name %p says %p", (name, expected) => {
	expect(trashedMs(name)).toBe(expected);
});

function tree(names: readonly string[]) {
	return memoryBackend({
		files: Object.fromEntries(
			names.map((name) => [`/${TRASH_NAME}/${name}`, "12345"]),
		),
	});
}

const sweep = (most = 100, signal = new AbortController().signal) => ({
	beforeMs: NOW_MS - 30 * 86_400_000,
	most,
	signal,
});

test("what has been in the trash for long enough goes, and nothing else in it", async () => {
	const backend = tree([`${OLD}a`, `${OLD}b`, `${NEW}c`, "mine.txt"]);
	await backend.makeFolder(path(`/${TRASH_NAME}/${OLD}folder`));
	expect(await sweepTrash(backend, sweep())).toEqual({ files: 2, bytes: 10 });
	expect(await namesIn(backend, `/${TRASH_NAME}`)).toEqual(
		[`${NEW}c`, `${OLD}folder`, "mine.txt"].sort(),
	);
	expect(await sweepTrash(backend, sweep())).toEqual({ files: 0, bytes: 0 });
});

test("what DELE moves there is found by its name, whatever the file's own time", async () => {
	const backend = memoryBackend({ files: { "/a.txt": "12345" } });
	const movedMs = NOW_MS - 31 * 86_400_000;
	const files = account(
		{},
		{ backend, policy: { trash: true }, nowMs: () => movedMs },
	);
	await files.setModified(path("/a.txt"), NOW_MS);
	await files.remove(path("/a.txt"));
	expect(await sweepTrash(backend, sweep())).toEqual({ files: 1, bytes: 5 });
});

test("no more go at once than are asked for, and none once it is called off", async () => {
	const backend = tree([`${OLD}a`, `${OLD}b`, `${OLD}c`]);
	const off = sweep(100, AbortSignal.abort());
	expect((await sweepTrash(backend, off)).files).toBe(0);
	expect((await sweepTrash(backend, sweep(2))).files).toBe(2);
	expect((await sweepTrash(backend, sweep(2))).files).toBe(1);
});

test("a tree without a trash, or with a file in its place, is left alone", async () => {
	const none = { files: 0, bytes: 0 };
	expect(await sweepTrash(memoryBackend({}), sweep())).toEqual(none);
	const odd = memoryBackend({ files: { [`/${TRASH_NAME}`]: "x" } });
	expect(await sweepTrash(odd, sweep())).toEqual(none);
});
