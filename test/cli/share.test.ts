import { describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseDuration, Secret } from "../../src/base/index.ts";
import { shareAnswer } from "../../src/cli/share/greeting.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { hasClient, type RunResult, run } from "../support/programs.ts";
import { type Share, startShare } from "../support/start-share.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call } from "./kit.ts";

const withCurl = test.skipIf(!hasClient("curl"));
const withLftp = test.skipIf(!hasClient("lftp"));

function curl(
	share: Share,
	path: string,
	...flags: readonly string[]
): Promise<RunResult> {
	return run([
		...["curl", "--silent", "--insecure", "--ssl-reqd", ...share.login],
		...flags,
		`${share.url}${path}`,
	]);
}

function folderWithFile(): ReturnType<typeof tempFolder> {
	const folder = tempFolder();
	writeFileSync(join(folder.path, "a.txt"), "hello\n");
	return folder;
}

const WISH = {
	user: "share",
	mayWrite: false,
	forMs: undefined,
	once: false,
	mostLogins: undefined,
	allowed: [],
	showsQrCode: false,
};
const FACTS = {
	folder: "/photos",
	urls: ["ftpes://192.0.2.7:2121"],
	password: new Secret("unsaid"),
	sha256: "00".repeat(32),
	qrCode: [],
};

/** curl's exit status when a server refuses the login, and when it refuses the upload. */
const LOGIN_DENIED = 67;
const UPLOAD_FAILED = 25;

describe("share", () => {
	withCurl(
		"lets a folder be read and not written, tells who did what, ends at a signal and leaves nothing behind",
		async () => {
			using folder = folderWithFile();
			await using share = await startShare(folder.path, ["--for", "1h"]);
			expect(share.document).toMatchObject({
				schema: "oceanftp.share/1",
				folder: folder.path,
				user: "share",
				write: false,
				once: false,
			});
			const read = await curl(share, "/a.txt");
			expect(read).toMatchObject({ exit: 0, stdout: "hello\n" });
			const from = join(folder.path, "a.txt");
			const written = await curl(share, "/b.txt", "--upload-file", from);
			expect(written.exit).toBe(UPLOAD_FAILED);
			const deleted = await curl(share, "/", "--quote", "DELE a.txt");
			expect(deleted.exit).not.toBe(0);
			const made = await curl(share, "/", "--quote", "MKD new");
			expect(made.exit).not.toBe(0);
			share.signal("SIGTERM");
			expect(await share.exited).toBe(0);
			const said = await share.stderr();
			expect(said).toContain('"direction":"download"');
			for (const refused of [
				"upload of /b.txt refused: no right to write /b.txt",
				"deletion of /a.txt refused: no right to delete /a.txt",
				"making /new refused: no right to mkdir /new",
			]) {
				const line = said.split("\n").find((each) => each.includes(refused));
				expect(JSON.parse(line ?? "{}")).toMatchObject({
					kind: "warning",
					user: "share",
					remote: expect.stringContaining("127.0.0.1"),
				});
			}
			expect(readdirSync(folder.path)).toEqual(["a.txt"]);
		},
	);

	withLftp(
		"with --write takes new files and folders from lftp, and lets nobody delete",
		async () => {
			using folder = folderWithFile();
			await using share = await startShare(folder.path, [
				...["--write", "--user", "guest", "--qr"],
			]);
			const { password, user } = share.document;
			expect(user).toBe("guest");
			const script = [
				"set ssl:verify-certificate no",
				"set ftp:ssl-force yes",
				"set net:max-retries 1",
				`open -u ${user},${password} ${share.url}`,
				"mkdir new",
				`put ${join(folder.path, "a.txt")} -o new/copy.txt`,
				"rm a.txt",
			].join("; ");
			const { exit, stderr } = await run(["lftp", "-c", script]);
			expect(exit).toBe(1);
			expect(stderr).toContain("rm");
			const copy = join(folder.path, "new", "copy.txt");
			expect(readFileSync(copy, "utf8")).toBe("hello\n");
			expect(existsSync(join(folder.path, "a.txt"))).toBe(true);
		},
	);

	withCurl(
		"with --once ends with 0 after the session that moved a whole file, not after a listing",
		async () => {
			using folder = folderWithFile();
			await using share = await startShare(folder.path, ["--once"]);
			expect((await curl(share, "/")).stdout).toContain("a.txt");
			expect((await curl(share, "/a.txt")).stdout).toBe("hello\n");
			expect(await within(PATIENCE_MS, "its end", share.exited)).toBe(0);
		},
	);

	withCurl(
		"with --max-logins 1 ends with 0 when the only login is gone; wrong passwords do not count",
		async () => {
			using folder = folderWithFile();
			await using share = await startShare(folder.path, ["--max-logins", "1"]);
			const wrong = await curl(share, "/", "--user", "share:wrong");
			expect(wrong.exit).toBe(LOGIN_DENIED);
			expect((await curl(share, "/")).exit).toBe(0);
			expect(await within(PATIENCE_MS, "its end", share.exited)).toBe(0);
		},
	);

	withCurl("with --allow turns others away", async () => {
		using folder = folderWithFile();
		await using share = await startShare(folder.path, [
			...["--allow", "192.0.2.0/24", "--allow", "2001:db8::/32"],
		]);
		expect((await curl(share, "/a.txt")).exit).not.toBe(0);
		share.signal("SIGTERM");
		expect(await within(PATIENCE_MS, "its end", share.exited)).toBe(0);
		expect(await share.stderr()).toContain("--allow");
	});

	test.each<[number, boolean, string]>([
		[7_200_000, false, "in 2 h, at 14:00; at Ctrl-C"],
		[90_000, false, "in 1 min 30 s, at 12:01; at Ctrl-C"],
		[259_200_000, false, "in 3 d, at 2026-11-26 12:00; at Ctrl-C"],
		[
			1000,
			true,
			"in 1 s, at 12:00; after the first session that moves a whole file; at Ctrl-C",
		],
	])("of %d ms says when it ends as people say it", (forMs, once, says) => {
		const wish = { ...WISH, forMs, once };
		const nowMs = new Date(2026, 10, 23, 12).getTime();
		const { document, lines } = shareAnswer({ ...FACTS, wish, nowMs });
		expect(lines).toContain(`Ends           ${says}`);
		expect(document["ends"]).toBe(new Date(nowMs + forMs).toISOString());
	});

	test("with one login says that it ends when that one is gone", () => {
		const wish = { ...WISH, mostLogins: 1 };
		const { lines } = shareAnswer({ ...FACTS, wish, nowMs: 0 });
		expect(lines).toContain(
			"Ends           when the one login is gone; at Ctrl-C",
		);
	});

	test("with --for ends by itself", async () => {
		using folder = folderWithFile();
		await using share = await startShare(folder.path, ["--for", "1s"]);
		expect(await within(PATIENCE_MS, "its end", share.exited)).toBe(0);
	});

	test("refuses the folder that holds its own data folder", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		mkdirSync(data, { mode: 0o700 });
		const args = ["share", folder.path, "--data", data];
		const { exit, stderr } = await call(args);
		expect(exit).toBe(6);
		expect(stderr).toContain("[root.overlap]");
	});

	test("with --dry-run says what it would share, and starts nothing", async () => {
		using folder = tempFolder();
		const { exit, stdout } = await call(["share", folder.path, "--dry-run"]);
		expect(exit).toBe(0);
		expect(stdout).toContain(`would share ${folder.path}, to read`);
	});

	test.each([
		["--for", "2 weeks"],
		["--for", "0s"],
		["--for", "25d"],
		["--max-logins", "0"],
		["--allow", "10.1.2.3/8"],
		["--user", "a/b"],
	])("refuses %s %s as wrong use", async (flag, value) => {
		const { exit, stderr } = await call(["share", flag, value]);
		expect(exit).toBe(2);
		expect(stderr).toContain(value);
	});

	test("refuses a password that nobody else may choose either", async () => {
		using folder = folderWithFile();
		const args = ["share", folder.path, "--password-stdin"];
		const { exit, stderr } = await call(args, { stdin: "1234\n" });
		expect(exit).toBe(2);
		expect(stderr).toContain("it needs 8 characters at least");
	});

	test.each<[string, number | undefined]>([
		["90s", 90_000],
		["1h30m", 5_400_000],
		["1d", 86_400_000],
		["2", undefined],
		["h", undefined],
		["-1h", undefined],
	])("reads the time %s", (text, ms) => {
		expect(parseDuration(text)).toBe(ms);
	});
});
