import { expect, test } from "bun:test";
import {
	type AccountFiles,
	ALL_RIGHTS,
	absentBackend,
	memoryBackend,
	type Rights,
} from "../../src/files/index.ts";
import { account, list, outcome, path, put, read } from "./kit.ts";

const READ_ONLY: Rights = new Set(["read", "list"]);

function mounted(): AccountFiles {
	return account(
		{ "/own.txt": "own", "/photos/shadowed.txt": "under the mount" },
		{
			mounts: [
				{
					path: path("/photos"),
					backend: memoryBackend({ files: { "/a.jpg": "aaa" } }),
					rights: ALL_RIGHTS,
				},
				{
					path: path("/photos/old"),
					backend: memoryBackend({ files: { "/1999.jpg": "old" } }),
					rights: READ_ONLY,
				},
				{
					path: path("/deep/down/here"),
					backend: memoryBackend({ files: { "/x": "x" } }),
					rights: ALL_RIGHTS,
				},
				{
					path: path("/unplugged"),
					backend: absentBackend(),
					rights: ALL_RIGHTS,
				},
			],
		},
	);
}

test("mounts are listed in the folder that they are in, also where no disk has that folder", async () => {
	const files = mounted();
	expect(await list(files, "/")).toEqual([
		"deep",
		"own.txt",
		"photos",
		"unplugged",
	]);
	expect(await list(files, "/photos")).toEqual(["a.jpg", "old"]);
	expect(await list(files, "/photos/old")).toEqual(["1999.jpg"]);
	expect(await list(files, "/deep")).toEqual(["down"]);
	expect(await list(files, "/deep/down")).toEqual(["here"]);
	expect(await list(files, "/deep/down/here")).toEqual(["x"]);
	expect(await list(files, "/unplugged")).toEqual([]);
});

test("every virtual folder is one to enter, with facts of a folder", async () => {
	const files = mounted();
	const seen = new Set<string>();
	for (const text of ["/photos", "/photos/old", "/deep", "/deep/down"]) {
		await files.enter(path(text));
		const facts = await files.facts(path(text));
		expect(facts).toMatchObject({ kind: "folder", mode: 0o755 });
		expect(files.permissions(path(text), facts)).not.toMatch(/[df]/);
		seen.add(facts.unique);
	}
	await files.enter(path("/unplugged"));
	expect(seen.size).toBeGreaterThan(2);
});

test("a mount hides what the disk has in its place", async () => {
	const files = mounted();
	expect(await outcome(() => read(files, "/photos/shadowed.txt"))).toBe(
		"notFound",
	);
	expect(await read(files, "/photos/a.jpg")).toBe("aaa");
	expect(await read(files, "/photos/../own.txt")).toBe("own");
	expect(await read(files, "/deep/down/here/../../../own.txt")).toBe("own");
});

test("a mount has rights of its own, below those of the account", async () => {
	const files = mounted();
	expect(await outcome(() => put(files, "/photos/old/n", "n"))).toBe("denied");
	expect(await outcome(() => put(files, "/photos/n", "n"))).toBe("done");
	const reader = account(
		{},
		{
			rights: READ_ONLY,
			mounts: [
				{
					path: path("/in"),
					backend: memoryBackend(),
					rights: ALL_RIGHTS,
				},
			],
		},
	);
	expect(await outcome(() => put(reader, "/in/n", "n"))).toBe("denied");
});

test.each([
	["/photos", "denied"],
	["/deep/down/here", "denied"],
	["/deep", "denied"],
	["/deep/down", "denied"],
])("virtual folder %s is neither removed nor renamed", async (text, reason) => {
	const files = mounted();
	expect(await outcome(() => files.removeFolder(path(text)))).toBe(reason);
	expect(await outcome(() => files.checkRename(path(text)))).toBe(reason);
	expect(await outcome(() => files.rename(path(text), path("/n")))).toBe(
		reason,
	);
	expect(await outcome(() => files.remove(path(text)))).toBe("notAFile");
	expect(await outcome(() => files.makeFolder(path(text)))).toBe("exists");
	expect(await outcome(() => put(files, text, "x"))).toBe("notAFile");
	expect(await outcome(() => files.rename(path("/own.txt"), path(text)))).toBe(
		"exists",
	);
	expect(await read(files, "/own.txt")).toBe("own");
});

test("nothing is renamed from one tree into another", async () => {
	const files = mounted();
	const move = (from: string, to: string) =>
		outcome(() => files.rename(path(from), path(to)));
	expect(await move("/own.txt", "/photos/own.txt")).toBe("crossDevice");
	expect(await move("/photos/a.jpg", "/a.jpg")).toBe("crossDevice");
	expect(await move("/photos/a.jpg", "/photos/b.jpg")).toBe("done");
});
