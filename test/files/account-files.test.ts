import { expect, test } from "bun:test";
import {
	type AccountFiles,
	ALL_RIGHTS,
	accountFiles,
	type Backend,
	memoryBackend,
	RIGHTS,
	type Right,
	ROOT,
} from "../../src/files/index.ts";
import { at, contentOf, reasonOf } from "./backend-conformance.ts";

const freshBackend = (): Backend =>
	memoryBackend({
		files: { "/file": "0123456789", "/other": "other", "/full/x": "x" },
		folders: ["/empty"],
	});

async function listAll(files: AccountFiles): Promise<number> {
	let count = 0;
	for await (const batch of files.entries(ROOT)) count += batch.length;
	return count;
}

/** Every act, with each set of rights that is enough for it. */
const ACTS: readonly {
	readonly name: string;
	readonly enough: readonly (readonly Right[])[];
	readonly act: (files: AccountFiles) => Promise<unknown>;
}[] = [
	{
		name: "seeing facts",
		enough: [[]],
		act: (files) => files.facts(at("/file")),
	},
	{
		name: "entering a folder",
		enough: [[]],
		act: (files) => files.enter(at("/full")),
	},
	{ name: "listing", enough: [["list"]], act: listAll },
	{
		name: "reading",
		enough: [["read"]],
		act: (files) => files.openRead(at("/file")),
	},
	{
		name: "asking for an upload",
		enough: [["write"]],
		act: (files) => files.checkUpload(at("/new"), { kind: "replace" }),
	},
	{
		name: "uploading a new file",
		enough: [["write"]],
		act: (files) => files.beginUpload(at("/new"), { kind: "replace" }),
	},
	{
		name: "replacing a file",
		enough: [["write"]],
		act: (files) => files.beginUpload(at("/file"), { kind: "replace" }),
	},
	{
		name: "resuming into a file",
		enough: [["write"]],
		act: (files) =>
			files.beginUpload(at("/file"), { kind: "resume", offsetBytes: 3 }),
	},
	{
		name: "asking for an append",
		enough: [["append"]],
		act: (files) => files.checkUpload(at("/file"), { kind: "append" }),
	},
	{
		name: "appending",
		enough: [["append"]],
		act: (files) => files.beginUpload(at("/file"), { kind: "append" }),
	},
	{
		name: "removing a file",
		enough: [["delete"]],
		act: (files) => files.remove(at("/file")),
	},
	{
		name: "making a folder",
		enough: [["mkdir"]],
		act: (files) => files.makeFolder(at("/made")),
	},
	{
		name: "removing a folder",
		enough: [["rmdir"]],
		act: (files) => files.removeFolder(at("/empty")),
	},
	{
		name: "asking for a rename",
		enough: [["rename"]],
		act: (files) => files.checkRename(at("/file")),
	},
	{
		name: "renaming to a free name",
		enough: [["rename"]],
		act: (files) => files.rename(at("/file"), at("/full/moved")),
	},
	{
		name: "renaming over a file",
		enough: [
			["rename", "write"],
			["rename", "delete"],
		],
		act: (files) => files.rename(at("/file"), at("/other")),
	},
];

for (const { name, enough, act } of ACTS) {
	test(`${name} needs ${enough.map((set) => set.join(" and ") || "no right").join(", or ")}`, async () => {
		// Every right alone, every pair, all but one, none and all.
		const sets: readonly Right[][] = [
			[],
			[...RIGHTS],
			...RIGHTS.map((right): Right[] => [right]),
			...RIGHTS.flatMap((one) => RIGHTS.map((two): Right[] => [one, two])),
			...RIGHTS.map((left) => RIGHTS.filter((right) => right !== left)),
		];
		for (const held of sets) {
			const backend = freshBackend();
			const files = accountFiles({ backend, rights: new Set(held) });
			const suffices = enough.some((set) =>
				set.every((right) => held.includes(right)),
			);
			if (suffices) await act(files);
			else
				expect(`${held}: ${await reasonOf(act(files))}`).toBe(
					`${held}: denied`,
				);
			if (!suffices) {
				expect(await contentOf(backend, "/file")).toBe("0123456789");
				expect(await contentOf(backend, "/other")).toBe("other");
			}
		}
	});
}

test("a missing right looks the same whether or not the file is there", async () => {
	const backend = freshBackend();
	const files = accountFiles({ backend, rights: new Set() });
	for (const path of ["/file", "/none", "/none/deeper"]) {
		for (const work of [
			() => files.openRead(at(path)),
			() => files.beginUpload(at(path), { kind: "replace" }),
			() => files.remove(at(path)),
			() => files.removeFolder(at(path)),
			() => files.checkRename(at(path)),
			() => files.rename(at(path), at("/x")),
		]) {
			expect(await reasonOf(work())).toBe("denied");
		}
	}
});

test("account files enter folders only", async () => {
	const files = accountFiles({ backend: freshBackend(), rights: ALL_RIGHTS });
	await files.enter(ROOT);
	expect(await reasonOf(files.enter(at("/file")))).toBe("notAFolder");
	expect(await reasonOf(files.enter(at("/none")))).toBe("notFound");
});

test("account files let a rename begin only at what is there and is not the root", async () => {
	const files = accountFiles({ backend: freshBackend(), rights: ALL_RIGHTS });
	await files.checkRename(at("/full"));
	expect(await reasonOf(files.checkRename(at("/none")))).toBe("notFound");
	expect(await reasonOf(files.checkRename(ROOT))).toBe("denied");
});

test("account files pass on what the tree answers", async () => {
	const files = accountFiles({ backend: freshBackend(), rights: ALL_RIGHTS });
	expect(await listAll(files)).toBe(4);
	expect((await files.facts(at("/file"))).sizeBytes).toBe(10);
	const running = await files.beginUpload(at("/file"), { kind: "append" });
	await running.write([new Uint8Array([33])]);
	await running.commit();
	expect((await files.facts(at("/file"))).sizeBytes).toBe(11);
	expect(await reasonOf(files.removeFolder(at("/full")))).toBe("notEmpty");
	expect(await reasonOf(files.rename(at("/file"), at("/full")))).toBe("exists");
});
