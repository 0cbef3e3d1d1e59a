import { expect, test } from "bun:test";
import {
	type FilesPolicy,
	memoryBackend,
	TRASH_NAME,
} from "../../src/files/index.ts";
import { contentOf, namesIn } from "./backend-conformance.ts";
import { account, begun, list, outcome, path, put, read } from "./kit.ts";

const under = (policy: FilesPolicy, files: Record<string, string> = {}) =>
	account({ "/a.txt": "old", ...files }, { policy });

test("without overwriting, nothing that is there is replaced", async () => {
	const files = under({ overwrite: false }, { "/b.txt": "b" });
	expect(await outcome(() => put(files, "/a.txt", "new"))).toBe("exists");
	const inside = { kind: "resume", offsetBytes: 1 } as const;
	expect(await outcome(() => put(files, "/a.txt", "new", inside))).toBe(
		"exists",
	);
	const move = () => files.rename(path("/b.txt"), path("/a.txt"));
	expect(await outcome(move)).toBe("exists");
	expect(await read(files, "/a.txt")).toBe("old");
	expect(await read(files, "/b.txt")).toBe("b");
});

test("without overwriting, new files come, and bytes go behind the end of old ones", async () => {
	const files = under({ overwrite: false });
	await put(files, "/new.txt", "new");
	await put(files, "/a.txt", "er", { kind: "append" });
	await put(files, "/a.txt", "!", { kind: "resume", offsetBytes: 5 });
	await files.rename(path("/new.txt"), path("/newer.txt"));
	expect(await read(files, "/a.txt")).toBe("older!");
	expect(await list(files, "/")).toEqual(["a.txt", "newer.txt"]);
	const facts = await files.facts(path("/a.txt"));
	expect(files.permissions(path("/a.txt"), facts)).toBe("adfr");
});

test("without overwriting, a file that came meanwhile is not replaced either", async () => {
	const files = under({ overwrite: false });
	const first = await begun(files, "/n", "first");
	const second = await begun(files, "/n", "second");
	await first.commit();
	expect(await outcome(() => second.commit())).toBe("exists");
	expect(await read(files, "/n")).toBe("first");
});

test.each([
	["in one write", { kind: "replace" }, "123456", "tooLarge"],
	["up to the last byte", { kind: "replace" }, "12345", "done"],
	["onto the end", { kind: "append" }, "345", "tooLarge"],
	["onto the end, up to the last byte", { kind: "append" }, "45", "done"],
	["from a byte on", { kind: "resume", offsetBytes: 2 }, "3456", "tooLarge"],
	["from a byte on", { kind: "resume", offsetBytes: 3 }, "45", "done"],
] as const)(
	"no file outgrows the largest: %s %p %p is %s",
	async (_how, mode, content, expected) => {
		const files = under({ largestFileBytes: 5 });
		const done = await outcome(() => put(files, "/a.txt", content, mode));
		expect(done).toBe(expected);
		if (done !== "done") expect(await read(files, "/a.txt")).toBe("old");
		expect(files.largestFileBytes).toBe(5);
	},
);

test("uploads are refused when they would leave too little on the disk, and AVBL tells what may be written", async () => {
	const MIB = 1024 * 1024;
	const backend = memoryBackend({ capacityBytes: 20 * MIB });
	const files = account({}, { backend, policy: { leastFreeBytes: 8 * MIB } });
	expect(await files.freeBytes(path("/"))).toBe(12 * MIB);
	const running = await begun(files, "/a", "");
	const piece = new Uint8Array(MIB);
	let written = 0;
	const writeOn = async () => {
		for (; written < 20; written++) await running.write([piece]);
	};
	expect(await outcome(writeOn)).toBe("noSpace");
	expect(written).toBeGreaterThanOrEqual(12);
	expect(written).toBeLessThanOrEqual(16);
	await running.discard();
	await put(files, "/b", "x".repeat(12 * MIB));
	await put(files, "/c", "x");
	expect(await files.freeBytes(path("/"))).toBe(0);
	expect(await outcome(() => begun(files, "/d", "d"))).toBe("noSpace");
	expect(await namesIn(backend, "/")).toEqual(["b", "c"]);
});

test("with a trash, deleted files are kept where no client sees them", async () => {
	const backend = memoryBackend({
		files: { "/a.txt": "one", "/sub/a.txt": "two" },
	});
	const files = account(
		{},
		{ backend, policy: { trash: true }, nowMs: () => Date.UTC(2026, 10, 22) },
	);
	await files.remove(path("/a.txt"));
	await files.remove(path("/sub/a.txt"));
	await put(files, "/over", "1");
	await put(files, "/over", "2");
	expect(await list(files, "/")).toEqual(["over", "sub"]);
	const kept = await namesIn(backend, `/${TRASH_NAME}`);
	expect(kept).toHaveLength(2);
	for (const name of kept) {
		expect(name).toMatch(/^20261122T000000\.000Z-[0-9a-f]{8}-a\.txt$/);
	}
	const contents = await Promise.all(
		kept.map((name) => contentOf(backend, `/${TRASH_NAME}/${name}`)),
	);
	expect(contents.sort()).toEqual(["one", "two"]);
	for (const text of ["/.trash", "/.TRASH", `/.trash/${kept[0]}`]) {
		for (const work of [
			() => files.enter(path(text)),
			() => read(files, text),
			() => list(files, text),
			() => files.remove(path(text)),
			() => files.checkRename(path(text)),
		]) {
			expect(await outcome(work)).toBe("notFound");
		}
		expect(await outcome(() => put(files, text, "x"))).toBe("badName");
		expect(await outcome(() => files.makeFolder(path(text)))).toBe("badName");
	}
	await files.makeFolder(path("/sub/.trash"));
	expect(await list(files, "/sub")).toEqual([".trash"]);
});

test("a name of the greatest length is deleted into the trash too", async () => {
	const long = `${"ä".repeat(125)}.txt`;
	const files = account({ [`/${long}`]: "x" }, { policy: { trash: true } });
	await files.remove(path(`/${long}`));
	expect(await list(files, "/")).toEqual([]);
	const kept = await namesIn(files.backend, `/${TRASH_NAME}`);
	expect(kept[0]).toEndWith("ää.txt");
});

const KEEP: FilesPolicy = { interrupted: "keep" };

test("a broken upload is kept beside the target, and resumed under that name", async () => {
	const files = under(KEEP);
	const broken = await begun(files, "/a.txt", "new con");
	await broken.discard();
	expect(await read(files, "/a.txt")).toBe("old");
	expect(await read(files, "/a.txt.part")).toBe("new con");
	const again = await begun(files, "/a.txt.part", "te", {
		kind: "resume",
		offsetBytes: 7,
	});
	await again.discard();
	expect(await read(files, "/a.txt.part")).toBe("new conte");
	await put(files, "/a.txt.part", "nt", { kind: "resume", offsetBytes: 9 });
	await files.rename(path("/a.txt.part"), path("/a.txt"));
	expect(await read(files, "/a.txt")).toBe("new content");
	expect(await list(files, "/")).toEqual(["a.txt"]);
});

test("the next broken upload replaces what the last one left", async () => {
	const files = under(KEEP);
	await (await begun(files, "/n", "first")).discard();
	await (await begun(files, "/n", "2nd")).discard();
	expect(await read(files, "/n.part")).toBe("2nd");
	expect(await list(files, "/")).toEqual(["a.txt", "n.part"]);
});

test.each([
	["nothing has come", "/n", "", { kind: "replace" }],
	["it went onto the end", "/a.txt", "er", { kind: "append" }],
	["it made a file to append to", "/n", "er", { kind: "append" }],
	["it began a file called part anew", "/x.part", "xx", { kind: "replace" }],
	["a folder is in the way", "/f", "f", { kind: "replace" }],
] as const)(
	"a broken upload leaves nothing when %s",
	async (_when, to, content, mode) => {
		const files = under(KEEP, { "/x.part": "x", "/f.part/in": "in" });
		await (await begun(files, to, content, mode)).discard();
		expect(await list(files, "/")).toEqual(["a.txt", "f.part", "x.part"]);
		expect(await read(files, "/a.txt")).toBe("old");
		expect(await read(files, "/x.part")).toBe("x");
	},
);

test("an upload that the server refuses to go on with leaves nothing", async () => {
	const files = under({ ...KEEP, largestFileBytes: 5 });
	const running = await begun(files, "/n", "1234");
	const tooMuch = () => running.write([new Uint8Array(2)]);
	expect(await outcome(tooMuch)).toBe("tooLarge");
	await running.discard();
	expect(await list(files, "/")).toEqual(["a.txt"]);
});

test("a denied pattern does not keep a part from being kept, a hidden one does", async () => {
	const denied = account({}, { policy: KEEP, names: { denied: ["*.part"] } });
	await (await begun(denied, "/n", "12")).discard();
	expect(await list(denied, "/")).toEqual(["n.part"]);
	const hidden = account({}, { policy: KEEP, names: { hidden: ["*.part"] } });
	await (await begun(hidden, "/n", "12")).discard();
	expect(await namesIn(hidden.backend, "/")).toEqual([]);
});
