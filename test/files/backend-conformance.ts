import assert from "node:assert/strict";
import {
	type Backend,
	type Entry,
	FileFailure,
	type FileFailureReason,
	ROOT,
	resolvePath,
	type UploadMode,
	type VirtualPath,
} from "../../src/files/index.ts";

/** Registers one test; the runner of Bun, or the small one of the Deno script. */
export type Register = (name: string, body: () => Promise<void>) => void;

/** A fresh, empty tree for every test. */
export type OpenBackend = () => Promise<{
	readonly backend: Backend;
	readonly close: () => Promise<void>;
}>;

export const at = (text: string): VirtualPath => resolvePath(ROOT, text);

export async function upload(
	backend: Backend,
	path: string,
	content: string,
	mode: UploadMode = { kind: "replace" },
): Promise<void> {
	const running = await backend.beginUpload(at(path), mode);
	try {
		await running.write([new TextEncoder().encode(content)]);
	} catch (error) {
		await running.discard();
		throw error;
	}
	await running.commit();
}

export async function contentOf(
	backend: Backend,
	path: string,
): Promise<string> {
	const file = await backend.openRead(at(path));
	try {
		const parts: number[] = [];
		const buffer = new Uint8Array(7);
		for (;;) {
			const count = await file.read(buffer, parts.length);
			if (count === 0) break;
			parts.push(...buffer.subarray(0, count));
		}
		return new TextDecoder().decode(Uint8Array.from(parts));
	} finally {
		await file.close();
	}
}

export async function namesIn(
	backend: Backend,
	path: string,
): Promise<string[]> {
	return (await entriesIn(backend, path)).map(({ name }) => name).sort();
}

export async function entriesIn(
	backend: Backend,
	path: string,
): Promise<Entry[]> {
	const all: Entry[] = [];
	for await (const batch of backend.entries(at(path))) all.push(...batch);
	return all;
}

/** The reason with which the work fails; fails itself when the work does not, or with anything but a FileFailure. */
export async function reasonOf(
	work: Promise<unknown>,
): Promise<FileFailureReason> {
	const outcome = await work.then(
		() => "no failure",
		(error: unknown) => error,
	);
	assert.ok(outcome instanceof FileFailure, `a FileFailure, not ${outcome}`);
	return outcome.reason;
}

const APPEND: UploadMode = { kind: "append" };
const REPLACE: UploadMode = { kind: "replace" };
const resume = (offsetBytes: number): UploadMode => ({
	kind: "resume",
	offsetBytes,
});

/** What every backend must do alike, told by its port alone. */
export function backendConformance(
	name: string,
	test: Register,
	open: OpenBackend,
): void {
	const behaves = (
		behaviour: string,
		body: (backend: Backend) => Promise<void>,
	) =>
		test(`${name} ${behaviour}`, async () => {
			const { backend, close } = await open();
			try {
				await body(backend);
			} finally {
				await close();
			}
		});

	behaves("shows its root as an empty folder", async (backend) => {
		assert.equal((await backend.facts(ROOT)).kind, "folder");
		assert.deepEqual(await namesIn(backend, "/"), []);
	});

	behaves("gives back the bytes of an upload", async (backend) => {
		await upload(backend, "/hello.txt", "hello, world");
		assert.equal(await contentOf(backend, "/hello.txt"), "hello, world");
		const facts = await backend.facts(at("/hello.txt"));
		assert.equal(facts.kind, "file");
		assert.equal(facts.sizeBytes, 12);
		assert.deepEqual(await namesIn(backend, "/"), ["hello.txt"]);
	});

	behaves("takes an upload of nothing", async (backend) => {
		const running = await backend.beginUpload(at("/empty"), REPLACE);
		await running.write([]);
		await running.write([new Uint8Array()]);
		await running.commit();
		assert.equal((await backend.facts(at("/empty"))).sizeBytes, 0);
		assert.equal(await contentOf(backend, "/empty"), "");
	});

	behaves("writes many chunks in their order", async (backend) => {
		const running = await backend.beginUpload(at("/many"), REPLACE);
		const reused = new Uint8Array(1);
		let expected = "";
		for (let round = 0; round < 3; round++) {
			const chunks = Array.from({ length: 1500 }, (_, index) =>
				new TextEncoder().encode(`${round}:${index};`),
			);
			expected += chunks
				.map((chunk) => new TextDecoder().decode(chunk))
				.join("");
			await running.write(chunks);
			reused[0] = 65 + round;
			await running.write([reused]);
			expected += String.fromCharCode(65 + round);
		}
		await running.commit();
		assert.equal(await contentOf(backend, "/many"), expected);
	});

	behaves("keeps the old file until the commit", async (backend) => {
		await upload(backend, "/a.txt", "old");
		const running = await backend.beginUpload(at("/a.txt"), REPLACE);
		await running.write([new TextEncoder().encode("newer")]);
		assert.equal(await contentOf(backend, "/a.txt"), "old");
		assert.deepEqual(await namesIn(backend, "/"), ["a.txt"]);
		await running.commit();
		assert.equal(await contentOf(backend, "/a.txt"), "newer");
	});

	behaves("leaves no trace of a discarded upload", async (backend) => {
		await upload(backend, "/a.txt", "old");
		for (const mode of [REPLACE, APPEND, resume(1), resume(3)]) {
			const running = await backend.beginUpload(at("/a.txt"), mode);
			await running.write([new TextEncoder().encode("spoilt")]);
			await running.discard();
			await running.discard();
			assert.equal(await contentOf(backend, "/a.txt"), "old");
		}
		for (const mode of [REPLACE, APPEND, resume(0)]) {
			const running = await backend.beginUpload(at("/b.txt"), mode);
			await running.write([new TextEncoder().encode("spoilt")]);
			await running.discard();
		}
		assert.deepEqual(await namesIn(backend, "/"), ["a.txt"]);
	});

	behaves("appends to the end, and makes what is missing", async (backend) => {
		await upload(backend, "/log", "one,", APPEND);
		await upload(backend, "/log", "two,", APPEND);
		assert.equal(await contentOf(backend, "/log"), "one,two,");
	});

	behaves("resumes within, at the end and not beyond it", async (backend) => {
		await upload(backend, "/r", "0123456789");
		await upload(backend, "/r", "ABC", resume(10));
		assert.equal(await contentOf(backend, "/r"), "0123456789ABC");
		await upload(backend, "/r", "xy", resume(4));
		assert.equal(await contentOf(backend, "/r"), "0123xy");
		for (const path of ["/r", "/missing"]) {
			const begun = backend.beginUpload(at(path), resume(7));
			assert.equal(await reasonOf(begun), "offsetBeyondEnd");
			const checked = backend.checkUpload(at(path), resume(7));
			assert.equal(await reasonOf(checked), "offsetBeyondEnd");
		}
		assert.deepEqual(await namesIn(backend, "/"), ["r"]);
	});

	behaves("lets the last of two uploads win", async (backend) => {
		const first = await backend.beginUpload(at("/x"), REPLACE);
		const second = await backend.beginUpload(at("/x"), REPLACE);
		await second.write([new TextEncoder().encode("second")]);
		await first.write([new TextEncoder().encode("first")]);
		await second.commit();
		assert.equal(await contentOf(backend, "/x"), "second");
		await first.commit();
		assert.equal(await contentOf(backend, "/x"), "first");
		assert.deepEqual(await namesIn(backend, "/"), ["x"]);
	});

	behaves("lets one upload at a time append", async (backend) => {
		await upload(backend, "/old", "0");
		for (const path of ["/old", "/new"]) {
			const first = await backend.beginUpload(at(path), APPEND);
			const again = backend.beginUpload(at(path), APPEND);
			assert.equal(await reasonOf(again), "busy");
			const checked = backend.checkUpload(at(path), APPEND);
			assert.equal(await reasonOf(checked), "busy");
			await first.write([new TextEncoder().encode("1")]);
			await first.commit();
			await upload(backend, path, "2", APPEND);
			const third = await backend.beginUpload(at(path), APPEND);
			await third.discard();
			await upload(backend, path, "3", APPEND);
		}
		assert.equal(await contentOf(backend, "/old"), "0123");
		assert.equal(await contentOf(backend, "/new"), "123");
	});

	behaves(
		"does not call appended what went into a replaced file",
		async (backend) => {
			await upload(backend, "/a", "old");
			const onOld = await backend.beginUpload(at("/a"), APPEND);
			const onNew = await backend.beginUpload(at("/b"), APPEND);
			await onOld.write([new TextEncoder().encode("more")]);
			await onNew.write([new TextEncoder().encode("more")]);
			await upload(backend, "/a", "replaced");
			await upload(backend, "/b", "made");
			assert.equal(await reasonOf(onOld.commit()), "busy");
			assert.equal(await reasonOf(onNew.commit()), "busy");
			assert.equal(await contentOf(backend, "/a"), "replaced");
			assert.equal(await contentOf(backend, "/b"), "made");
			assert.deepEqual(await namesIn(backend, "/"), ["a", "b"]);
		},
	);

	behaves("keeps what has come beside the target", async (backend) => {
		await upload(backend, "/a", "old");
		const wish = { suffix: ".part", mustBeNew: false };
		for (const [mode, content] of [
			[REPLACE, "begun"],
			[resume(2), "olbegun"],
		] as const) {
			const running = await backend.beginUpload(at("/a"), mode);
			await running.write([new TextEncoder().encode("begun")]);
			assert.equal(await running.keep(wish), true);
			assert.equal(await running.keep(wish), false);
			await running.discard();
			assert.equal(await contentOf(backend, "/a"), "old");
			assert.equal(await contentOf(backend, "/a.part"), content);
		}
		for (const mode of [APPEND, resume(3)]) {
			const running = await backend.beginUpload(at("/a"), mode);
			await running.write([new TextEncoder().encode("begun")]);
			assert.equal(await running.keep(wish), false);
			assert.equal(await contentOf(backend, "/a"), "old");
		}
		const third = await backend.beginUpload(at("/a"), REPLACE);
		assert.equal(await third.keep({ ...wish, mustBeNew: true }), false);
		await backend.makeFolder(at("/f.part"));
		const fourth = await backend.beginUpload(at("/f"), REPLACE);
		assert.equal(await fourth.keep(wish), false);
		assert.deepEqual(await namesIn(backend, "/"), ["a", "a.part", "f.part"]);
		assert.equal(await contentOf(backend, "/a.part"), "olbegun");
	});

	behaves("keeps in place what went onto a file's end", async (backend) => {
		const wish = { suffix: "", mustBeNew: false };
		for (const [mode, kept] of [
			[APPEND, true],
			[resume(2), true],
			[resume(3), false],
			[REPLACE, false],
		] as const) {
			const running = await backend.beginUpload(at("/a.part"), mode);
			await running.write([new TextEncoder().encode("ab")]);
			assert.equal(await running.keep(wish), kept);
		}
		assert.equal(await contentOf(backend, "/a.part"), "abab");
		assert.deepEqual(await namesIn(backend, "/"), ["a.part"]);
	});

	behaves("tells what a removal or rename ended", async (backend) => {
		await upload(backend, "/a", "12345");
		await upload(backend, "/b", "123");
		assert.equal(await backend.rename(at("/a"), at("/a")), undefined);
		assert.equal(await backend.rename(at("/a"), at("/b")), 3);
		assert.equal(await backend.rename(at("/b"), at("/c")), undefined);
		assert.equal(await backend.remove(at("/c")), 5);
	});

	behaves("refuses to go on with an ended upload", async (backend) => {
		const running = await backend.beginUpload(at("/e"), REPLACE);
		await running.commit();
		assert.equal(await reasonOf(running.write([new Uint8Array([1])])), "io");
		assert.equal(await reasonOf(running.commit()), "io");
		await running.discard();
		assert.deepEqual(await namesIn(backend, "/"), ["e"]);
	});

	behaves("gives an opened file's own bytes to the end", async (backend) => {
		await upload(backend, "/a", "before");
		const file = await backend.openRead(at("/a"));
		await upload(backend, "/a", "afterwards");
		const buffer = new Uint8Array(32);
		assert.equal(file.sizeBytes, 6);
		assert.equal(await file.read(buffer, 0), 6);
		assert.equal(new TextDecoder().decode(buffer.subarray(0, 6)), "before");
		assert.equal(await file.read(buffer, 4), 2);
		assert.equal(await file.read(buffer, 600), 0);
		await file.close();
	});

	behaves("checks an upload without touching anything", async (backend) => {
		await backend.makeFolder(at("/d"));
		await upload(backend, "/f", "f");
		for (const mode of [REPLACE, APPEND, resume(0)]) {
			await backend.checkUpload(at("/new"), mode);
			await backend.checkUpload(at("/f"), mode);
			const onFolder = backend.checkUpload(at("/d"), mode);
			assert.equal(await reasonOf(onFolder), "notAFile");
			const onRoot = backend.checkUpload(ROOT, mode);
			assert.equal(await reasonOf(onRoot), "notAFile");
			for (const path of ["/no/new", "/f/new"]) {
				const nowhere = backend.checkUpload(at(path), mode);
				assert.equal(await reasonOf(nowhere), "notFound");
			}
		}
		assert.deepEqual(await namesIn(backend, "/"), ["d", "f"]);
		assert.equal(await contentOf(backend, "/f"), "f");
	});

	behaves("refuses what does not fit what is there", async (backend) => {
		await backend.makeFolder(at("/d"));
		await backend.makeFolder(at("/d/e"));
		await upload(backend, "/f", "f");
		const cases: [FileFailureReason, () => Promise<unknown>][] = [
			["notFound", () => backend.facts(at("/none"))],
			["notFound", () => backend.facts(at("/none/x"))],
			["notFound", () => backend.facts(at("/f/x"))],
			["notFound", () => backend.openRead(at("/none"))],
			["notAFile", () => backend.openRead(at("/d"))],
			["notAFile", () => backend.openRead(ROOT)],
			["notFound", () => namesIn(backend, "/none")],
			["notAFolder", () => namesIn(backend, "/f")],
			["notAFile", () => backend.beginUpload(at("/d"), REPLACE)],
			["notAFile", () => backend.beginUpload(at("/d"), APPEND)],
			["notAFile", () => backend.beginUpload(ROOT, REPLACE)],
			["notFound", () => backend.beginUpload(at("/none/x"), REPLACE)],
			["notFound", () => backend.beginUpload(at("/f/x"), REPLACE)],
			["notFound", () => backend.remove(at("/none"))],
			["notAFile", () => backend.remove(at("/d"))],
			["notAFile", () => backend.remove(ROOT)],
			["exists", () => backend.makeFolder(at("/d"))],
			["exists", () => backend.makeFolder(at("/f"))],
			["exists", () => backend.makeFolder(ROOT)],
			["notFound", () => backend.makeFolder(at("/none/x"))],
			["notFound", () => backend.removeFolder(at("/none"))],
			["notAFolder", () => backend.removeFolder(at("/f"))],
			["notEmpty", () => backend.removeFolder(at("/d"))],
			["denied", () => backend.removeFolder(ROOT)],
			["denied", () => backend.rename(ROOT, at("/x"))],
			["exists", () => backend.rename(at("/f"), ROOT)],
			["notFound", () => backend.rename(at("/none"), at("/x"))],
			["notFound", () => backend.rename(at("/f"), at("/none/x"))],
			["exists", () => backend.rename(at("/f"), at("/d"))],
			["exists", () => backend.rename(at("/d"), at("/f"))],
			["exists", () => backend.rename(at("/d/e"), at("/d"))],
			["badName", () => backend.rename(at("/d"), at("/d/e/inner"))],
		];
		for (const [index, [reason, work]] of cases.entries()) {
			assert.equal(await reasonOf(work()), reason, `case ${index}`);
		}
		assert.deepEqual(await namesIn(backend, "/"), ["d", "f"]);
		assert.deepEqual(await namesIn(backend, "/d"), ["e"]);
		assert.equal(await contentOf(backend, "/f"), "f");
	});

	behaves(
		"refuses to end an upload where a folder was made",
		async (backend) => {
			const running = await backend.beginUpload(at("/n"), REPLACE);
			await backend.makeFolder(at("/n"));
			assert.equal(await reasonOf(running.commit()), "notAFile");
			assert.deepEqual(await namesIn(backend, "/"), ["n"]);
			assert.equal((await backend.facts(at("/n"))).kind, "folder");
		},
	);

	behaves("makes, fills and removes folders", async (backend) => {
		await backend.makeFolder(at("/d"));
		await backend.makeFolder(at("/d/e"));
		await upload(backend, "/d/e/f", "deep");
		assert.equal(await contentOf(backend, "/d/e/f"), "deep");
		assert.deepEqual(await namesIn(backend, "/d/e"), ["f"]);
		await backend.remove(at("/d/e/f"));
		await backend.removeFolder(at("/d/e"));
		await backend.removeFolder(at("/d"));
		assert.deepEqual(await namesIn(backend, "/"), []);
	});

	behaves(
		"renames files, and folders with what is in them",
		async (backend) => {
			await backend.makeFolder(at("/d"));
			await upload(backend, "/d/f", "moved");
			await upload(backend, "/old", "replaced");
			const { unique } = await backend.facts(at("/d/f"));
			await backend.rename(at("/d/f"), at("/old"));
			assert.equal(await contentOf(backend, "/old"), "moved");
			assert.equal((await backend.facts(at("/old"))).unique, unique);
			await backend.rename(at("/old"), at("/old"));
			await backend.rename(at("/old"), at("/d/back"));
			await backend.rename(at("/d"), at("/e"));
			assert.equal(await contentOf(backend, "/e/back"), "moved");
			assert.deepEqual(await namesIn(backend, "/"), ["e"]);
		},
	);

	behaves("makes a new file, and never over another", async (backend) => {
		await upload(backend, "/there", "old");
		const mode: UploadMode = { kind: "new" };
		assert.equal(
			await reasonOf(backend.checkUpload(at("/there"), mode)),
			"exists",
		);
		assert.equal(
			await reasonOf(backend.beginUpload(at("/there"), mode)),
			"exists",
		);
		await upload(backend, "/fresh", "new", mode);
		assert.equal(await contentOf(backend, "/fresh"), "new");
		const late = await backend.beginUpload(at("/late"), mode);
		await late.write([new TextEncoder().encode("late")]);
		await upload(backend, "/late", "first");
		assert.equal(await reasonOf(late.commit()), "exists");
		assert.equal(await contentOf(backend, "/late"), "first");
		assert.deepEqual(await namesIn(backend, "/"), ["fresh", "late", "there"]);
	});

	behaves("sets the time of files and folders", async (backend) => {
		await backend.makeFolder(at("/d"));
		await upload(backend, "/d/f", "f");
		for (const path of ["/d/f", "/d"]) {
			for (const time of [
				Date.UTC(2002, 6, 17, 21, 7, 15),
				Date.UTC(2038, 5, 1),
			]) {
				await backend.setModified(at(path), time);
				assert.equal((await backend.facts(at(path))).modifiedMs, time);
			}
		}
		assert.equal(await contentOf(backend, "/d/f"), "f");
		const missing = backend.setModified(at("/none"), 0);
		assert.equal(await reasonOf(missing), "notFound");
		assert.equal(await reasonOf(backend.setModified(ROOT, 0)), "denied");
	});

	behaves("sets the mode of files and folders", async (backend) => {
		await backend.makeFolder(at("/d"));
		await upload(backend, "/f", "f");
		for (const mode of [0o000, 0o200, 0o640, 0o777]) {
			await backend.setMode(at("/f"), mode);
			assert.equal((await backend.facts(at("/f"))).mode, mode);
		}
		await backend.setMode(at("/d"), 0o700);
		assert.equal((await backend.facts(at("/d"))).mode, 0o700);
		assert.equal(await reasonOf(backend.setMode(at("/none"), 0)), "notFound");
		assert.equal(await reasonOf(backend.setMode(ROOT, 0)), "denied");
	});

	behaves("tells the room in folders only", async (backend) => {
		await upload(backend, "/f", "f");
		const bytes = await backend.freeBytes(ROOT);
		assert.ok(bytes === undefined || (bytes > 0 && Number.isInteger(bytes)));
		assert.equal(await reasonOf(backend.freeBytes(at("/f"))), "notAFolder");
		const missing = backend.freeBytes(at("/none/x"));
		assert.equal(await reasonOf(missing), "notFound");
	});

	behaves("tells two files apart by `unique`", async (backend) => {
		await upload(backend, "/a", "a");
		await upload(backend, "/b", "b");
		const [a, b] = await entriesIn(backend, "/");
		assert.notEqual(a?.facts.unique, b?.facts.unique);
		const again = await backend.facts(at(`/${a?.name}`));
		assert.equal(again.unique, a?.facts.unique);
	});

	behaves("keeps names as they are", async (backend) => {
		const names = [
			"two words",
			" lead",
			"trail ",
			"back\\slash",
			"*?[x]",
			"-rf",
			"Ünïcødé",
			"日本語",
			"👩‍🚀",
			"quote\"'",
			"tab\there",
			"e\u0301",
			"\u00e9",
			"x".repeat(255),
			"...",
		];
		for (const name of names) await upload(backend, `/${name}`, name);
		assert.deepEqual(await namesIn(backend, "/"), [...names].sort());
		for (const name of names) {
			assert.equal(await contentOf(backend, `/${name}`), name);
		}
	});
}
