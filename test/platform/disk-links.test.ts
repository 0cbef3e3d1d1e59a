import { expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
	type AccountFilesOptions,
	ALL_RIGHTS,
	TRASH_NAME,
} from "../../src/files/index.ts";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import { at, namesIn, reasonOf, upload } from "../files/backend-conformance.ts";
import {
	account,
	begun,
	list,
	outcome,
	path,
	put,
	read,
} from "../files/kit.ts";
import { underUmask } from "./disk-circumstances.ts";
import { type DiskTree, diskTree } from "./disk-tree.ts";

type Rules = Partial<AccountFilesOptions>;

function onDisk(name: string, body: (tree: DiskTree) => Promise<void>): void {
	for (const holding of ["descriptor", "path"] as const) {
		test(`${name} (folders held by ${holding})`, async () => {
			const tree = await diskTree({ holding });
			try {
				await body(tree);
			} finally {
				await tree.close();
			}
		});
	}
}

/** /private/secret.txt with links to it and to its folder in /pub. */
function linked({ root, backend }: DiskTree, rules: Rules) {
	for (const folder of ["pub", "private", ".git"])
		mkdirSync(join(root, folder));
	writeFileSync(join(root, "private/secret.txt"), "secret");
	writeFileSync(join(root, "private/tool.exe"), "tool");
	writeFileSync(join(root, ".git/config"), "config");
	symlinkSync("../private/secret.txt", join(root, "pub/file"));
	symlinkSync("../private", join(root, "pub/folder"));
	symlinkSync("../private/tool.exe", join(root, "pub/harmless.txt"));
	symlinkSync("../.git", join(root, "pub/git"));
	symlinkSync("../.git/config", join(root, "pub/config"));
	return account({}, { backend, ...rules });
}

onDisk("rights hold for where a link leads", async (tree) => {
	const folders = [{ path: path("/private"), rights: new Set([]) }];
	const files = linked(tree, { folders });
	for (const text of ["/pub/file", "/pub/folder/secret.txt"]) {
		expect(await outcome(() => read(files, text))).toBe("denied");
		expect(await outcome(() => put(files, text, "x"))).toBe("denied");
		expect(await outcome(() => files.setMode(path(text), 0o600))).toBe(
			"denied",
		);
	}
	expect(await outcome(() => list(files, "/pub/folder"))).toBe("denied");
	for (const work of [
		() => files.remove(path("/pub/folder/secret.txt")),
		() => files.makeFolder(path("/pub/folder/new")),
		() => files.rename(path("/pub/folder/secret.txt"), path("/pub/got")),
		() => files.rename(path("/pub/file"), path("/pub/folder/file")),
		() => files.freeBytes(path("/pub/folder")),
	]) {
		expect(await outcome(work)).toBe("denied");
	}
	expect(readdirSync(join(tree.root, "private")).sort()).toEqual([
		"secret.txt",
		"tool.exe",
	]);
	// The link itself lies where all may be done.
	await files.rename(path("/pub/file"), path("/pub/renamed"));
	await files.remove(path("/pub/renamed"));
	expect(readFileSync(join(tree.root, "private/secret.txt"), "utf8")).toBe(
		"secret",
	);
});

onDisk("hidden names hold for where a link leads", async (tree) => {
	const files = linked(tree, { names: { hidden: [".git"] } });
	expect(await list(files, "/")).toEqual(["private", "pub"]);
	expect(await list(files, "/pub")).toEqual(["file", "folder", "harmless.txt"]);
	for (const text of ["/pub/git", "/pub/config", "/pub/git/config"]) {
		expect(await outcome(() => files.facts(path(text)))).toBe("notFound");
		expect(await outcome(() => read(files, text))).toBe("notFound");
		expect(await outcome(() => put(files, text, "x"))).toBe("badName");
	}
	expect(await read(files, "/pub/folder/secret.txt")).toBe("secret");
});

onDisk("denied names hold for where a link leads", async (tree) => {
	const files = linked(tree, { names: { denied: ["*.exe"] } });
	expect(await outcome(() => put(files, "/pub/harmless.txt", "x"))).toBe(
		"badName",
	);
	expect(await read(files, "/pub/harmless.txt")).toBe("tool");
	expect(await outcome(() => put(files, "/pub/file", "new"))).toBe("done");
	expect(await read(files, "/private/secret.txt")).toBe("new");
});

onDisk("no link leads into the trash", async (tree) => {
	const files = linked(tree, { policy: { trash: true } });
	await files.remove(path("/private/secret.txt"));
	symlinkSync(`../${TRASH_NAME}`, join(tree.root, "pub/trash"));
	const [kept = ""] = readdirSync(join(tree.root, TRASH_NAME));
	expect(kept).toEndWith("-secret.txt");
	expect(statSync(join(tree.root, TRASH_NAME)).mode & 0o777).toBe(0o700);
	expect(await outcome(() => list(files, "/pub/trash"))).toBe("notFound");
	expect(await outcome(() => read(files, `/pub/trash/${kept}`))).toBe(
		"notFound",
	);
	await files.remove(path("/pub/folder"));
	expect(existsSync(join(tree.root, "private/tool.exe"))).toBe(true);
});

onDisk(
	"a link out of the root is followed under any, never into the data folder",
	async ({ outside, root }) => {
		const data = join(outside, "data");
		mkdirSync(join(data, "files"), { recursive: true });
		writeFileSync(join(data, "key"), "key");
		writeFileSync(join(data, "files/f"), "f");
		writeFileSync(join(outside, "o"), "o");
		symlinkSync(outside, join(root, "out"));
		symlinkSync(data, join(root, "data"));
		symlinkSync(join(data, "key"), join(root, "key"));
		symlinkSync(join(data, "files"), join(root, "open"));
		const barred = { folder: data, openPart: join(data, "files") };
		const backend = await diskBackend({ root, symlinks: "any", barred });
		const plain = account({}, { backend });
		const ruled = account({}, { backend, names: { hidden: ["x"] } });
		for (const files of [plain, ruled]) {
			expect(await read(files, "/out/o")).toBe("o");
			expect(await list(files, "/open")).toEqual(["f"]);
			for (const work of [
				() => read(files, "/key"),
				() => read(files, "/data/key"),
				() => list(files, "/data"),
				() => read(files, "/out/data/key"),
				() => list(files, "/out/data"),
				() => put(files, "/data/new", "x"),
				() => put(files, "/key", "x"),
				() => files.checkRename(path("/out/data")),
				() => files.rename(path("/out/data"), path("/out/moved")),
				() => files.remove(path("/out/data/key")),
				() => files.makeFolder(path("/out/data/f")),
			]) {
				expect(await outcome(work)).toBe("denied");
			}
			expect(await list(files, "/")).toEqual(["open", "out"]);
		}
		const reader = account({}, { backend, rights: new Set(["read", "list"]) });
		expect(await outcome(() => put(reader, "/out/n", "n"))).toBe("denied");
		expect(readdirSync(data).sort()).toEqual(["files", "key"]);
	},
);

for (const umask of [0o077, 0o027, 0o000]) {
	test(`new files and folders have the modes that a umask of ${umask.toString(8)} in the settings leaves`, async () => {
		const tree = await diskTree({ umask });
		try {
			await underUmask(0o022, async () => {
				await upload(tree.backend, "/f", "f");
				await upload(tree.backend, "/g", "g", { kind: "append" });
				await tree.backend.makeFolder(at("/d"));
				writeFileSync(join(tree.root, "old"), "old");
				chmodSync(join(tree.root, "old"), 0o640);
				await upload(tree.backend, "/old", "new");
			});
			const modeOf = (name: string): number =>
				statSync(join(tree.root, name)).mode & 0o777;
			expect(modeOf("f")).toBe(0o666 & ~umask);
			expect(modeOf("g")).toBe(0o666 & ~umask);
			expect(modeOf("d")).toBe(0o777 & ~umask);
			expect(modeOf("old")).toBe(0o640);
		} finally {
			await tree.close();
		}
	});
}

onDisk(
	"no client reaches an upload under way by other letters",
	async ({ backend, root }) => {
		const running = await backend.beginUpload(at("/a"), { kind: "replace" });
		writeFileSync(join(root, ".OceanFTP-abc"), "x");
		expect(await namesIn(backend, "/")).toEqual([]);
		for (const name of [".OceanFTP-abc", ".OCEANFTP-x", "\u200b.oceanftp-x"]) {
			expect(await outcome(async () => at(`/${name}`))).toBe("badName");
		}
		await running.discard();
	},
);

onDisk(
	"a part takes no link's place, and its target is not followed",
	async (tree) => {
		symlinkSync(join(tree.outside, "victim"), join(tree.root, "a.part"));
		writeFileSync(join(tree.outside, "victim"), "untouched");
		const policy = { interrupted: "keep" } as const;
		const files = account({}, { backend: tree.backend, policy });
		await (await begun(files, "/a", "begun")).discard();
		expect(readFileSync(join(tree.outside, "victim"), "utf8")).toBe(
			"untouched",
		);
		expect(readdirSync(tree.root)).toEqual(["a.part"]);
		expect(await reasonOf(tree.backend.facts(at("/a.part")))).toBe("denied");
	},
);

onDisk(
	"an account's rights hold in a mounted folder of the disk",
	async (tree) => {
		const home = await diskTree();
		try {
			writeFileSync(join(tree.root, "m"), "m");
			symlinkSync("m", join(tree.root, "link"));
			symlinkSync(tree.outside, join(tree.root, "out"));
			const mounts = [
				{ path: path("/mnt"), backend: tree.backend, rights: ALL_RIGHTS },
			];
			const files = account({}, { backend: home.backend, mounts });
			expect(await list(files, "/mnt")).toEqual(["link", "m"]);
			expect(await read(files, "/mnt/link")).toBe("m");
			expect(await outcome(() => list(files, "/mnt/out"))).toBe("denied");
			expect(existsSync(join(home.root, "mnt"))).toBe(false);
		} finally {
			await home.close();
		}
	},
);

onDisk(
	"what follows no link refuses one that got into a resolved path",
	async ({ backend, root }) => {
		mkdirSync(join(root, "open"));
		writeFileSync(join(root, "open/a"), "a");
		mkdirSync(join(root, "private"));
		writeFileSync(join(root, "private/a"), "private");
		symlinkSync("open", join(root, "link"));
		const { links } = backend;
		if (links === undefined) throw new Error("this tree follows links");
		const resolved = await links.resolve(at("/link/a"), "followed");
		expect(resolved).toBe(at("/open/a"));
		renameSync(join(root, "open"), join(root, "moved"));
		symlinkSync("private", join(root, "open"));
		const { unfollowed } = links;
		for (const work of [
			() => unfollowed.openRead(at("/open/a")),
			() => unfollowed.facts(at("/open/a")),
			() => unfollowed.beginUpload(at("/open/a"), { kind: "replace" }),
			() => unfollowed.remove(at("/open/a")),
			() => unfollowed.rename(at("/open/a"), at("/got")),
			() => unfollowed.rename(at("/moved/a"), at("/open/got")),
			() => unfollowed.setMode(at("/open/a"), 0o600),
		]) {
			expect(await outcome(work)).toBe("denied");
		}
		expect(readdirSync(join(root, "private"))).toEqual(["a"]);
	},
);
