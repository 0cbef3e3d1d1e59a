import { expect, test } from "bun:test";
import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join, posix } from "node:path";
import {
	type AccountFiles,
	ALL_RIGHTS,
	accountFiles,
	ROOT,
	resolvePath,
	type UploadMode,
	type VirtualPath,
} from "../../src/files/index.ts";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import { list, outcome, path, read } from "../files/kit.ts";
import { type DiskTree, diskTree } from "./disk-tree.ts";

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

/** What no act of the client may bring to light, or change. Each file's content begins with its area's word. */
const AREAS = {
	outside: "OUTSIDE",
	private: "PRIVATE",
	hidden: "HIDDEN",
	box: "BOX",
	readOnly: "READONLY",
	mountReadOnly: "MOUNTREADONLY",
	shadowed: "SHADOWED",
} as const;
const UNREADABLE = ["OUTSIDE", "PRIVATE", "HIDDEN", "BOX", "SHADOWED"];

const WORDS = [
	...["pub", "private", "box", "ro", "mnt", "deep", "inner", "sub", "new"],
	...["a.txt", "secret.txt", ".htaccess", ".git", "config", "data"],
	...["to-private", "to-outside", "to-hidden", "to-ro", "to-root", "to-box"],
	...["up", "loop", "file-link", "dangling", ".trash", "x.part", "x"],
	...["PRIVATE", "Private", "RO", ".GIT", ".HTACCESS", "BOX", "prıvate"],
	...["priv\u200bate", "ｐrivate", "..", "..", "..", ".", "", "...", "..x"],
	...["....", "%2e%2e", "..\\", "C:", "~", "pub ", ".oceanftp-x"],
];

/** Where something is, or would be if a link led there. */
const WAYS = [
	...["/pub", "/pub/a.txt", "/pub/sub", "/pub/sub/a.txt", "/a.txt", "/new"],
	...["/pub/to-private/secret.txt", "/pub/to-hidden/config", "/pub/file-link"],
	...["/pub/to-outside/secret.txt", "/to-outside/sub/a.txt", "/pub/dangling"],
	...["/pub/to-ro/a.txt", "/pub/to-box/a.txt", "/pub/to-root/private/sub"],
	...["/pub/sub/up/ro/sub/a.txt", "/pub/sub/up/mnt/a.txt", "/deep/ro/a.txt"],
	...["/mnt/a.txt", "/mnt/inner/a.txt", "/mnt/up/private", "/mnt/to-private"],
	...["/mnt/deep/inner/a.txt", "/box/a.txt", "/ro/a.txt", "/private/sub"],
	...["/PRIVATE/a.txt", "/pub/.htaccess", "/pub/sub/.git/config", "/deep"],
	...[
		"/pub/to-private",
		"/pub/to-root",
		"/pub/sub/up",
		"/pub/to-ro",
		"/.trash",
	],
];

function randomText(below: (limit: number) => number): string {
	if (below(3) > 0) {
		const way = WAYS[below(WAYS.length)] ?? "";
		const detour = `/${WORDS[below(WORDS.length)] || "x"}/..`;
		const end = `/${WORDS[below(WORDS.length)]}`;
		return [way, way, detour + way, way + end, `${way}/.`][below(5)] ?? way;
	}
	const parts = Array.from(
		{ length: 1 + below(5) },
		() => WORDS[below(WORDS.length)] ?? "",
	);
	return (below(3) === 0 ? "" : "/") + parts.join("/");
}

/** Folders and links as an administrator, or an earlier owner, may have left them. */
function furnish({ root, outside }: DiskTree, mount: string): void {
	const file = (base: string, name: string, word: string): void => {
		mkdirSync(join(base, posix.dirname(name)), { recursive: true });
		writeFileSync(join(base, name), `${word} ${name}`);
	};
	file(outside, "secret.txt", AREAS.outside);
	file(outside, "sub/a.txt", AREAS.outside);
	file(root, "private/secret.txt", AREAS.private);
	file(root, "private/sub/a.txt", AREAS.private);
	file(root, "PRIVATE/a.txt", AREAS.private);
	file(root, "pub/.htaccess", AREAS.hidden);
	file(root, "pub/sub/.git/config", AREAS.hidden);
	file(root, ".git/config", AREAS.hidden);
	file(root, ".trash/a.txt", AREAS.hidden);
	file(root, "box/a.txt", AREAS.box);
	file(root, "deep/ro/a.txt", AREAS.readOnly);
	file(root, "ro/a.txt", AREAS.readOnly);
	file(root, "ro/sub/a.txt", AREAS.readOnly);
	file(root, "mnt/a.txt", AREAS.shadowed);
	file(mount, ".htaccess", AREAS.hidden);
	file(mount, "inner/a.txt", AREAS.mountReadOnly);
}

/** What the client may do away with, put back where it is gone. */
function refurnish({ root, outside }: DiskTree, mount: string): void {
	const unlessThere = (at: string, make: () => void): void => {
		try {
			mkdirSync(posix.dirname(at), { recursive: true });
			if (lstatSync(at, { throwIfNoEntry: false }) === undefined) make();
		} catch {
			// The client has put a file where its folder was.
		}
	};
	for (const name of ["pub/a.txt", "pub/sub/a.txt", "a.txt"]) {
		const at = join(root, name);
		unlessThere(at, () => writeFileSync(at, `OPEN ${name}`));
	}
	unlessThere(join(mount, "a.txt"), () =>
		writeFileSync(join(mount, "a.txt"), "OPEN"),
	);
	for (const [name, target] of [
		["pub/to-private", "../private"],
		["pub/to-outside", outside],
		["pub/to-hidden", "../.git"],
		["pub/to-ro", "../ro"],
		["pub/to-root", ".."],
		["pub/to-box", "../box"],
		["pub/sub/up", "../.."],
		["pub/loop", "loop"],
		["pub/file-link", "../private/secret.txt"],
		["pub/dangling", join(outside, "made-by-a-link")],
		["to-outside", "../root-outside"],
	] as const) {
		unlessThere(join(root, name), () => symlinkSync(target, join(root, name)));
	}
	for (const [name, target] of [
		["up", ".."],
		["to-private", join(root, "private")],
	] as const) {
		unlessThere(join(mount, name), () =>
			symlinkSync(target, join(mount, name)),
		);
	}
}

/** The content of every file below a folder whose content begins with one of the words. */
function guarded(folder: string, found: string[] = []): string[] {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const at = join(folder, entry.name);
		if (entry.isDirectory()) guarded(at, found);
		if (!entry.isFile()) continue;
		const content = readFileSync(at, "utf8");
		if (Object.values(AREAS).some((word) => content.startsWith(word))) {
			const { mode, mtimeMs } = statSync(at);
			found.push(`${content} ${mode} ${mtimeMs}`);
		}
	}
	return found.sort();
}

const MODES: readonly UploadMode[] = [
	{ kind: "replace" },
	{ kind: "new" },
	{ kind: "append" },
	{ kind: "resume", offsetBytes: 3 },
];

/** One random act of a client. Gives what was read, if anything was. */
async function act(
	files: AccountFiles,
	below: (limit: number) => number,
	cwd: VirtualPath,
): Promise<string | undefined> {
	const one = resolvePath(cwd, randomText(below));
	const other = resolvePath(cwd, randomText(below));
	switch (below(13)) {
		case 0:
		case 1:
		case 2:
			return await read(files, one);
		case 3: {
			const mode = MODES[below(MODES.length)] ?? { kind: "replace" };
			await files.checkUpload(one, mode);
			const running = await files.beginUpload(one, mode);
			await running.write([new TextEncoder().encode("CLIENT")]);
			if (below(3) === 0) await running.discard();
			else await running.commit();
			return undefined;
		}
		case 4:
			await files.remove(one);
			return undefined;
		case 5:
			await files.makeFolder(one);
			return undefined;
		case 6:
			await files.removeFolder(one);
			return undefined;
		case 7:
		case 8:
		case 9:
			await files.checkRename(one);
			await files.rename(one, other);
			return undefined;
		case 10:
			await files.setModified(one, 1_000_000);
			return undefined;
		case 11:
			await files.setMode(one, 0o700);
			return undefined;
		default:
			expect((await list(files, one)).join(" ")).not.toMatch(
				/(^| )\.(git|htaccess)( |$)/i,
			);
			return undefined;
	}
}

for (const holding of ["descriptor", "path"] as const) {
	for (const seed of [1, 20261122, 77]) {
		test(`no random act of a client reaches what it may not (seed ${seed}, folders held by ${holding})`, async () => {
			const tree = await diskTree({ holding, sync: false });
			const mount = await diskTree();
			try {
				furnish(tree, mount.root);
				refurnish(tree, mount.root);
				const before = [tree.root, tree.outside, mount.root].flatMap((at) =>
					guarded(at),
				);
				const inMount = await diskBackend({
					root: mount.root,
					holding,
					sync: false,
				});
				const inner = await diskBackend({
					root: join(mount.root, "inner"),
					holding,
				});
				const readOnly = new Set(["read", "list"] as const);
				const files = accountFiles({
					backend: tree.backend,
					rights: ALL_RIGHTS,
					folders: [
						{ path: path("/private"), rights: new Set() },
						{ path: path("/box"), rights: new Set(["write", "rename"]) },
						{ path: path("/ro"), rights: readOnly },
						{ path: path("/deep/ro"), rights: readOnly },
						{ path: path("/mnt/inner"), rights: readOnly },
					],
					mounts: [
						{ path: path("/mnt"), backend: inMount, rights: ALL_RIGHTS },
						{ path: path("/mnt/deep/inner"), backend: inner, rights: readOnly },
					],
					names: { hidden: [".git", ".ht*"] },
					policy: { trash: true, interrupted: "keep" },
				});
				const below = randomFrom(seed);
				let done = 0;
				let cwd = ROOT;
				for (let round = 0; round < 2_000; round++) {
					let content: string | undefined;
					const ended = await outcome(async () => {
						content = await act(files, below, cwd);
					});
					if (ended === "done") done += 1;
					const word = content?.split(" ")[0] ?? "";
					expect(UNREADABLE).not.toContain(word);
					if (below(20) === 0) {
						refurnish(tree, mount.root);
						await outcome(async () => {
							const next = resolvePath(cwd, randomText(below));
							await files.enter(next);
							cwd = next;
						});
					}
				}
				// Enough of it was allowed for the rest to mean something.
				expect(done).toBeGreaterThan(150);
				const after = [tree.root, tree.outside, mount.root].flatMap((at) =>
					guarded(at),
				);
				// Box files may be written, by name, and mode and time with them.
				const kept = (all: readonly string[]) =>
					all.filter((content) => !content.startsWith(AREAS.box)).sort();
				expect(kept(after)).toEqual(kept(before));
			} finally {
				await tree.close();
				await mount.close();
			}
		}, 120_000);
	}
}

test("a random path means what a POSIX system would take it for, or is refused", () => {
	const below = randomFrom(5);
	for (let round = 0; round < 20_000; round++) {
		const cwd = resolvePath(ROOT, `/${["", "a", "a/b"][below(3)]}`);
		const text = randomText(below);
		let made: string;
		try {
			made = resolvePath(cwd, text);
		} catch {
			expect(text === "" || /oceanftp/i.test(text)).toBe(true);
			continue;
		}
		const plain = posix.resolve(cwd, text);
		expect(made).toBe(plain);
	}
});
