import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
	LogFile,
	type LogFileOptions,
	type LogFileTrouble,
	openLogReader,
	rotatedNames,
	systemClock,
} from "../../src/platform/index.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const DAY_MS = 24 * 3600 * 1000;
const NOON = Date.UTC(2026, 10, 22, 12);

interface Subject extends TempFolder {
	readonly log: LogFile;
	readonly troubles: LogFileTrouble[];
	/** Sets the clock of days. */
	nowMs: number;
	text(name?: string): string;
	names(): string[];
}

function subject(options: Partial<LogFileOptions> = {}): Subject {
	const temp = tempFolder();
	const folder = join(temp.path, "logs");
	const troubles: LogFileTrouble[] = [];
	const made: Subject = {
		...temp,
		troubles,
		nowMs: NOON,
		log: new LogFile({
			folder,
			name: "a.log",
			rotateBytes: undefined,
			retentionMs: undefined,
			keepBytes: undefined,
			onTrouble: (trouble) => troubles.push(trouble),
			clock: { ...systemClock, nowMs: () => made.nowMs },
			...options,
		}),
		text: (name = "a.log") => readFileSync(join(folder, name), "utf8"),
		names: () => readdirSync(folder).sort(),
	};
	return made;
}

/** Gives the file, which bears the machine's time, one of the test's clock. */
function dated(subject: Subject, timeMs: number): void {
	const path = join(subject.path, "logs", "a.log");
	utimesSync(path, timeMs / 1000, timeMs / 1000);
}

describe("a log file", () => {
	test("is made with the first line, for its owner alone", async () => {
		using it = subject();
		expect(existsSync(join(it.path, "logs"))).toBe(false);
		it.log.write("one");
		it.log.write("two é");
		await it.log.close();
		expect(it.text()).toBe("one\ntwo é\n");
		expect(statSync(join(it.path, "logs", "a.log")).mode & 0o777).toBe(0o600);
		expect(statSync(join(it.path, "logs")).mode & 0o777).toBe(0o700);
	});

	test("takes lines without writing any, and gathers them for one write", async () => {
		using it = subject();
		for (let i = 0; i < 1000; i++) it.log.write(`line ${i}`);
		expect(existsSync(join(it.path, "logs"))).toBe(false);
		await it.log.flush();
		expect(it.text().split("\n")).toHaveLength(1001);
		await it.log.close();
	});

	test("writes by itself a moment later", async () => {
		using it = subject();
		it.log.write("one");
		const { promise, resolve } = Promise.withResolvers<void>();
		const look = setInterval(() => {
			if (existsSync(join(it.path, "logs", "a.log"))) resolve();
		}, 10);
		await promise;
		clearInterval(look);
		await it.log.close();
		expect(it.text()).toBe("one\n");
	});

	test("goes on behind what an earlier start wrote, also when its last line was torn", async () => {
		using it = subject();
		mkdirSync(join(it.path, "logs"));
		writeFileSync(join(it.path, "logs", "a.log"), "old\nhalf");
		dated(it, NOON);
		it.log.write("new");
		await it.log.close();
		expect(it.text()).toBe("old\nhalf\nnew\n");
	});

	test("writes each line once however often it is flushed at the same time", async () => {
		using it = subject();
		const flushes = Array.from({ length: 20 }, (_, index) => {
			it.log.write(`line ${index}`);
			return it.log.flush();
		});
		await Promise.all([...flushes, it.log.close()]);
		const expected = Array.from({ length: 20 }, (_, index) => `line ${index}`);
		expect(it.text()).toBe(`${expected.join("\n")}\n`);
	});

	test("closeNow leaves no line behind", () => {
		using it = subject();
		mkdirSync(join(it.path, "logs"));
		it.log.write("last");
		it.log.closeNow();
		expect(it.text()).toBe("last\n");
	});
});

describe("rotation", () => {
	test("by size never lets a file grow beyond it, and numbers the files of a day", async () => {
		using it = subject({ rotateBytes: 10 });
		for (const line of ["aaaa", "bbbb", "cccc", "dddd", "eeee"]) {
			it.log.write(line);
			await it.log.flush();
			dated(it, NOON);
		}
		await it.log.close();
		expect(it.names()).toEqual([
			"a.log",
			"a.log.2026-11-22.1",
			"a.log.2026-11-22.2",
		]);
		expect(it.text("a.log.2026-11-22.1")).toBe("aaaa\nbbbb\n");
		expect(it.text("a.log.2026-11-22.2")).toBe("cccc\ndddd\n");
		expect(it.text()).toBe("eeee\n");
	});

	test("by day begins a file with the first line of a day", async () => {
		using it = subject();
		it.log.write("today");
		await it.log.flush();
		it.nowMs += DAY_MS;
		it.log.write("tomorrow");
		await it.log.close();
		expect(it.names()).toEqual(["a.log", "a.log.2026-11-22.1"]);
		expect(it.text()).toBe("tomorrow\n");
	});

	test("by day counts the day of a file that was there before the start", async () => {
		using it = subject();
		mkdirSync(join(it.path, "logs"));
		writeFileSync(join(it.path, "logs", "a.log"), "old\n");
		dated(it, NOON - 3 * DAY_MS);
		it.log.write("new");
		await it.log.close();
		expect(it.text("a.log.2026-11-19.1")).toBe("old\n");
		expect(it.text()).toBe("new\n");
	});

	test("removes files whose days have passed, and none that only look alike", async () => {
		using it = subject({ retentionMs: 7 * DAY_MS });
		const folder = join(it.path, "logs");
		mkdirSync(folder);
		const others = [
			"a.log.2026-11-01",
			"a.log.2026-11-01.1.gz",
			"a.log.2026-11-01.01",
			"ab.log.2026-11-01.1",
			"a.log.old",
			"b.log.2026-11-01.1",
		];
		const expired = ["a.log.2026-11-14.1", "a.log.2026-11-14.12"];
		for (const name of [...others, ...expired, "a.log.2026-11-15.1"]) {
			writeFileSync(join(folder, name), "x\n");
		}
		it.log.write("new");
		await it.log.close();
		expect(it.names()).toEqual(
			[...others, "a.log", "a.log.2026-11-15.1"].sort(),
		);
	});

	test("removes the oldest files beyond the size for all that were set aside", async () => {
		using it = subject({ keepBytes: 10 });
		const folder = join(it.path, "logs");
		mkdirSync(folder);
		for (const day of ["19", "20", "21"]) {
			writeFileSync(join(folder, `a.log.2026-11-${day}.1`), "12345");
		}
		writeFileSync(join(folder, "b.log.2026-11-01.1"), "12345");
		it.log.write("new");
		await it.log.close();
		expect(it.names()).toEqual([
			"a.log",
			"a.log.2026-11-20.1",
			"a.log.2026-11-21.1",
			"b.log.2026-11-01.1",
		]);
	});

	test("names are in the order of writing", () => {
		const names = ["l.2026-11-22.10", "l.2026-11-22.2", "l.2026-10-30.7", "l"];
		expect(rotatedNames("l", names).map(({ name }) => name)).toEqual([
			"l.2026-10-30.7",
			"l.2026-11-22.2",
			"l.2026-11-22.10",
		]);
	});
});

describe("a file that somebody else handles", () => {
	test("is made anew when it was moved away", async () => {
		using it = subject();
		const path = join(it.path, "logs", "a.log");
		it.log.write("one");
		await it.log.flush();
		renameSync(path, `${path}.moved`);
		it.log.write("two");
		await it.log.close();
		expect(it.text("a.log.moved")).toBe("one\n");
		expect(it.text()).toBe("two\n");
	});

	test("is made anew with its folder when that was taken away", async () => {
		using it = subject();
		it.log.write("one");
		await it.log.flush();
		rmSync(join(it.path, "logs"), { recursive: true });
		it.log.write("two");
		await it.log.close();
		expect(it.text()).toBe("two\n");
		expect(it.troubles).toEqual([]);
	});

	test("that was emptied in place counts its size from there", async () => {
		using it = subject({ rotateBytes: 12 });
		const path = join(it.path, "logs", "a.log");
		it.log.write("12345678");
		await it.log.flush();
		writeFileSync(path, "");
		it.log.write("abcdefgh");
		await it.log.close();
		expect(it.names()).toEqual(["a.log"]);
		expect(it.text()).toBe("abcdefgh\n");
	});
});

/** A file system of so many bytes; none where mounting is not allowed. */
function smallDisk(path: string, sizeKib: number): Disposable | undefined {
	mkdirSync(path);
	const mount = Bun.spawnSync([
		...["mount", "-t", "tmpfs", "-o", `size=${sizeKib}k`],
		...["tmpfs", path],
	]);
	if (mount.exitCode !== 0) return undefined;
	return { [Symbol.dispose]: () => void Bun.spawnSync(["umount", path]) };
}

function canMount(): boolean {
	using temp = tempFolder();
	using disk = smallDisk(join(temp.path, "disk"), 16);
	return disk !== undefined;
}

const isRoot = process.getuid?.() === 0;

describe("a disk that fails", () => {
	test.skipIf(!existsSync("/dev/full"))(
		"is told once, and again when it works",
		async () => {
			using it = subject();
			const path = join(it.path, "logs", "a.log");
			mkdirSync(join(it.path, "logs"));
			symlinkSync("/dev/full", path);
			for (const line of ["one", "two", "three"]) {
				it.log.write(line);
				await it.log.flush();
			}
			expect(it.troubles).toEqual([
				{ kind: "failing", path, why: "the disk is full (ENOSPC)" },
			]);
			rmSync(path);
			await it.log.flush();
			expect(it.troubles.slice(1)).toEqual([
				{ kind: "restored", path, lostLines: 0 },
			]);
			await it.log.close();
			expect(it.text()).toBe("one\ntwo\nthree\n");
		},
	);

	test("costs lines beyond a bound, which are counted", async () => {
		using it = subject();
		const folder = join(it.path, "logs");
		writeFileSync(folder, "a file where the folder should be");
		const line = "x".repeat(1023);
		for (let i = 0; i < 1500; i++) it.log.write(line);
		await it.log.flush();
		for (let i = 0; i < 1500; i++) it.log.write(line);
		await it.log.flush();
		rmSync(folder);
		await it.log.close();
		const kept = it.text().split("\n").length - 1;
		expect(it.troubles.map(({ kind }) => kind)).toEqual([
			"failing",
			"restored",
		]);
		expect(it.troubles.at(-1)).toMatchObject({ lostLines: 3000 - kept });
		expect(kept).toBe(2048);
	});

	test.skipIf(!canMount())(
		"that fills up keeps whole lines only, and gets the rest later",
		async () => {
			using temp = tempFolder();
			const folder = join(temp.path, "disk");
			using _disk = smallDisk(folder, 16);
			const troubles: LogFileTrouble[] = [];
			const log = new LogFile({
				folder,
				name: "a.log",
				rotateBytes: undefined,
				retentionMs: undefined,
				keepBytes: undefined,
				clock: systemClock,
				onTrouble: (trouble) => troubles.push(trouble),
			});
			const ballast = join(folder, "ballast");
			writeFileSync(ballast, new Uint8Array(8 * 1024));
			const lines = Array.from(
				{ length: 12 },
				(_, index) => `${index} ${"y".repeat(999)}`,
			);
			for (const line of lines) log.write(line);
			await log.flush();
			expect(troubles.map(({ kind }) => kind)).toEqual(["failing"]);
			const half = readFileSync(join(folder, "a.log"), "utf8");
			expect(half.endsWith("\n")).toBe(true);
			expect(half.split("\n").length - 1).toBeWithin(1, lines.length);
			rmSync(ballast);
			await log.close();
			expect(readFileSync(join(folder, "a.log"), "utf8")).toBe(
				`${lines.join("\n")}\n`,
			);
			expect(troubles.at(-1)).toMatchObject({ kind: "restored", lostLines: 0 });
		},
	);

	test.skipIf(isRoot)(
		"also when it forbids what it allowed before",
		async () => {
			using it = subject();
			it.log.write("one");
			await it.log.flush();
			// The day on which the machine runs the test is not the test's.
			const then = it.nowMs / 1000;
			utimesSync(join(it.path, "logs", "a.log"), then, then);
			chmodSync(join(it.path, "logs"), 0o500);
			it.nowMs += DAY_MS;
			it.log.write("two");
			await it.log.flush();
			expect(it.troubles.map(({ kind }) => kind)).toEqual(["failing"]);
			chmodSync(join(it.path, "logs"), 0o700);
			await it.log.close();
			expect(it.text()).toBe("two\n");
		},
	);

	test("no more than a pipe that nobody reads, which is told and not waited for", async () => {
		using it = subject();
		const path = join(it.path, "logs", "a.log");
		mkdirSync(join(it.path, "logs"));
		Bun.spawnSync(["mkfifo", path]);
		it.log.write("x".repeat(200_000));
		await it.log.close();
		expect(it.troubles.map(({ kind }) => kind)).toEqual(["failing"]);
	});
});

describe("a reader of log files", () => {
	test("gives whole lines, and what comes later", async () => {
		using temp = tempFolder();
		const path = join(temp.path, "a.log");
		writeFileSync(path, "one\ntwo\nthr");
		await using reader = await openLogReader(path);
		expect(await reader?.next()).toEqual(["one", "two"]);
		expect(await reader?.next()).toBeUndefined();
		writeFileSync(path, "ee\nfour\n", { flag: "a" });
		expect(await reader?.next()).toEqual(["three", "four"]);
		expect(await reader?.isStill(path)).toBe(true);
		renameSync(path, `${path}.1`);
		expect(await reader?.isStill(path)).toBe(false);
	});

	test("passes over a line that no memory should hold", async () => {
		using temp = tempFolder();
		const path = join(temp.path, "a.log");
		writeFileSync(path, `one\n${"x".repeat(3 << 20)}\ntwo\n`);
		await using reader = await openLogReader(path);
		const lines: string[] = [];
		for (;;) {
			const next = await reader?.next();
			if (next === undefined) break;
			lines.push(...next);
		}
		expect(lines).toEqual(["one", "two"]);
	});

	test("knows of no file where there is none", async () => {
		using temp = tempFolder();
		expect(await openLogReader(join(temp.path, "a.log"))).toBeUndefined();
	});
});
