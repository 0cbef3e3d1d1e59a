import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { sessionTable } from "../../src/cli/control/session-table.ts";
import { TransferRates } from "../../src/cli/control/transfer-rates.ts";
import { watchLines } from "../../src/cli/control/watch-sessions.ts";
import { durationText } from "../../src/cli/control/words.ts";
import type { SessionView } from "../../src/server/index.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { cleanEnvironment, oceanftp, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import {
	alice,
	heldDownload,
	jsonOf,
	onlySession,
	shownSessions,
} from "./control-kit.ts";
import { call } from "./kit.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

const SESSION: SessionView = {
	id: "s1",
	user: "alice",
	from: "192.0.2.7",
	since: new Date(NOW).toISOString(),
	idleSeconds: 0,
	tls: "TLSv1.3",
	resumed: false,
	action: "download",
	path: "/a.bin",
	bytesIn: 0,
	bytesOut: 2048,
	transferBytes: 1024,
};

describe("the table of sessions", () => {
	test("has a column for each fact, and no control character of a stranger", () => {
		const [head = "", line = ""] = sessionTable(
			[{ ...SESSION, path: "/a\x1b[2J\n.bin" }],
			{ nowMs: NOW, rates: new Map([["s1", 512]]) },
		);
		expect(head).toMatch(
			/^ID +USER +FROM +SINCE +IDLE +TLS +IN +OUT +ACTION +PATH$/,
		);
		expect(line).toMatch(
			/^s1 +alice +192\.0\.2\.7 +\d\d:\d\d +0 s +1\.3 +0 B +2 KiB +download 1 KiB, 512 B\/s +\/a\?\[2J\?\.bin$/,
		);
	});

	test.each([
		[120, "ID USER FROM SINCE IDLE TLS IN OUT ACTION PATH"],
		[80, "ID USER FROM SINCE IDLE TLS ACTION PATH"],
		[60, "ID USER FROM ACTION PATH"],
	])("%d columns wide shows what is moved, and its path", (width, headings) => {
		const [head = "", line = ""] = sessionTable(
			[{ ...SESSION, path: "/a/longer/path.bin" }],
			{ nowMs: NOW, width },
		);
		expect(head.split(/ +/).join(" ")).toBe(headings);
		expect(line).toEndWith("download 1 KiB  /a/longer/path.bin");
	});

	test("on a screen says how many do not fit, and is no wider than it", () => {
		const many = Array.from({ length: 30 }, () => SESSION);
		const size = { columns: 40, rows: 10 };
		const lines = watchLines(many, {
			...size,
			version: "1",
			nowMs: NOW,
			rates: new Map(),
		});
		expect(lines).toHaveLength(10);
		expect(lines.at(-1)).toBe("… 24 more");
		expect(Math.max(...lines.map((line) => line.length))).toBe(40);
	});

	test.each([
		[0, "0 s"],
		[59_999, "59 s"],
		[60_000, "1 min"],
		[7_384_000, "2 h 3 min"],
		[90_000_000, "1 d 1 h"],
	])("writes %d ms as %s", (ms, text) => {
		expect(durationText(ms)).toBe(text);
	});

	test("measures a transfer from one look to the next, and not over two of them", () => {
		const rates = new TransferRates();
		const moved = (transferBytes: number, path = "/a"): SessionView[] => [
			{ ...SESSION, path, transferBytes },
		];
		expect([...rates.measure(moved(1000), 10)]).toEqual([]);
		expect([...rates.measure(moved(3000), 12)]).toEqual([["s1", 1000]]);
		expect([...rates.measure(moved(9000, "/b"), 13)]).toEqual([]);
		expect([...rates.measure(moved(100, "/b"), 14)]).toEqual([]);
	});
});

describe("sessions of a running server", () => {
	const server = sharedServer();
	const flags = (): string[] => ["--data", server().data];

	test("are listed with all fields of the contract", async () => {
		await using ftp = await alice(server());
		await ftp.expect("CWD /", 250);
		const [session, ...more] = await shownSessions(server());
		expect(more).toEqual([]);
		expect(session).toMatchObject({
			user: ALICE.name,
			from: "127.0.0.1",
			tls: "TLSv1.3",
			resumed: false,
			action: "CWD",
			bytesIn: 0,
			bytesOut: 0,
			transferBytes: null,
		});
		// What the command took to come and ask; it is shown as idle after 30.
		expect(`${session?.["idleSeconds"]}`).toMatch(/^[12]?\d$/);
		expect(session?.["since"]).toMatch(/^2\d{3}-\d\d-\d\dT[\d:.]+Z$/);
		const { stdout } = await call(["sessions", "list", ...flags()]);
		expect(stdout).toContain(`${session?.id}  alice  127.0.0.1`);
		await ftp.expect("QUIT", 221);
	});

	test("lose their transfer to stop with 426 and the reason, and go on", async () => {
		await using ftp = await alice(server());
		const data = await heldDownload(server(), ftp);
		const [session] = await shownSessions(server());
		expect(session).toMatchObject({ action: "download", path: "/large.bin" });
		const id = session?.id ?? "";
		const stopped = await jsonOf(
			server(),
			...["sessions", "stop", id],
			...["--reason", "Too large.\r\n226 Done."],
		);
		expect(stopped).toEqual({
			schema: "oceanftp.session-stop/1",
			id,
			stopped: true,
		});
		const reply = await ftp.expectReply(426);
		expect(reply.lines).toHaveLength(1);
		expect(reply.text).toContain("Too large.");
		data.destroy();
		await ftp.expect("NOOP", 200);
		const small = await ftp.download("NLST");
		expect(small.replies.map(({ code }) => code)).toEqual([226]);
		const again = await call(["sessions", "stop", id, ...flags()]);
		expect(again).toMatchObject({
			exit: 0,
			stdout: `Session ${id} has no transfer to stop.\n`,
		});
		await ftp.expect("QUIT", 221);
	});

	test("are ended by kick with 421 and the reason, in a transfer too", async () => {
		await using idle = await alice(server());
		const first = await onlySession(server());
		const kicked = await call([
			...["sessions", "kick", first, "--reason", "Maintenance.", ...flags()],
		]);
		expect(kicked.exit).toBe(0);
		expect(kicked.stdout).toBe(
			`Session ${first} of alice from 127.0.0.1 was ended.\n`,
		);
		expect((await idle.expectReply(421)).text).toContain("Maintenance.");
		expect(await idle.ended()).toBe("");
		await using busy = await alice(server());
		const data = await heldDownload(server(), busy);
		const id = await onlySession(server());
		await jsonOf(server(), "sessions", "kick", id, "--reason", "Enough.");
		expect((await busy.expectReply(426)).text).toContain("Enough.");
		expect((await busy.expectReply(421)).text).toContain("Enough.");
		data.destroy();
	});

	test("that are kicked with --ban cannot come back until the ban is lifted", async () => {
		await using ftp = await alice(server());
		const id = await onlySession(server());
		const dry = await call([
			...["sessions", "kick", id, "--ban", "1h", "--dry-run", ...flags()],
		]);
		expect(dry.stdout).toContain("would be ended (dry run)");
		await ftp.expect("NOOP", 200);
		const kicked = await jsonOf(
			server(),
			...["sessions", "kick", id, "--ban", "1h"],
		);
		expect(kicked).toMatchObject({ banSeconds: 3600, session: { id } });
		await ftp.expectReply(421);
		await expect(RawFtp.connect(server().explicit())).rejects.toThrow();
		const { bans } = await jsonOf(server(), "bans", "list");
		expect(bans).toMatchObject([{ address: "127.0.0.1", kind: "address" }]);
		const lifted = await call(["bans", "remove", "127.0.0.1", ...flags()]);
		expect(lifted.exit).toBe(0);
		await using back = await RawFtp.connect(server().explicit());
		await back.expect("QUIT", 221);
	});

	test.each([
		[["stop", "nobody"], 4],
		[["kick", "nobody"], 4],
		[["kick", "nobody", "--dry-run"], 4],
		[["kick", "nobody", "--ban", "soon"], 2],
		[["kick", "nobody", "--ban", "0s"], 2],
		[["stop", "nobody", "--ban", "1h"], 2],
	])("%j ends with %d", async (args, exit) => {
		const result = await call(["sessions", ...args, ...flags()]);
		expect(result).toMatchObject({ exit, stdout: "" });
	});

	test("are completed by id", async () => {
		await using ftp = await alice(server());
		const id = await onlySession(server());
		// A key press waits for a second, and goes without on a machine where a second is too short.
		const isCompleted = async (): Promise<boolean> => {
			const { stdout } = await call([
				...["__complete", "--"],
				...["sessions", "kick", "--data", server().data, ""],
			]);
			return stdout.includes(id);
		};
		const completed = async (): Promise<void> => {
			while (!(await isCompleted()));
		};
		await within(PATIENCE_MS, `the completion ${id}`, completed());
		await ftp.expect("QUIT", 221);
	});

	test("are watched as one JSON object a line, until a signal", async () => {
		await using ftp = await alice(server());
		const child = Bun.spawn(
			[...oceanftp("bun"), "sessions", "watch", ...flags()],
			{ env: cleanEnvironment(), stdio: ["ignore", "pipe", "inherit"] },
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
			await until('"user":"alice"');
			const data = await heldDownload(server(), ftp);
			await until('"action":"download"');
			data.destroy();
			await ftp.reply();
			await ftp.expect("QUIT", 221);
			await until('"sessions":[]');
			child.kill("SIGINT");
			expect(await within(PATIENCE_MS, "the end", child.exited)).toBe(0);
		} finally {
			child.kill("SIGKILL");
		}
		const lines = text
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		for (const line of lines) {
			expect(line).toMatchObject({ schema: "oceanftp.sessions/1" });
		}
	});

	test.skipIf(Bun.which("python3") === null)(
		"are watched on a terminal in place, and Ctrl-C leaves it as it was",
		async () => {
			await using ftp = await alice(server());
			const script = join(import.meta.dirname, "terminal.py");
			const watching = run(
				[
					...["python3", script, JSON.stringify([["alice", "\x03"]])],
					...[...oceanftp("bun"), "sessions", "watch", ...flags()],
				],
				{ env: { HOME: "/nowhere", TERM: "xterm" } },
			);
			const { exit, stdout } = await watching;
			expect(exit).toBe(0);
			expect(stdout).toStartWith("\x1b[?1049h");
			expect(stdout).toContain("1 session, 1 logged in, 0 transfers");
			expect(stdout).toContain("\x1b[HOcean FTP");
			// The terminal echoes the key itself, before or behind what the program writes.
			const written = stdout.replace("^C", "").trimEnd();
			expect(written).toEndWith("\x1b[?7h\x1b[?25h\x1b[?1049l");
			await ftp.expect("QUIT", 221);
		},
	);
});
