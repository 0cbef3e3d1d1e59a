import { describe, expect, test } from "bun:test";
import {
	existsSync,
	fstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { ServerEvent } from "../../src/log/index.ts";
import { systemClock } from "../../src/platform/index.ts";
import {
	type LogSettings,
	type OpenLogs,
	openLogs,
} from "../../src/server/logs/index.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const session = { session: "s1", remote: "192.0.2.7", user: "alice" } as const;
const login: ServerEvent = { kind: "login", ...session };
const command: ServerEvent = { kind: "command", ...session, line: "PWD" };
const upload: ServerEvent = {
	kind: "transfer",
	...session,
	direction: "upload",
	path: "/a.txt",
	bytes: 5,
	durationMs: 1500,
	result: "complete",
	tls: true,
	resumed: false,
};
const listing: ServerEvent = { ...upload, direction: "listing" };

const SETTINGS: LogSettings = {
	format: "text",
	level: "info",
	files: true,
	transfers: "json",
	rotateBytes: 10 << 20,
	retentionMs: undefined,
	keepBytes: undefined,
};

interface Subject extends TempFolder {
	readonly logs: OpenLogs;
	readonly stderr: string[];
	readonly heard: ServerEvent[];
	/** The kinds of the events in a file. */
	kinds(name: string): string[];
	names(): string[];
}

function subject(
	settings: Partial<LogSettings> = {},
	hasFolder = true,
): Subject {
	const temp = tempFolder();
	const folder = join(temp.path, "logs");
	const stderr: string[] = [];
	const heard: ServerEvent[] = [];
	const logs = openLogs({
		folder: hasFolder ? folder : undefined,
		settings: { ...SETTINGS, ...settings },
		process: { env: {}, writeNote: (text) => stderr.push(text) },
		clock: systemClock,
		others: [{ event: (event) => heard.push(event) }],
	});
	const kinds = (name: string): string[] =>
		readFileSync(join(folder, name), "utf8")
			.split("\n")
			.slice(0, -1)
			.map((line) => JSON.parse(line).kind);
	const names = (): string[] => readdirSync(folder).sort();
	return { ...temp, logs, stderr, heard, kinds, names };
}

async function until(isSo: () => boolean): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const look = setInterval(() => isSo() && resolve(), 10);
	try {
		await within(PATIENCE_MS, "the log files", promise);
	} finally {
		clearInterval(look);
	}
}

function written(it: Subject): Promise<void> {
	const path = join(it.path, "logs", "oceanftp.log");
	return until(() => existsSync(path) && statSync(path).size > 0);
}

describe("the logs of a server", () => {
	test("put each event where it belongs", async () => {
		using it = subject({ transfers: "both" });
		for (const event of [login, command, upload, listing]) {
			it.logs.log.event(event);
		}
		await it.logs.close();
		expect(it.kinds("oceanftp.log")).toEqual(["login", "transfer", "transfer"]);
		expect(it.kinds("audit.ndjson")).toEqual(["login"]);
		expect(it.kinds("transfers.ndjson")).toEqual(["transfer"]);
		expect(readFileSync(join(it.path, "logs", "xferlog"), "utf8")).toMatch(
			/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} 2 192\.0\.2\.7 5 \/a\.txt b _ i r alice ftp 0 \* c\n$/,
		);
		expect(it.stderr).toHaveLength(3);
		expect(it.heard).toEqual([login, command, upload, listing]);
	});

	test("keep transfers and audit whatever the level", async () => {
		using it = subject({ level: "error" });
		it.logs.log.event(login);
		it.logs.log.event(upload);
		await it.logs.close();
		expect(it.names()).toEqual(["audit.ndjson", "transfers.ndjson"]);
		expect(it.stderr).toEqual([]);
	});

	test.each([
		["json", ["oceanftp.log", "transfers.ndjson"]],
		["xferlog", ["oceanftp.log", "xferlog"]],
		["off", ["oceanftp.log"]],
	] as const)("keep transfers as %s", async (transfers, names) => {
		using it = subject({ transfers });
		it.logs.log.event(upload);
		await it.logs.close();
		expect(it.names()).toEqual([...names]);
	});

	test.each([
		["that keeps no files", { files: false }, true],
		["without a folder", {}, false],
	] as const)(
		"of a server %s are on stderr alone",
		async (_what, settings, has) => {
			using it = subject(settings, has);
			it.logs.log.event(upload);
			await it.logs.close();
			expect(readdirSync(it.path)).toEqual([]);
			expect(it.stderr).toHaveLength(1);
		},
	);

	test("leave the time to the journal when stderr goes there, and only then", () => {
		const { dev, ino } = fstatSync(2, { bigint: true });
		const lineFor = (stream: string): string => {
			const lines: string[] = [];
			const { log } = openLogs({
				folder: undefined,
				settings: { ...SETTINGS, format: "text" },
				process: {
					env: { JOURNAL_STREAM: stream },
					writeNote: (text) => lines.push(text),
				},
				clock: systemClock,
			});
			log.event(login);
			return lines.join("");
		};
		expect(lineFor(`${dev}:${ino}`)).toBe(
			"<6>[s1] 192.0.2.7 alice: logged in\n",
		);
		expect(lineFor(`${dev}:${ino + 1n}`)).toMatch(/^\d{4}-.*Z info {2}\[s1\]/);
	});

	test("go on in new files when they are opened anew", async () => {
		using it = subject();
		it.logs.log.event(login);
		await written(it);
		it.logs.reopen();
		it.logs.log.event(upload);
		await it.logs.close();
		expect(it.kinds("oceanftp.log")).toEqual(["login", "transfer"]);
	});

	test("lose nothing when the program ends at once", () => {
		using it = subject();
		mkdirSync(join(it.path, "logs"));
		it.logs.log.event(login);
		it.logs.closeNow();
		expect(it.kinds("oceanftp.log")).toEqual(["login"]);
		expect(it.kinds("audit.ndjson")).toEqual(["login"]);
	});

	test("say once on stderr that the disk fails, and in the end what is missing", async () => {
		using it = subject({ format: "json" });
		const folder = join(it.path, "logs");
		writeFileSync(folder, "in the way");
		const long = { ...upload, path: `/${"x".repeat(5000)}` };
		for (let round = 0; round < 400; round++) it.logs.log.event(long);
		await until(() => it.stderr.some((line) => line.includes('"problem"')));
		renameSync(folder, join(it.path, "aside"));
		await it.logs.close();
		const problems = it.stderr.filter((line) => line.includes('"problem"'));
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain("cannot be written");
		const lost = it.heard.filter((event) => event.kind === "lost");
		const kept = it.kinds("transfers.ndjson").length;
		expect(kept).toBeLessThan(400);
		expect(lost.map(({ lines }) => lines)).toEqual([400 - kept, 400 - kept]);
		rmSync(folder, { recursive: true });
	});
});
