import { expect, test } from "bun:test";
import {
	type AccountFiles,
	ALL_RIGHTS,
	type Rights,
} from "../../src/files/index.ts";
import { account, list, outcome, path, put, read } from "./kit.ts";

const READ_ONLY: Rights = new Set(["read", "list"]);
const NONE: Rights = new Set();

function ruled(): AccountFiles {
	return account(
		{
			"/a.txt": "a",
			"/private/p.txt": "p",
			"/private/out/o.txt": "o",
			"/privateer/x.txt": "x",
			"/read/r.txt": "r",
			"/box/b.txt": "b",
		},
		{
			folders: [
				{ path: path("/private"), rights: NONE },
				{ path: path("/private/out"), rights: ALL_RIGHTS },
				{ path: path("/read"), rights: READ_ONLY },
				{ path: path("/box"), rights: new Set(["write", "rename"]) },
			],
		},
	);
}

test("of the entries at or above a path the longest counts", async () => {
	const files = ruled();
	expect(await outcome(() => read(files, "/private/p.txt"))).toBe("denied");
	expect(await read(files, "/private/out/o.txt")).toBe("o");
	expect(await read(files, "/privateer/x.txt")).toBe("x");
	expect(await read(files, "/read/r.txt")).toBe("r");
	expect(await outcome(() => put(files, "/read/r.txt", "w"))).toBe("denied");
	expect(await outcome(() => list(files, "/private"))).toBe("denied");
	expect(await outcome(() => put(files, "/privateer/y", "y"))).toBe("done");
});

test("an entry never gives more than the account has", async () => {
	const files = account(
		{ "/in/a": "a" },
		{
			rights: READ_ONLY,
			folders: [{ path: path("/in"), rights: ALL_RIGHTS }],
		},
	);
	expect(await outcome(() => put(files, "/in/a", "b"))).toBe("denied");
	expect(await read(files, "/in/a")).toBe("a");
});

test("other letters of a folder's name, which its disk may take for the same, have its rights too", async () => {
	const files = account(
		{ "/PRIVATE/p": "p", "/Straße/s": "s" },
		{
			folders: [
				{ path: path("/private"), rights: NONE },
				{ path: path("/STRASSE"), rights: NONE },
			],
		},
	);
	expect(await outcome(() => read(files, "/PRIVATE/p"))).toBe("denied");
	expect(await outcome(() => read(files, "/Straße/s"))).toBe("denied");
});

test.each([
	["a folder with an entry", "/private", "/free"],
	["a folder below which something is said", "/private/out", "/free"],
	["a folder onto a path below which something is said", "/privateer", "/read"],
	["a file to where more may be done with it", "/box/b.txt", "/b.txt"],
])("no rename moves %s", async (_what, from, to) => {
	const files = ruled();
	const moved = await outcome(() => files.rename(path(from), path(to)));
	expect(["denied", "exists"]).toContain(moved);
});

test("a rename between folders of the same rights is done", async () => {
	const files = ruled();
	const moved = () => files.rename(path("/a.txt"), path("/privateer/a.txt"));
	expect(await outcome(moved)).toBe("done");
	const into = () => files.rename(path("/privateer/a.txt"), path("/box/a.txt"));
	expect(await outcome(into)).toBe("done");
});

test("perm tells the rights of each folder", async () => {
	const files = ruled();
	const perm = async (text: string) =>
		files.permissions(path(text), await files.facts(path(text)));
	expect(await perm("/a.txt")).toBe("adfrw");
	expect(await perm("/read/r.txt")).toBe("r");
	expect(await perm("/private/p.txt")).toBe("");
	expect(await perm("/privateer")).toBe("cdeflmp");
	expect(await perm("/private/out")).toBe("celmp");
});
