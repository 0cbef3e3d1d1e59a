import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
	lstat,
	mkdir,
	readlink,
	rename,
	rm,
	symlink,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import type { Backend, UploadMode } from "../../src/files/index.ts";
import type { DiskBackendOptions } from "../../src/platform/disk-backend.ts";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import {
	at,
	contentOf,
	namesIn,
	type Register,
	reasonOf,
	upload,
} from "../files/backend-conformance.ts";
import { type DiskTree, diskTree } from "./disk-tree.ts";

const MODES: readonly UploadMode[] = [
	{ kind: "replace" },
	{ kind: "new" },
	{ kind: "append" },
	{ kind: "resume", offsetBytes: 0 },
	{ kind: "resume", offsetBytes: 2 },
];

/** Everything that can be asked of a path, but what acts on a link itself; each with its name, for messages. */
export function everyUse(
	backend: Backend,
	path: string,
): [string, () => Promise<unknown>][] {
	return [
		["facts", () => backend.facts(at(path))],
		["openRead", () => backend.openRead(at(path))],
		["entries", () => namesIn(backend, path)],
		["setModified", () => backend.setModified(at(path), 0)],
		["setMode", () => backend.setMode(at(path), 0o777)],
		["freeBytes", () => backend.freeBytes(at(path))],
		...MODES.flatMap((mode): [string, () => Promise<unknown>][] => [
			[`checkUpload ${mode.kind}`, () => backend.checkUpload(at(path), mode)],
			[`beginUpload ${mode.kind}`, () => backend.beginUpload(at(path), mode)],
		]),
	];
}

/** What must not happen below a link: each of these would touch the folder that it leads to. */
export function everyUseBelow(
	backend: Backend,
	folder: string,
	name: string,
): [string, () => Promise<unknown>][] {
	const path = `${folder}/${name}`;
	return [
		...everyUse(backend, path),
		["remove", () => backend.remove(at(path))],
		["makeFolder", () => backend.makeFolder(at(path))],
		["removeFolder", () => backend.removeFolder(at(path))],
		["rename from", () => backend.rename(at(path), at("/taken"))],
		["rename to", () => backend.rename(at("/mine"), at(path))],
	];
}

/** Links, swaps and odd names: that nothing gets a client out of the root. */
export function diskConfinement(
	name: string,
	test: Register,
	options: Omit<DiskBackendOptions, "root">,
): void {
	const confines = (
		behaviour: string,
		body: (tree: DiskTree) => Promise<void>,
	) =>
		test(`${name} ${behaviour}`, async () => {
			const tree = await diskTree(options);
			try {
				await body(tree);
			} finally {
				await tree.close();
			}
		});

	confines(
		"denies every use of a link that leads out, and leaves it out of listings",
		async ({ backend, root, outside }) => {
			await fillOutside(outside);
			await writeFile(join(root, "mine"), "mine");
			const targets = {
				absoluteFolder: outside,
				relativeFolder: "../root-outside",
				absoluteFile: join(outside, "secret"),
				relativeFile: "../root-outside/secret",
				above: "..",
				system: "/etc",
				systemFile: "/etc/passwd",
				proc: "/proc/self/root/etc/passwd",
				chain: "chain2",
				throughItself: "./absoluteFolder/secret",
			};
			for (const [link, target] of Object.entries(targets)) {
				await symlink(target, join(root, link));
			}
			await symlink("absoluteFile", join(root, "chain2"));
			for (const link of [...Object.keys(targets), "chain2"]) {
				for (const [use, work] of everyUse(backend, `/${link}`)) {
					assert.equal(await reasonOf(work()), "denied", `${use} ${link}`);
				}
				const onto = backend.rename(at("/mine"), at(`/${link}`));
				assert.equal(await reasonOf(onto), "denied", `rename onto ${link}`);
			}
			for (const link of ["absoluteFolder", "relativeFolder"]) {
				for (const inner of ["secret", "nothing", "sub"]) {
					for (const [use, work] of everyUseBelow(backend, `/${link}`, inner)) {
						const what = `${use} ${link}/${inner}`;
						assert.equal(await reasonOf(work()), "denied", what);
					}
					// Deeper names must not tell which folders there are outside.
					const below = backend.facts(at(`/${link}/${inner}/x`));
					assert.equal(await reasonOf(below), "denied");
				}
			}
			assert.deepEqual(await namesIn(backend, "/"), ["mine"]);
			assertOutsideIsWhole(outside);
		},
	);

	confines(
		"removes and renames a link itself, never what it leads to",
		async ({ backend, root, outside }) => {
			await fillOutside(outside);
			await symlink(outside, join(root, "folder"));
			await symlink(join(outside, "secret"), join(root, "file"));
			await symlink("nowhere", join(root, "dangling"));
			const onFolder = backend.removeFolder(at("/folder"));
			assert.equal(await reasonOf(onFolder), "notAFolder");
			await backend.rename(at("/folder"), at("/moved"));
			assert.equal(await readlink(join(root, "moved")), outside);
			await backend.remove(at("/moved"));
			await backend.remove(at("/file"));
			await backend.remove(at("/dangling"));
			assert.deepEqual(readdirSync(root), []);
			assertOutsideIsWhole(outside);
		},
	);

	confines(
		"treats links that lead nowhere or in a circle as unusable",
		async ({ backend, root }) => {
			await symlink("nowhere", join(root, "dangling"));
			await symlink("loop2", join(root, "loop1"));
			await symlink("loop1", join(root, "loop2"));
			for (const [use, work] of everyUse(backend, "/dangling")) {
				assert.equal(await reasonOf(work()), "notFound", use);
			}
			for (const [use, work] of everyUse(backend, "/loop1")) {
				assert.equal(await reasonOf(work()), "denied", use);
			}
			assert.deepEqual(await namesIn(backend, "/"), []);
			assert.deepEqual(readdirSync(root).sort(), [
				"dangling",
				"loop1",
				"loop2",
			]);
		},
	);

	confines("follows links that stay inside", async ({ backend, root }) => {
		await mkdir(join(root, "d"));
		await writeFile(join(root, "d", "f"), "old content");
		await symlink("d", join(root, "relative"));
		await symlink(join(root, "d"), join(root, "absolute"));
		await symlink("relative/f", join(root, "file"));
		await symlink(".", join(root, "self"));
		await symlink("..", join(root, "d", "up"));
		assert.deepEqual(await namesIn(backend, "/"), [
			"absolute",
			"d",
			"file",
			"relative",
			"self",
		]);
		assert.deepEqual(await namesIn(backend, "/relative"), ["f", "up"]);
		assert.equal(
			await contentOf(backend, "/self/d/up/absolute/f"),
			"old content",
		);
		assert.equal((await backend.facts(at("/file"))).kind, "file");
		assert.equal((await backend.facts(at("/self"))).kind, "folder");
		assert.equal(
			(await backend.facts(at("/file"))).unique,
			(await backend.facts(at("/d/f"))).unique,
		);
		await upload(backend, "/file", "new");
		await upload(backend, "/file", " and more", { kind: "append" });
		assert.equal(readFileSync(join(root, "d", "f"), "utf8"), "new and more");
		assert.ok((await lstat(join(root, "file"))).isSymbolicLink());
		const ontoLink = backend.rename(at("/d/f"), at("/relative"));
		assert.equal(await reasonOf(ontoLink), "exists");
		for (const link of ["/self", "/relative"]) {
			const read = backend.openRead(at(link));
			assert.equal(await reasonOf(read), "notAFile");
			const replaced = backend.beginUpload(at(link), { kind: "replace" });
			assert.equal(await reasonOf(replaced), "notAFile");
		}
	});

	test(`${name} follows no link at all under the policy "never"`, async () => {
		const tree = await diskTree({ ...options, symlinks: "never" });
		try {
			await mkdir(join(tree.root, "d"));
			await writeFile(join(tree.root, "d", "f"), "f");
			await writeFile(join(tree.root, "mine"), "mine");
			await symlink("d", join(tree.root, "link"));
			await symlink("d/f", join(tree.root, "file"));
			for (const [use, work] of [
				...everyUse(tree.backend, "/link"),
				...everyUse(tree.backend, "/file"),
				...everyUseBelow(tree.backend, "/link", "f"),
			]) {
				assert.equal(await reasonOf(work()), "denied", use);
			}
			assert.equal(await contentOf(tree.backend, "/d/f"), "f");
			assert.deepEqual(await namesIn(tree.backend, "/"), ["d", "mine"]);
			await tree.backend.remove(at("/link"));
			assert.ok(existsSync(join(tree.root, "d", "f")));
		} finally {
			await tree.close();
		}
	});

	test(`${name} follows links anywhere under the policy "any"`, async () => {
		const tree = await diskTree({ ...options, symlinks: "any" });
		try {
			await fillOutside(tree.outside);
			await symlink(tree.outside, join(tree.root, "out"));
			await symlink(join(tree.outside, "secret"), join(tree.root, "file"));
			await symlink("nowhere", join(tree.root, "dangling"));
			assert.deepEqual(await namesIn(tree.backend, "/"), ["file", "out"]);
			assert.deepEqual(await namesIn(tree.backend, "/out"), ["secret", "sub"]);
			await upload(tree.backend, "/file", "changed");
			assert.equal(await contentOf(tree.backend, "/out/secret"), "changed");
		} finally {
			await tree.close();
		}
	});

	confines(
		"keeps its root when a link in the root's place is followed at the start",
		async ({ root, outside }) => {
			await writeFile(join(outside, "served"), "by link");
			await symlink(outside, join(root, "home"));
			const home = join(root, "home");
			const backend = await diskBackend({ root: home, ...options });
			assert.equal(await contentOf(backend, "/served"), "by link");
			await rm(home);
			await symlink("/etc", home);
			assert.deepEqual(await namesIn(backend, "/"), ["served"]);
		},
	);

	confines(
		"answers notFound when its root goes away, and serves it again when it is back",
		async ({ backend, root }) => {
			await upload(backend, "/f", "f");
			await rename(root, `${root}-gone`);
			for (const [use, work] of everyUse(backend, "/f")) {
				assert.equal(await reasonOf(work()), "notFound", use);
			}
			assert.equal(await reasonOf(backend.facts(at("/"))), "notFound");
			assert.equal(await reasonOf(namesIn(backend, "/")), "notFound");
			assert.equal(await reasonOf(backend.makeFolder(at("/d"))), "notFound");
			await rename(`${root}-gone`, root);
			assert.equal(await contentOf(backend, "/f"), "f");
		},
	);

	confines("opens no root that is missing or a file", async ({ root }) => {
		await writeFile(join(root, "file"), "");
		const missing = diskBackend({ root: join(root, "none"), ...options });
		assert.equal(await reasonOf(missing), "notFound");
		const file = diskBackend({ root: join(root, "file"), ...options });
		assert.equal(await reasonOf(file), "notAFolder");
	});

	confines(
		"refuses pipes, sockets and devices without waiting for them",
		async ({ backend, root }) => {
			execFileSync("mkfifo", [join(root, "pipe")]);
			await symlink("pipe", join(root, "to-pipe"));
			for (const path of ["/pipe", "/to-pipe"]) {
				for (const [use, work] of everyUse(backend, path)) {
					if (use === "facts") {
						assert.equal((await backend.facts(at(path))).kind, "other");
						continue;
					}
					const ofFolders = use === "entries" || use === "freeBytes";
					const reason = ofFolders ? "notAFolder" : "notAFile";
					assert.equal(await reasonOf(work()), reason, `${use} ${path}`);
				}
			}
			assert.deepEqual(await namesIn(backend, "/"), ["pipe", "to-pipe"]);
			await backend.remove(at("/pipe"));
			assert.deepEqual(readdirSync(root), ["to-pipe"]);
		},
	);

	confines(
		"neither lists nor follows what has no UTF-8 name",
		async ({ backend, root, outside }) => {
			await fillOutside(outside);
			// Made by the shell, since Deno cannot make such names. U+FFFD is what a careless decoder makes of \\377.
			execFileSync("sh", [
				"-c",
				`cd "$1" && odd=$(printf 'odd\\377') && mkdir "$odd" "$2/$odd" && echo in > "$odd/f" && echo out > "$2/$odd/f" &&
				ln -s "$odd" link && ln -s "$odd/f" filelink && ln -s "$2/$odd" outlink && ln -s "$2/$odd/f" outfile && echo x > "$(printf 'x\\377')"`,
				"sh",
				root,
				outside,
			]);
			await mkdir(join(root, "odd\ufffd"));
			await writeFile(join(root, "line\nbreak"), "");
			await writeFile(join(root, "plain"), "");
			assert.deepEqual(await namesIn(backend, "/"), ["plain"]);
			for (const link of ["/link", "/filelink", "/outlink", "/outfile"]) {
				for (const [use, work] of everyUse(backend, link)) {
					assert.equal(await reasonOf(work()), "denied", `${use} ${link}`);
				}
			}
			for (const [use, work] of everyUse(backend, "/odd\ufffd")) {
				assert.equal(await reasonOf(work()), "badName", use);
			}
			assert.equal(await reasonOf(backend.facts(at("/link/f"))), "denied");
			assert.equal(await reasonOf(backend.facts(at("/outlink/f"))), "denied");
		},
	);

	confines(
		"never lists uploads under way, nor what is left of them",
		async ({ backend, root }) => {
			await writeFile(join(root, ".oceanftp-left"), "");
			const running = await backend.beginUpload(at("/f"), { kind: "replace" });
			await running.write([new Uint8Array(100_000)]);
			assert.equal(readdirSync(root).length, 2);
			assert.deepEqual(await namesIn(backend, "/"), []);
			await running.discard();
			assert.deepEqual(readdirSync(root), [".oceanftp-left"]);
		},
	);
}

async function fillOutside(outside: string): Promise<void> {
	await writeFile(join(outside, "secret"), "secret");
	await mkdir(join(outside, "sub"));
}

function assertOutsideIsWhole(outside: string): void {
	assert.deepEqual(readdirSync(outside).sort(), ["secret", "sub"]);
	assert.deepEqual(readdirSync(join(outside, "sub")), []);
	assert.equal(readFileSync(join(outside, "secret"), "utf8"), "secret");
}
