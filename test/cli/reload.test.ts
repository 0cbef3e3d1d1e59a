import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RawFtp } from "../support/raw-ftp.ts";
import { sharedServer } from "../support/shared-server.ts";
import { jsonOf } from "./control-kit.ts";
import { call } from "./kit.ts";

describe("reload", () => {
	const server = sharedServer({
		users: {},
		config: 'name = "Before"\n',
	});
	const flags = (): string[] => ["--data", server().data];
	const configure = (text: string): void =>
		writeFileSync(join(server().data, "oceanftp.toml"), text);
	const greeting = async (): Promise<string> => {
		await using ftp = await RawFtp.open(server().explicit());
		const { text } = await ftp.expectReply(220);
		await ftp.expect("QUIT", 221);
		return text;
	};

	test("says what counts from now on, and what waits for a restart, also when asked again", async () => {
		configure('name = "After"\n[log]\nformat = "json"\n');
		const { exit, stdout } = await call(["reload", ...flags()]);
		expect({ exit, stdout }).toEqual({
			exit: 0,
			stdout: "applied: name\nneeds a restart: log.format\n",
		});
		expect(await greeting()).toContain("After");
		expect(await jsonOf(server(), "reload")).toEqual({
			schema: "oceanftp.reload/1",
			applied: [],
			needsRestart: ["log.format"],
			problems: [],
		});
	});

	test("of a bad file ends with 3, and leaves everything as it was", async () => {
		configure('name = "Never"\nnmae = 1\n');
		const { exit, stdout } = await call(["reload", ...flags()]);
		expect(exit).toBe(3);
		expect(stdout).toMatch(
			/^applied: no setting is other than before\n.*problem: .*oceanftp\.toml:2:1: .*nmae.* \[config\.unknown-key\]\n {2}why: did you mean name\?\n {2}fix: /s,
		);
		expect(await greeting()).toContain("After");
		configure('name = "After"\n');
		expect((await call(["reload", ...flags()])).exit).toBe(0);
		expect(await jsonOf(server(), "status")).toMatchObject({ problems: [] });
	});

	test("under --dry-run reads nothing", async () => {
		configure('name = "Later"\n');
		const { exit, stderr } = await call(["reload", "--dry-run", ...flags()]);
		expect(exit).toBe(0);
		expect(stderr).toContain("(dry run)");
		expect(await greeting()).toContain("After");
	});
});
