import { afterAll, describe, expect, test } from "bun:test";
import {
	appendFileSync,
	mkdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isWanted, type LogFilter } from "../../src/cli/logs/log-filter.ts";
import { parseLogTime } from "../../src/cli/logs/log-time.ts";
import { LogWalk } from "../../src/cli/logs/log-walk.ts";
import { jsonLine, type ServerEvent } from "../../src/log/index.ts";
import { hostFiles } from "../../src/platform/index.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { cleanEnvironment, oceanftp } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call, dataFolder } from "./kit.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

describe("a time on the command line", () => {
	test.each([
		["45s", "since", NOW - 45_000],
		["30m", "since", NOW - 30 * 60_000],
		["2h", "since", NOW - 2 * HOUR_MS],
		["7d", "until", NOW - 7 * DAY_MS],
		["2W", "since", NOW - 14 * DAY_MS],
		["2026-11-20", "since", Date.UTC(2026, 10, 20)],
		["2026-11-20", "until", Date.UTC(2026, 10, 21) - 1],
		["2026-11-20T10:30", "since", Date.UTC(2026, 10, 20, 10, 30)],
		["2026-11-20 10:30:05", "since", Date.UTC(2026, 10, 20, 10, 30, 5)],
		["2026-11-20T10:30:05z", "since", Date.UTC(2026, 10, 20, 10, 30, 5)],
		[
			"2026-11-20T10:30:05.5+02:00",
			"until",
			Date.UTC(2026, 10, 20, 8, 30, 5, 500),
		],
	] as const)("%s as --%s", (text, end, expected) => {
		expect(parseLogTime(text, end, NOW)).toBe(expected);
	});

	test.each([
		"",
		"yesterday",
		"2",
		"-2h",
		"2026-02-30",
		"2026-13-01",
		"2026-11-20T25:00",
		"11/20/2026",
	])("%j is refused", (text) => {
		expect(() => parseLogTime(text, "since", NOW)).toThrow("is no time");
	});
});

const session = { session: "s1", remote: "192.0.2.7", user: "Alice" } as const;
const upload: ServerEvent = {
	kind: "transfer",
	...session,
	direction: "upload",
	path: "/reports/may.pdf",
	bytes: 5,
	durationMs: 1500,
	result: "complete",
	tls: true,
	resumed: false,
};
const login: ServerEvent = { kind: "login", ...session };
const stopped: ServerEvent = { kind: "stopped" };

const ALL: LogFilter = {
	kind: "log",
	user: undefined,
	session: undefined,
	match: undefined,
	sinceMs: Number.NEGATIVE_INFINITY,
	untilMs: Number.POSITIVE_INFINITY,
};

describe("a line of the log", () => {
	test.each<readonly [string, ServerEvent, Partial<LogFilter>, boolean]>([
		["without a filter", stopped, {}, true],
		["of the user", login, { user: "alice" }, true],
		["of a user that fits", login, { user: "a*" }, true],
		["of another user", login, { user: "bob" }, false],
		["of nobody, where a user is asked for", stopped, { user: "*" }, false],
		[
			"about the user's account",
			{ kind: "accountChanged", account: "alice", what: "disabled" },
			{ user: "alice" },
			true,
		],
		["of the session", login, { session: "s1" }, true],
		["of another session", login, { session: "s" }, false],
		["whose path fits", upload, { match: "/reports/*.pdf" }, true],
		["whose sentence fits", upload, { match: "*complete, 5 bytes*" }, true],
		[
			"with the pattern in the middle only",
			upload,
			{ match: "reports" },
			false,
		],
		["whose address fits", login, { match: "192.0.2.?" }, true],
		["that is a transfer", upload, { kind: "transfer" }, true],
		["that is none", login, { kind: "transfer" }, false],
		["that is audited", login, { kind: "audit" }, true],
		["that is not", upload, { kind: "audit" }, false],
		["at the first moment", login, { sinceMs: NOW, untilMs: NOW }, true],
		["before it", login, { sinceMs: NOW + 1 }, false],
		["after the last", login, { untilMs: NOW - 1 }, false],
	])("%s", (_what, event, filter, expected) => {
		const read = { event, timeMs: NOW, level: "info" } as const;
		expect(isWanted(read, { ...ALL, ...filter })).toBe(expected);
	});
});

/** Everything that a walk has to say now. */
async function gathered(
	lines: AsyncIterable<readonly string[]>,
): Promise<string[]> {
	const all: string[] = [];
	for await (const some of lines) all.push(...some);
	return all;
}

function walkIn(folder: string, sinceMs = Number.NEGATIVE_INFINITY): LogWalk {
	return new LogWalk({
		folder,
		name: "a.log",
		files: hostFiles(),
		sinceMs,
		untilMs: Number.POSITIVE_INFINITY,
	});
}

describe("a walk through log files", () => {
	test("goes from the oldest file to the one that is written to", async () => {
		using temp = tempFolder();
		const put = (name: string, text: string): void =>
			writeFileSync(join(temp.path, name), text);
		put("a.log", "5\n6\n");
		put("a.log.2026-11-21.2", "2\n");
		put("a.log.2026-11-21.10", "3\n");
		put("a.log.2026-11-09.1", "1\n");
		put("a.log.2026-11-22.1", "4\n");
		put("a.log.2026-11-22.1.gz", "no\n");
		put("b.log.2026-11-22.1", "no\n");
		await using walk = walkIn(temp.path);
		expect(await gathered(walk.past())).toEqual(["1", "2", "3", "4", "5", "6"]);
		await using late = walkIn(temp.path, Date.UTC(2026, 10, 21, 5));
		expect(await gathered(late.past())).toEqual(["2", "3", "4", "5", "6"]);
	});

	test("follows over files that are set aside, and misses or repeats none", async () => {
		using temp = tempFolder();
		const path = join(temp.path, "a.log");
		const aside = (number: number): void =>
			renameSync(path, `${path}.2026-11-22.${number}`);
		await using walk = walkIn(temp.path);
		expect(await gathered(walk.past())).toEqual([]);
		appendFileSync(path, "1\n");
		expect(await gathered(walk.more())).toEqual(["1"]);
		appendFileSync(path, "2\nhal");
		expect(await gathered(walk.more())).toEqual(["2"]);
		appendFileSync(path, "f\n3\n");
		aside(1);
		expect(await gathered(walk.more())).toEqual(["half", "3"]);
		appendFileSync(path, "4\n");
		expect(await gathered(walk.more())).toEqual(["4"]);
		appendFileSync(path, "5\n");
		aside(2);
		appendFileSync(path, "6\n");
		aside(3);
		appendFileSync(path, "7\n");
		expect(await gathered(walk.more())).toEqual(["5", "6", "7"]);
		expect(await gathered(walk.more())).toEqual([]);
	});

	test("sees what is set aside between its two looks", async () => {
		using temp = tempFolder();
		const path = join(temp.path, "a.log");
		writeFileSync(`${path}.2026-11-22.1`, "1\n");
		writeFileSync(path, "2\n");
		await using walk = walkIn(temp.path);
		const lines: string[] = [];
		for await (const some of walk.past()) {
			if (lines.length === 0) {
				renameSync(path, `${path}.2026-11-22.2`);
				writeFileSync(path, "3\n");
			}
			lines.push(...some);
		}
		expect(lines).toEqual(["1", "2", "3"]);
	});
});

describe("oceanftp logs", () => {
	const data = dataFolder();
	afterAll(() => data[Symbol.dispose]());
	const logs = join(data.path, "logs");
	mkdirSync(logs, { mode: 0o700 });
	const put = (name: string, events: readonly ServerEvent[]): void =>
		writeFileSync(
			join(logs, name),
			events.map((event, i) => `${jsonLine(event, NOW + i * 1000)}\n`).join(""),
		);
	put("oceanftp.log", [login, upload, stopped]);
	put("transfers.ndjson", [upload]);
	appendFileSync(join(logs, "oceanftp.log"), '{"time":"2026-11-2');

	test("shows sentences, and passes over a torn line", async () => {
		const { exit, stdout, stderr } = await call(["logs", ...data.flags]);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(stdout.split("\n")).toEqual([
			"2026-11-22T12:00:00Z info  [s1] 192.0.2.7 Alice: logged in",
			"2026-11-22T12:00:01Z info  [s1] 192.0.2.7 Alice: upload of /reports/may.pdf complete, 5 bytes in 1.500 s, TLS",
			"2026-11-22T12:00:02Z info  stopped",
			"",
		]);
	});

	test("gives one JSON object a line, each with its schema", async () => {
		const { exit, stdout } = await call([
			...["logs", "--kind", "transfer", "--json", "--user", "ali*"],
			...["--since", "2026-11-22", "--until", "2026-11-22", ...data.flags],
		]);
		expect(exit).toBe(0);
		expect(
			stdout
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line)),
		).toEqual([
			{
				schema: "oceanftp.log/1",
				time: "2026-11-22T12:00:00.000Z",
				level: "info",
				...upload,
			},
		]);
	});

	test("reads the general log where there is no file of the kind", async () => {
		const { stdout } = await call(["logs", "--kind", "audit", ...data.flags]);
		expect(stdout).toContain("logged in");
		expect(stdout).toContain("stopped");
		expect(stdout).not.toContain("upload");
	});

	test("says that there are none, and makes no data folder", async () => {
		using temp = tempFolder();
		const missing = join(temp.path, "none");
		const { exit, stdout, stderr } = await call(["logs", "--data", missing]);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: "" });
		expect(stderr).toBe(`There are no log files in ${missing}/logs yet.\n`);
		const { exit: still } = await call(["paths", "--data", missing, "--json"]);
		expect(still).toBe(0);
		expect(() => readFileSync(missing)).toThrow("ENOENT");
	});

	test.each([
		[["--since", "someday"]],
		[["--follow", "--until", "2h"]],
		[["--kind", "gossip"]],
	])("refuses %j with 2", async (flags) => {
		const { exit } = await call(["logs", ...flags, ...data.flags]);
		expect(exit).toBe(2);
	});

	test("ends quietly when nobody reads any further", async () => {
		using temp = tempFolder();
		mkdirSync(join(temp.path, "logs"), { mode: 0o700 });
		const line = `${jsonLine(login, NOW)}\n`;
		writeFileSync(join(temp.path, "logs", "oceanftp.log"), line.repeat(20_000));
		const { exit, stdout, stderr } = await call(["logs", "--data", temp.path], {
			wrapper: ["bash", "-c", 'set -o pipefail; "$@" | head -1', "bash"],
		});
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(stdout).toContain("logged in");
	});

	test("follows until a signal, which is a clean end", async () => {
		using temp = tempFolder();
		const folder = join(temp.path, "logs");
		mkdirSync(folder, { mode: 0o700 });
		const path = join(folder, "oceanftp.log");
		const many = Array.from({ length: 15 }, (_, index): string =>
			jsonLine({ ...login, session: `old${index}` }, NOW),
		);
		writeFileSync(path, `${many.join("\n")}\n`);
		const child = Bun.spawn(
			[...oceanftp("bun"), "logs", "--follow", "--data", temp.path],
			{
				env: { ...cleanEnvironment(), HOME: temp.path },
				stdio: ["ignore", "pipe", "inherit"],
			},
		);
		const reader = child.stdout.getReader();
		let text = "";
		const until = async (word: string): Promise<void> => {
			while (!text.includes(word)) {
				const { value, done } = await within(PATIENCE_MS, word, reader.read());
				if (done) throw new Error(`ended before ${word}: ${text}`);
				text += new TextDecoder().decode(value);
			}
		};
		try {
			await until("old14");
			expect(text.match(/old\d+/g)).toHaveLength(10);
			renameSync(path, `${path}.2026-11-22.1`);
			writeFileSync(path, `${jsonLine(stopped, NOW)}\n`);
			await until("stopped");
			child.kill("SIGINT");
			expect(await within(PATIENCE_MS, "the end", child.exited)).toBe(0);
		} finally {
			child.kill("SIGKILL");
		}
	});
});
