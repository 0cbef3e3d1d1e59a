import { describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import {
	type OpenedJournal,
	openUploadJournal,
} from "../../src/platform/index.ts";
import { at, reasonOf } from "../files/backend-conformance.ts";
import { temporaryUploads } from "../support/content.ts";

/** A folder of its own, with a place for files and one for the journal. */
class Ground implements Disposable {
	readonly top: string = realpathSync(
		mkdtempSync(join(tmpdir(), "oceanftp-test-")),
	);
	readonly files: string = join(this.top, "files");
	readonly journal: string = join(this.top, "run", "uploads.journal");

	constructor() {
		mkdirSync(this.files);
	}

	open(maxBytes?: number): Promise<OpenedJournal> {
		return openUploadJournal({
			file: this.journal,
			onFailure: (error) => {
				throw error;
			},
			...(maxBytes === undefined ? {} : { maxBytes }),
		});
	}

	[Symbol.dispose](): void {
		rmSync(this.top, { recursive: true });
	}
}

const hex = (digit: string): string => `.oceanftp-${digit.repeat(32)}`;

describe("the upload journal", () => {
	test("removes what it names, and nothing else that looks like it", async () => {
		using ground = new Ground();
		const left = join(ground.files, hex("a"));
		const notNamed = join(ground.files, hex("b"));
		for (const path of [left, notNamed]) writeFileSync(path, "half");
		const first = await ground.open();
		first.begun(left);
		first.close();
		const second = await ground.open();
		expect(second.removed).toEqual([left]);
		expect(existsSync(left)).toBe(false);
		expect(existsSync(notNamed)).toBe(true);
		second.close();
		const third = await ground.open();
		expect(third.removed).toEqual([]);
		third.close();
	});

	test("with a base finds what a crash left after the base was moved, and names nothing above it", async () => {
		using ground = new Ground();
		const onFailure = (error: unknown): never => {
			throw error;
		};
		const before = join(ground.top, "before");
		const after = join(ground.top, "after");
		mkdirSync(join(before, "files"), { recursive: true });
		const outside = join(ground.files, hex("e"));
		const inside = join(before, "files", hex("f"));
		for (const path of [inside, outside]) writeFileSync(path, "half");
		const file = join(before, "run", "uploads.journal");
		const first = await openUploadJournal({ base: before, file, onFailure });
		first.begun(inside);
		expect(readFileSync(file, "utf8")).not.toContain(before);
		first.begun(outside);
		first.close();
		renameSync(before, after);
		const second = await openUploadJournal({
			base: after,
			file: join(after, "run", "uploads.journal"),
			onFailure,
		});
		second.close();
		expect([...second.removed].sort()).toEqual(
			[join(after, "files", hex("f")), outside].sort(),
		);
		expect(existsSync(outside)).toBe(false);
	});

	test("leaves uploads alone that ended", async () => {
		using ground = new Ground();
		const path = join(ground.files, hex("c"));
		const first = await ground.open();
		first.begun(path);
		first.ended(path);
		first.close();
		writeFileSync(path, "somebody else's now");
		const second = await ground.open();
		expect(second.removed).toEqual([]);
		expect(existsSync(path)).toBe(true);
		second.close();
	});

	test("removes no folder, no link and no other name, whatever somebody wrote into it", async () => {
		using ground = new Ground();
		const precious = join(ground.files, "precious.txt");
		const folder = join(ground.files, hex("d"));
		const link = join(ground.files, hex("e"));
		writeFileSync(precious, "keep me");
		mkdirSync(folder);
		symlinkSync(precious, link);
		mkdirSync(join(ground.top, "run"));
		const lines = [
			`+${JSON.stringify(precious)}`,
			`+${JSON.stringify(folder)}`,
			`+${JSON.stringify(link)}`,
			`+${JSON.stringify(`files/${hex("f")}`)}`,
			'+"/etc/passwd"',
			"+not JSON",
			"+[1]",
			"",
			`+${JSON.stringify(join(ground.files, hex("0")))}`.slice(0, -3),
		];
		writeFileSync(ground.journal, lines.join("\n"));
		const journal = await ground.open();
		expect(journal.removed).toEqual([]);
		expect(readFileSync(precious, "utf8")).toBe("keep me");
		expect(existsSync(folder)).toBe(true);
		expect(existsSync(link)).toBe(true);
		journal.close();
	});

	test("tries again at a later start when the folder is not there now", async () => {
		using ground = new Ground();
		const path = join(ground.top, "stick", hex("1"));
		const first = await ground.open();
		first.begun(path);
		first.close();
		const second = await ground.open();
		expect(second.removed).toEqual([]);
		second.close();
		mkdirSync(join(ground.top, "stick"));
		writeFileSync(path, "half");
		const third = await ground.open();
		expect(third.removed).toEqual([path]);
		third.close();
	});

	test("stays small, and forgets nothing that still runs", async () => {
		using ground = new Ground();
		const journal = await ground.open(4096);
		const running = join(ground.files, hex("2"));
		writeFileSync(running, "half");
		journal.begun(running);
		for (let index = 0; index < 5000; index++) {
			const path = join(ground.files, `.oceanftp-${index}`);
			journal.begun(path);
			journal.ended(path);
		}
		expect(statSync(ground.journal).size).toBeLessThan(8192);
		journal.close();
		const next = await ground.open();
		expect(next.removed).toEqual([running]);
		next.close();
	});

	test("keeps a name with quotes, line ends and letters of all kinds", async () => {
		using ground = new Ground();
		const folder = join(ground.files, 'a\n+"b"\nü日');
		mkdirSync(folder);
		const path = join(folder, hex("3"));
		writeFileSync(path, "half");
		const first = await ground.open();
		first.begun(path);
		first.close();
		const second = await ground.open();
		expect(second.removed).toEqual([path]);
		second.close();
	});

	test("is readable by its owner alone", async () => {
		using ground = new Ground();
		const journal = await ground.open();
		expect(statSync(ground.journal).mode & 0o777).toBe(0o600);
		expect(statSync(join(ground.top, "run")).mode & 0o777).toBe(0o700);
		journal.close();
	});

	test("tells once when it cannot be written, and does not stop the upload", async () => {
		using ground = new Ground();
		const failures: unknown[] = [];
		const journal = await openUploadJournal({
			file: ground.journal,
			maxBytes: 1,
			onFailure: (error) => failures.push(error),
		});
		// It is written anew at each line, and its folder is gone.
		rmSync(dirname(ground.journal), { recursive: true });
		const backend = await diskBackend({ root: ground.files, journal });
		for (const name of ["/one", "/two"]) {
			const upload = await backend.beginUpload(at(name), { kind: "replace" });
			await upload.commit();
		}
		expect(failures).toHaveLength(1);
		expect(existsSync(join(ground.files, "two"))).toBe(true);
	});
});

describe("the disk backend with a journal", () => {
	test("leaves an empty list behind uploads that end, however they end", async () => {
		using ground = new Ground();
		const journal = await ground.open();
		const backend = await diskBackend({ root: ground.files, journal });
		// A small one has a file of its own at its end only.
		for (const [sizeBytes, files] of [
			[100_000, 1],
			[10, 0],
		] as const) {
			for (const ending of ["commit", "discard"] as const) {
				const upload = await backend.beginUpload(at("/a"), { kind: "replace" });
				await upload.write([new Uint8Array(sizeBytes)]);
				expect(temporaryUploads(ground.files)).toHaveLength(files);
				await upload[ending]();
			}
			const name = `/b${sizeBytes}`;
			const blocked = await backend.beginUpload(at(name), { kind: "replace" });
			await blocked.write([new Uint8Array(sizeBytes)]);
			await backend.makeFolder(at(name));
			expect(await reasonOf(blocked.commit())).toBe("notAFile");
		}
		journal.close();
		const next = await ground.open();
		expect(next.removed).toEqual([]);
		expect(temporaryUploads(ground.files)).toEqual([]);
		next.close();
	});

	test.each(["bun", "deno"] as const)(
		"finds what a killed process left (%s)",
		async (runtime) => {
			using ground = new Ground();
			const script = join(import.meta.dirname, "disk-killed-upload.ts");
			const deno = join(import.meta.dirname, "../../node_modules/.bin/deno");
			const program =
				runtime === "bun"
					? [process.execPath, script]
					: [deno, "run", "-A", "--no-config", script];
			const child = Bun.spawn([...program, ground.files, ground.journal], {
				stdout: "pipe",
				stderr: "inherit",
			});
			const reader = child.stdout.getReader();
			const { value } = await reader.read();
			// What was started may be a wrapper that lives on with its child behind it.
			const said = new TextDecoder().decode(value);
			const pid = Number(/^under way in (\d+)$/m.exec(said)?.[1]);
			expect(pid).toBeGreaterThan(1);
			process.kill(pid, "SIGKILL");
			await child.exited;
			const left = temporaryUploads(ground.files);
			expect(left).toHaveLength(3);
			const journal = await ground.open();
			expect([...journal.removed].sort()).toEqual(left.sort());
			expect(temporaryUploads(ground.files)).toEqual([]);
			expect(readFileSync(join(ground.files, "old.txt"), "utf8")).toBe("old");
			journal.close();
		},
		120_000,
	);

	describe("of a file that grows in place", () => {
		const grow = async (ground: Ground): Promise<string> => {
			const path = join(ground.files, "log.txt");
			writeFileSync(path, "old");
			const { dev, ino } = statSync(path, { bigint: true });
			const first = await ground.open();
			const unique = `${dev.toString(16)}.${ino.toString(16)}`;
			first.growing(path, { sizeBytes: 3, unique });
			writeFileSync(path, "old and half of the new");
			return path;
		};

		test.skipIf(process.platform !== "linux")(
			"cuts off what an unfinished append left, once",
			async () => {
				using ground = new Ground();
				const path = await grow(ground);
				const second = await ground.open();
				expect(second.cutBack).toEqual([path]);
				expect(readFileSync(path, "utf8")).toBe("old");
				writeFileSync(path, "old and somebody else's");
				const third = await ground.open();
				expect(third.cutBack).toEqual([]);
				expect(readFileSync(path, "utf8")).toBe("old and somebody else's");
			},
		);

		test("leaves another file alone that has its name now", async () => {
			using ground = new Ground();
			const path = await grow(ground);
			writeFileSync(`${path}.new`, "another file");
			renameSync(`${path}.new`, path);
			const second = await ground.open();
			expect(second.cutBack).toEqual([]);
			expect(readFileSync(path, "utf8")).toBe("another file");
		});

		test("leaves it as it is when the machine went down too", async () => {
			using ground = new Ground();
			const path = await grow(ground);
			const written = readFileSync(ground.journal, "utf8");
			writeFileSync(
				ground.journal,
				written.replace(/"boot":"[^"]*"/, '"boot":"another"'),
			);
			const second = await ground.open();
			expect(second.cutBack).toEqual([]);
			expect(readFileSync(path, "utf8")).toBe("old and half of the new");
		});

		test("remembers it when the journal is written anew", async () => {
			using ground = new Ground();
			const path = await grow(ground);
			const second = await ground.open(1);
			const { dev, ino } = statSync(path, { bigint: true });
			const unique = `${dev.toString(16)}.${ino.toString(16)}`;
			second.growing(path, { sizeBytes: 3, unique });
			second.begun(join(ground.files, hex("d")));
			writeFileSync(path, "old again longer");
			const third = await ground.open();
			expect(third.cutBack).toEqual(process.platform === "linux" ? [path] : []);
		});
	});
});
