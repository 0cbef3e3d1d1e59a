import { expect, test } from "bun:test";
import {
	type AccountFilesOptions,
	ALL_RIGHTS,
	accountFiles,
	childOf,
	type FileFacts,
	memoryBackend,
	permissionLetters,
	type Right,
	ROOT,
} from "../../src/files/index.ts";
import { at } from "./backend-conformance.ts";

const KINDS = ["file", "folder", "other"] as const;

test.each<[Right[], string, string, string]>([
	[[], "", "e", ""],
	[["read"], "r", "e", ""],
	[["write"], "w", "ce", ""],
	[["append"], "a", "ce", ""],
	[["rename"], "f", "ef", "f"],
	[["delete"], "d", "ep", "d"],
	[["list"], "", "el", ""],
	[["mkdir"], "", "em", ""],
	[["rmdir"], "", "dep", ""],
	[["list", "read"], "r", "el", ""],
	[[...ALL_RIGHTS], "adfrw", "cdeflmp", "df"],
])(
	"the rights %p give a file %p, a folder %p, anything else %p",
	(held, ofFile, ofFolder, ofOther) => {
		const letters = KINDS.map((kind) =>
			permissionLetters({ kind, rights: new Set(held) }),
		);
		expect(letters).toEqual([ofFile, ofFolder, ofOther]);
	},
);

test("the root is never said to be removable or renamable", async () => {
	const files = accountFiles({ backend: memoryBackend(), rights: ALL_RIGHTS });
	const facts = await files.facts(ROOT);
	expect(files.permissions(ROOT, facts)).toBe("celmp");
	expect(files.permissions(at("/folder"), facts)).toBe("cdeflmp");
});

test("what permissions promise of a file is what account files allow", async () => {
	const facts: FileFacts = {
		kind: "file",
		sizeBytes: 1,
		modifiedMs: 0,
		mode: 0o644,
		links: 1,
		unique: "1",
	};
	for (const right of ALL_RIGHTS) {
		const files = accountFiles({
			backend: memoryBackend({ files: { "/f": "f" } }),
			rights: new Set([right]),
		});
		const letters = files.permissions(at("/f"), facts);
		const allowed = async (letter: string, work: () => Promise<unknown>) => {
			const done = await work().then(
				() => true,
				() => false,
			);
			expect(`${right} ${letter} ${letters.includes(letter)}`).toBe(
				`${right} ${letter} ${done}`,
			);
		};
		await allowed("r", () => files.openRead(at("/f")));
		await allowed("a", () => files.checkUpload(at("/f"), { kind: "append" }));
		await allowed("w", () => files.checkUpload(at("/f"), { kind: "replace" }));
		await allowed("f", () => files.rename(at("/f"), at("/g")));
		await allowed("d", () => files.remove(at("/f")));
	}
});

test.each<[string, Partial<AccountFilesOptions>]>([
	["without rules", {}],
	["with few rights", { rights: new Set(["read", "rmdir"]) }],
	["that keep what is there", { policy: { overwrite: false } }],
	["with a trash", { policy: { trash: true, overwrite: false } }],
	["with denied names", { names: { denied: ["*.exe"] } }],
	[
		"with a folder of its own rights",
		{ folders: [{ path: at("/a/sub"), rights: new Set(["list"]) }] },
	],
	[
		"with a mount",
		{
			mounts: [
				{ path: at("/a/sub"), backend: memoryBackend(), rights: new Set() },
			],
		},
	],
])(
	"in account files %s, a listing shows of each entry what is shown of it alone",
	(_what, options) => {
		const files = accountFiles({
			backend: memoryBackend(),
			rights: ALL_RIGHTS,
			...options,
		});
		const shown = { sizeBytes: 1, modifiedMs: 0, mode: 0o644, links: 1 };
		for (const folder of [ROOT, at("/a")]) {
			const permissionsOf = files.entryPermissions(folder);
			for (const name of ["f", "f.exe", "sub"]) {
				for (const kind of KINDS) {
					const facts = { ...shown, kind, unique: "1" };
					const alone = files.permissions(childOf(folder, name), facts);
					expect(permissionsOf({ name, facts })).toBe(alone);
				}
			}
		}
	},
);
