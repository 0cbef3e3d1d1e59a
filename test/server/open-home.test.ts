import { expect, test } from "bun:test";
import {
	mkdirSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../../src/base/index.ts";
import {
	type AccountFiles,
	ALL_RIGHTS,
	type Right,
} from "../../src/files/index.ts";
import { hostFiles } from "../../src/platform/index.ts";
import {
	type HomeAccount,
	type HomeSettings,
	homeOpener,
} from "../../src/server/open-home.ts";
import { list, outcome, path, put, read } from "../files/kit.ts";
import { tempFolder } from "../support/temp-folder.ts";

const FILES: HomeSettings["files"] = {
	interrupted: "discard",
	safeNames: "platform",
	symlinks: "inside",
	overwrite: true,
	umask: undefined,
	trash: false,
	trashMs: undefined,
	deniedNames: [],
	hiddenNames: [],
	convertText: true,
};

interface Ground extends Disposable {
	readonly root: string;
	readonly data: string;
	open(
		account?: Partial<HomeAccount>,
		files?: Partial<typeof FILES>,
	): Promise<AccountFiles>;
}

/** A data folder with `files/` as its root, and a folder beside it. */
function ground(): Ground {
	const folder = tempFolder();
	const data = join(folder.path, "data");
	const root = join(data, "files");
	mkdirSync(root, { recursive: true });
	writeFileSync(join(data, "key"), "key");
	mkdirSync(join(folder.path, "media"));
	writeFileSync(join(folder.path, "media/song"), "song");
	return {
		root,
		data,
		open: (account = {}, files = {}) =>
			homeOpener({
				root,
				dataFolder: data,
				isRootShared: false,
				files: hostFiles(),
				journal: undefined,
			})(
				{ name: "alice", home: "alice", rights: ALL_RIGHTS, ...account },
				{
					files: { ...FILES, ...files },
					limits: { largestFileBytes: undefined, freeSpaceBytes: 0 },
				},
			),
		[Symbol.dispose]: () => folder[Symbol.dispose](),
	};
}

const rights = ALL_RIGHTS;

test("a home and its mounts are opened, {user} being the account's name, relative folders lying in the root", async () => {
	using at = ground();
	const files = await at.open({
		home: "homes/{user}",
		mounts: [
			{ path: "/drop", folder: "drops/{user}", rights },
			{ path: "/media", folder: join(at.data, "../media"), rights },
		],
		start: "/drop",
	});
	await put(files, "/own", "own");
	await put(files, "/drop/d", "d");
	expect(await read(files, "/media/song")).toBe("song");
	expect(await list(files, "/")).toEqual(["drop", "media", "own"]);
	expect(files.start).toBe(path("/drop"));
	const seen = await at.open({ home: "." });
	expect(await list(seen, "/homes/alice")).toEqual(["own"]);
	expect(await list(seen, "/drops/alice")).toEqual(["d"]);
});

test("a mounted disk that is not there leaves an empty folder, and nothing is made in its place", async () => {
	using at = ground();
	const missing = join(at.data, "../not-plugged-in");
	const files = await at.open({
		mounts: [{ path: "/usb", folder: missing, rights }],
		start: "/usb/none",
	});
	expect(await list(files, "/usb")).toEqual([]);
	expect(await outcome(() => put(files, "/usb/x", "x"))).toBe("notFound");
	expect(await hostFiles().facts(missing)).toBeUndefined();
	expect(files.start).toBe(path("/"));
});

test.each([
	["the data folder", "."],
	["a folder that contains it", ".."],
	["a folder in it", "logs"],
	["a link to it", "files/link"],
])("a mount of %s is refused", async (_what, folder) => {
	using at = ground();
	symlinkSync(at.data, join(at.root, "link"));
	const opened = at.open({
		mounts: [{ path: "/m", folder: join(at.data, folder), rights }],
	});
	const failure = await opened.catch((error: unknown) => error);
	expect(failure).toBeInstanceOf(OperatorError);
	expect(failure).toMatchObject({ code: "root.overlap" });
});

test("an account that logs in again sees its home as it is then: moved behind a link, or made anew", async () => {
	using at = ground();
	const open = homeOpener({
		root: at.root,
		dataFolder: at.data,
		isRootShared: false,
		files: hostFiles(),
		journal: undefined,
	});
	const account: HomeAccount = { name: "alice", home: "alice", rights };
	const settings: HomeSettings = {
		files: FILES,
		limits: { largestFileBytes: undefined, freeSpaceBytes: 0 },
	};
	const home = join(at.root, "alice");
	const first = await open(account, settings);
	await put(first, "/a", "a");
	expect(await open(account, settings)).toBe(first);
	expect(await open(account, { ...settings })).not.toBe(first);

	renameSync(home, join(at.root, "old"));
	symlinkSync(join(at.data, "../media"), home);
	expect(await list(await open(account, settings), "/")).toEqual(["song"]);

	rmSync(home);
	expect(await list(await open(account, settings), "/")).toEqual([]);
});

test("rules of the settings and of the account both hold", async () => {
	using at = ground();
	const reading: readonly Right[] = ["read", "list"];
	const files = await at.open(
		{
			names: { denied: ["*.bat"], hidden: ["*.tmp"] },
			folders: [{ path: "/ro", rights: new Set(reading) }],
			limits: { largestFileBytes: 3 },
		},
		{ deniedNames: ["*.exe"], hiddenNames: [".git"] },
	);
	await files.makeFolder(path("/d"));
	for (const name of ["a.exe", "a.bat", "a.tmp", ".git"]) {
		expect(await outcome(() => put(files, `/d/${name}`, "x"))).toBe("badName");
	}
	expect(await outcome(() => put(files, "/ro", "x"))).toBe("denied");
	expect(await outcome(() => put(files, "/d/a", "1234"))).toBe("tooLarge");
	expect(await outcome(() => put(files, "/d/a", "123"))).toBe("done");
});

test("with links anywhere, none leads to keys and passwords", async () => {
	using at = ground();
	mkdirSync(join(at.root, "alice"));
	const media = join(at.data, "../media");
	symlinkSync(at.data, join(at.root, "alice/data"));
	symlinkSync("../..", join(at.root, "alice/up"));
	symlinkSync(join(at.data, "key"), join(at.root, "alice/key"));
	symlinkSync(media, join(at.root, "alice/media"));
	const files = await at.open({}, { symlinks: "any" });
	expect(await read(files, "/media/song")).toBe("song");
	for (const text of ["/key", "/data/key", "/up/key"]) {
		expect(await outcome(() => read(files, text))).toBe("denied");
	}
	expect(await list(files, "/")).toEqual(["media"]);
});
