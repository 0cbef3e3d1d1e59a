import { expect, test } from "bun:test";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ALL_RIGHTS } from "../../src/files/index.ts";
import type { ServerEvent } from "../../src/log/index.ts";
import { hostFiles } from "../../src/platform/index.ts";
import type { HomeAccount } from "../../src/server/open-home.ts";
import { trashKeeper } from "../../src/server/trash-keeper.ts";
import { tempFolder } from "../support/temp-folder.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 22);
const OLD = "20261001T120000.000Z-0a1b2c3d-old.txt";
const NEW = "20261121T120000.000Z-0a1b2c3d-new.txt";

interface Ground extends Disposable {
	readonly path: string;
	readonly events: ServerEvent[];
	/** Writes a file of so many bytes, below the folder of all. */
	put(name: string): string;
	look(
		accounts: readonly Partial<HomeAccount>[],
		files?: { readonly trash?: boolean; readonly trashMs?: undefined },
	): Promise<string>;
}

/** A data folder `data/` with `files/` as its root, and what a test puts beside it. */
function ground(): Ground {
	const folder = tempFolder();
	const dataFolder = join(folder.path, "data");
	const root = join(dataFolder, "files");
	mkdirSync(root, { recursive: true });
	const events: ServerEvent[] = [];
	return {
		path: folder.path,
		events,
		put: (name) => {
			const at = join(folder.path, name);
			mkdirSync(dirname(at), { recursive: true });
			writeFileSync(at, "12345");
			return at;
		},
		look: (accounts, files = {}) =>
			trashKeeper({
				root,
				dataFolder,
				files: hostFiles(),
				settings: () => ({
					files: {
						interrupted: "discard",
						safeNames: "platform",
						symlinks: "inside",
						overwrite: true,
						umask: undefined,
						trash: true,
						trashMs: 30 * DAY_MS,
						deniedNames: [],
						hiddenNames: [],
						convertText: true,
						...files,
					},
				}),
				accounts: () =>
					accounts.map((account, index) => ({
						name: `user${index}`,
						home: `user${index}`,
						rights: ALL_RIGHTS,
						...account,
					})),
				log: { event: (event) => events.push(event) },
				nowMs: () => NOW_MS,
			})(new AbortController().signal),
		[Symbol.dispose]: () => folder[Symbol.dispose](),
	};
}

test("old files go from the trashes of homes and mounts, and the log tells how much", async () => {
	using at = ground();
	const old = [
		at.put(`data/files/user0/.trash/${OLD}`),
		at.put(`media/.trash/${OLD}`),
	];
	const kept = [
		at.put(`data/files/user0/.trash/${NEW}`),
		at.put("data/files/user0/.trash/mine.txt"),
		at.put(`data/files/user0/sub/.trash/${OLD}`),
		at.put(`data/files/user0/${OLD}`),
		at.put(`data/files/nobody/.trash/${OLD}`),
	];
	const media = join(at.path, "media");
	const mounts = [{ path: "/media", folder: media, rights: ALL_RIGHTS }];
	// The second sees the home of the first, the third one that was never made.
	const accounts = [{ mounts }, { home: "user0" }, {}];
	expect(await at.look(accounts)).toBe("done");
	expect(old.filter(existsSync)).toEqual([]);
	expect(kept.filter(existsSync)).toEqual(kept);
	expect(existsSync(join(at.path, "data/files/user2"))).toBe(false);
	expect(at.events).toEqual([{ kind: "trashEmptied", files: 2, bytes: 10 }]);
});

test("no link is followed: neither one in the place of the trash, which is told, nor one in it", async () => {
	using at = ground();
	const elsewhere = at.put(`elsewhere/${OLD}`);
	at.put("data/files/user0/a.txt");
	symlinkSync(dirname(elsewhere), join(at.path, "data/files/user0/.trash"));
	at.put(`data/files/user1/inside/${OLD}`);
	symlinkSync("inside", join(at.path, "data/files/user1/.trash"));
	at.put("data/files/user2/.trash/mine.txt");
	const link = join(at.path, "data/files/user2/.trash", OLD);
	symlinkSync(elsewhere, link);
	const last = at.put(`data/files/user3/.trash/${OLD}`);
	await expect(at.look([{}, {}, {}, {}])).rejects.toThrow("of 2 folders");
	expect(existsSync(last)).toBe(false);
	expect(existsSync(elsewhere)).toBe(true);
	expect(existsSync(join(at.path, "data/files/user1/inside", OLD))).toBe(true);
	expect(lstatSync(link).isSymbolicLink()).toBe(true);
	expect(at.events).toMatchObject([{ kind: "trashEmptied", files: 1 }]);
});

test("a home that may not be served is not looked into", async () => {
	using at = ground();
	const own = at.put(`data/.trash/${OLD}`);
	expect(await at.look([{ home: join(at.path, "data") }])).toBe("done");
	expect(existsSync(own)).toBe(true);
});

test.each([
	["without a trash", { trash: false }],
	["with trash_days = 0", { trashMs: undefined }],
])("%s nothing goes", async (_, files) => {
	using at = ground();
	const old = at.put(`data/files/user0/.trash/${OLD}`);
	expect(await at.look([{}], files)).toBe("done");
	expect(existsSync(old)).toBe(true);
});
