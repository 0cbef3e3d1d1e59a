import { expect, test } from "bun:test";
import {
	chmodSync,
	constants,
	existsSync,
	lstatSync,
	readdirSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import {
	at,
	contentOf,
	entriesIn,
	namesIn,
	reasonOf,
	upload,
} from "../files/backend-conformance.ts";
import { underUmask } from "./disk-circumstances.ts";
import { everyUse, everyUseBelow } from "./disk-confinement.ts";
import { type DiskTree, diskTree } from "./disk-tree.ts";

function onDisk(name: string, body: (tree: DiskTree) => Promise<void>): void {
	test(name, async () => {
		const tree = await diskTree();
		try {
			await body(tree);
		} finally {
			await tree.close();
		}
	}, 120_000);
}

const modeOf = (path: string): number => statSync(path).mode & 0o7777;

for (const [umask, fileMode, folderMode] of [
	[0o000, 0o666, 0o777],
	[0o022, 0o644, 0o755],
	[0o077, 0o600, 0o700],
] as const) {
	onDisk(
		`disk backend makes files and folders as a umask of ${umask.toString(8)} says`,
		async ({ backend, root }) => {
			await underUmask(umask, async () => {
				await upload(backend, "/f", "f");
				await upload(backend, "/g", "g", { kind: "append" });
				await backend.makeFolder(at("/d"));
			});
			expect(modeOf(join(root, "f"))).toBe(fileMode);
			expect(modeOf(join(root, "g"))).toBe(fileMode);
			expect(modeOf(join(root, "d"))).toBe(folderMode);
		},
	);

	onDisk(
		`disk backend keeps the mode of a replaced file under a umask of ${umask.toString(8)}`,
		async ({ backend, root }) => {
			await writeFile(join(root, "f"), "0123456789");
			chmodSync(join(root, "f"), 0o4662);
			await underUmask(umask, async () => {
				await upload(backend, "/f", "new", {
					kind: "resume",
					offsetBytes: 4,
				});
				expect(modeOf(join(root, "f"))).toBe(0o662);
				const running = await backend.beginUpload(at("/f"), {
					kind: "replace",
				});
				const [temporary = ""] = readdirSync(root).filter((name) =>
					name.startsWith(".oceanftp-"),
				);
				expect(modeOf(join(root, temporary))).toBe(0o662);
				await running.commit();
			});
			expect(modeOf(join(root, "f"))).toBe(0o662);
		},
	);
}

onDisk(
	"disk backend gives temporary files names that nobody guesses",
	async ({ backend, root }) => {
		const first = await backend.beginUpload(at("/f"), { kind: "replace" });
		const second = await backend.beginUpload(at("/f"), { kind: "replace" });
		await first.write([new Uint8Array(100_000)]);
		await second.write([new Uint8Array(100_000)]);
		const names = readdirSync(root);
		expect(names).toHaveLength(2);
		expect(new Set(names).size).toBe(2);
		for (const name of names) {
			expect(name).toMatch(/^\.oceanftp-[0-9a-f]{32}$/);
		}
		await first.discard();
		await second.discard();
		expect(readdirSync(root)).toEqual([]);
	},
);

onDisk(
	"disk backend replaces a file as a whole, so that other names of the old one keep it",
	async ({ backend, root }) => {
		await writeFile(join(root, "f"), "old");
		const old = statSync(join(root, "f")).ino;
		await upload(backend, "/f", "new");
		expect(statSync(join(root, "f")).ino).not.toBe(old);
		await upload(backend, "/f", "er", { kind: "append" });
		const inPlace = statSync(join(root, "f")).ino;
		await upload(backend, "/f", "!", { kind: "append" });
		expect(statSync(join(root, "f")).ino).toBe(inPlace);
		expect(await contentOf(backend, "/f")).toBe("newer!");
	},
);

onDisk(
	"disk backend reads, appends and resumes beyond 4 GiB",
	async ({ backend, root }) => {
		const size = 5 * 2 ** 30;
		await writeFile(join(root, "big"), "start");
		await truncate(join(root, "big"), size);
		expect((await backend.facts(at("/big"))).sizeBytes).toBe(size);
		const resumed = await backend.beginUpload(at("/big"), {
			kind: "resume",
			offsetBytes: size,
		});
		await resumed.write([new Uint8Array([1]), new Uint8Array([2, 3])]);
		await resumed.commit();
		const appended = await backend.beginUpload(at("/big"), { kind: "append" });
		await appended.write([new Uint8Array([4])]);
		await appended.commit();
		const file = await backend.openRead(at("/big"));
		const tail = new Uint8Array(16);
		expect(file.sizeBytes).toBe(size + 4);
		expect(await file.read(tail, size - 1)).toBe(5);
		expect([...tail.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4]);
		await file.close();
		const broken = await backend.beginUpload(at("/big"), { kind: "append" });
		await broken.write([new Uint8Array(1000)]);
		await broken.discard();
		expect((await backend.facts(at("/big"))).sizeBytes).toBe(size + 4);
	},
);

onDisk(
	"disk backend lists 10,000 files while other work goes on",
	async ({ backend, root }) => {
		for (let index = 0; index < 10_000; index++) {
			writeFileSync(join(root, `file-${index}`), "");
		}
		let turns = 0;
		let isOver = false;
		const otherWork = (): void => {
			turns++;
			if (!isOver) setImmediate(otherWork);
		};
		otherWork();
		const names = new Set<string>();
		const batches: number[] = [];
		let [mostAtOnce, atOnce, turnsThen] = [0, 0, turns];
		for await (const batch of backend.entries(at("/"))) {
			batches.push(batch.length);
			for (const { name } of batch) names.add(name);
			atOnce = turns === turnsThen ? atOnce + batch.length : batch.length;
			mostAtOnce = Math.max(mostAtOnce, atOnce);
			turnsThen = turns;
		}
		isOver = true;
		expect(names.size).toBe(10_000);
		expect(Math.max(...batches)).toBeLessThanOrEqual(256);
		// The disk may be quick, and some batches come in one turn of the event loop; never half of all.
		expect(mostAtOnce).toBeLessThan(5_000);
	},
);

onDisk(
	"disk backend ends a file only when no read of it is under way",
	async ({ backend, root }) => {
		await writeFile(join(root, "f"), "x".repeat(100_000));
		const file = await backend.openRead(at("/f"));
		const reads = Array.from({ length: 8 }, () =>
			file.read(new Uint8Array(100_000), 0),
		);
		const closed = file.close();
		expect(await Promise.all(reads)).toEqual(Array(8).fill(100_000));
		await closed;
		await file.close();
		expect(await reasonOf(file.read(new Uint8Array(1), 0))).toBe("io");
	},
);

onDisk(
	"disk backend discards an upload whose write is under way",
	async ({ backend, root }) => {
		for (const mode of [{ kind: "replace" }, { kind: "append" }] as const) {
			await writeFile(join(root, "f"), "old");
			const running = await backend.beginUpload(at("/f"), mode);
			const writing = running.write([new Uint8Array(3_000_000)]);
			await running.discard();
			await writing;
			expect(readdirSync(root)).toEqual(["f"]);
			expect(await contentOf(backend, "/f")).toBe("old");
		}
	},
);

test.if(existsSync("/dev/full"))(
	"disk backend answers denied or notAFile for a device, and writes nothing to it",
	async () => {
		const devices = await diskBackend({ root: "/dev" });
		expect((await devices.facts(at("/full"))).kind).toBe("other");
		for (const path of ["/full", "/null", "/zero"]) {
			for (const [use, work] of everyUse(devices, path)) {
				if (["facts", "entries", "freeBytes"].includes(use)) continue;
				expect(`${use} ${await reasonOf(work())}`).toBe(`${use} notAFile`);
			}
		}
	},
);

test.if(existsSync("/proc/version"))(
	"disk backend answers readOnly or denied where nothing can be made",
	async () => {
		const proc = await diskBackend({ root: "/proc" });
		const reason = await reasonOf(proc.makeFolder(at("/made")));
		expect(["denied", "readOnly", "notFound"]).toContain(reason);
		expect(await contentOf(proc, "/version")).toContain("Linux");
	},
);

test.if(process.platform === "linux")(
	"disk backend leaves no descriptor open, whatever fails",
	async () => {
		const tree = await diskTree();
		const { backend, root, outside } = tree;
		await writeFile(join(outside, "secret"), "secret");
		await writeFile(join(root, "mine"), "mine");
		await mkdir(join(root, "d"));
		await writeFile(join(root, "d", "f"), "0123456789");
		await symlink(outside, join(root, "out"));
		await symlink(join(outside, "secret"), join(root, "outfile"));
		await symlink("nowhere", join(root, "dangling"));
		await symlink("loop", join(root, "loop"));
		await symlink("d/f", join(root, "in"));
		await symlink("d", join(root, "folder"));

		async function failEverywhere(): Promise<void> {
			for (const path of ["/out", "/outfile", "/dangling", "/loop", "/none"]) {
				for (const [use, work] of everyUse(backend, path)) {
					// An upload of what is not there begins in earnest.
					if (
						path === "/none" &&
						/Upload (replace|new|append|resume)/.test(use)
					) {
						continue;
					}
					await reasonOf(work());
				}
			}
			for (const folder of ["/out", "/none", "/mine"]) {
				for (const [, work] of everyUseBelow(backend, folder, "x")) {
					await reasonOf(work());
				}
			}
			for (const path of ["/d", "/folder", "/"]) {
				await reasonOf(backend.openRead(at(path)));
				await reasonOf(backend.beginUpload(at(path), { kind: "replace" }));
				await reasonOf(backend.beginUpload(at(path), { kind: "append" }));
			}
			await reasonOf(backend.rename(at("/d"), at("/d/e")));
			await reasonOf(backend.rename(at("/mine"), at("/d")));
			await reasonOf(backend.rename(at("/mine"), at("/outfile")));
			await reasonOf(namesIn(backend, "/mine"));
			for (const mode of [
				{ kind: "replace" },
				{ kind: "append" },
				{ kind: "resume", offsetBytes: 3 },
			] as const) {
				for (const path of ["/in", "/d/f", "/new"]) {
					if (mode.kind === "resume" && path === "/new") continue;
					const dropped = await backend.beginUpload(at(path), mode);
					await dropped.write([new Uint8Array(10)]);
					if (mode.kind === "append") {
						await reasonOf(backend.beginUpload(at(path), mode));
					}
					await dropped.discard();
				}
			}
			const moved = await backend.beginUpload(at("/d/f"), { kind: "append" });
			await upload(backend, "/d/f", "0123456789");
			await reasonOf(moved.commit());
			const blocked = await backend.beginUpload(at("/n"), { kind: "replace" });
			await backend.makeFolder(at("/n"));
			await reasonOf(blocked.commit());
			await backend.removeFolder(at("/n"));
			for await (const batch of backend.entries(at("/"))) {
				if (batch.length > 0) break;
			}
			backend.entries(at("/"));
			expect(await contentOf(backend, "/in")).toBe("0123456789");
			await entriesIn(backend, "/folder");
		}

		await failEverywhere();
		const before = readdirSync("/proc/self/fd").length;
		for (let round = 0; round < 5; round++) await failEverywhere();
		expect(readdirSync("/proc/self/fd").length).toBe(before);
		expect(readdirSync(root).filter((name) => name.startsWith("."))).toEqual(
			[],
		);
		await tree.close();
	},
);

test.if(constants.O_NOFOLLOW !== undefined)(
	"disk backend cleans up when its folder is removed during an upload",
	async () => {
		const tree = await diskTree();
		await mkdir(join(tree.root, "d"));
		const running = await tree.backend.beginUpload(at("/d/f"), {
			kind: "replace",
		});
		await running.write([new Uint8Array(10)]);
		await rm(join(tree.root, "d"), { recursive: true });
		expect(await reasonOf(running.commit())).toBe("notFound");
		expect(await namesIn(tree.backend, "/")).toEqual([]);
		await tree.close();
	},
);

onDisk(
	"a mode or time that is set leaves the rest as it is, and acts on what a link leads to",
	async ({ backend, root }) => {
		const file = join(root, "f");
		await writeFile(file, "f");
		chmodSync(file, 0o2755);
		await symlink("f", join(root, "link"));
		await backend.setMode(at("/link"), 0o640);
		expect(statSync(file).mode & 0o7777).toBe(0o2640);
		const { atimeMs } = statSync(file);
		await backend.setModified(at("/link"), 1_000_000_000_500);
		expect(statSync(file).mtimeMs).toBe(1_000_000_000_500);
		expect(Math.abs(statSync(file).atimeMs - atimeMs)).toBeLessThan(1);
		expect(lstatSync(join(root, "link")).mtimeMs).toBeGreaterThan(
			1_000_000_000_500,
		);
	},
);
