import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { RawFtp } from "../support/raw-ftp.ts";
import { startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { alice, jsonOf } from "./control-kit.ts";
import { call, dataFolder } from "./kit.ts";

describe("bans", () => {
	test("are kept without a server, count when one starts, and are changed through it", async () => {
		using data = dataFolder();
		const folder = { data: data.path };
		const added = await jsonOf(
			folder,
			...["bans", "add", "198.51.100.0/24", "--for", "1h"],
			...["--reason", "scans"],
		);
		expect(added).toMatchObject({
			schema: "oceanftp.ban/1",
			ban: { kind: "address", address: "198.51.100.0/24", reason: "scans" },
		});
		await jsonOf(folder, "bans", "add", "Alice");
		await using server = await startServer({ data: data.path });
		expect(await jsonOf(folder, "bans", "list")).toMatchObject({
			schema: "oceanftp.bans/1",
			bans: [
				{ kind: "name", address: "alice", until: null },
				{ kind: "address", address: "198.51.100.0/24", reason: "scans" },
			],
		});
		await expect(alice(server)).rejects.toThrow("530");
		const lifted = await call(["bans", "remove", "ALICE", ...data.flags]);
		expect(lifted).toMatchObject({
			exit: 0,
			stdout: "ALICE is let in again.\n",
		});
		await using ftp = await alice(server);
		await ftp.expect("QUIT", 221);
		const local = await call(["bans", "add", "127.0.0.1", ...data.flags]);
		expect(local.stdout).toBe("127.0.0.1 is banned until it is lifted.\n");
		await expect(RawFtp.connect(server.explicit())).rejects.toThrow();
		await server.logged(/127\.0\.0\.1 banned for good: by the administrator/);
		await server.stop();
		const table = await call(["bans", "list", ...data.flags]);
		expect(table.stdout).toMatch(
			/^WHO +SINCE +UNTIL +WHY\n127\.0\.0\.1 .*\n198\.51\.100\.0\/24 .* scans\n$/,
		);
		await jsonOf(folder, "bans", "remove", "127.0.0.1");
		const again = await call(["bans", "remove", "127.0.0.1", ...data.flags]);
		expect(again.exit).toBe(4);
		expect(again.stderr).toContain("[ban.not-found]");
	});

	test("are changed in state.db where a server runs that cannot be spoken to", async () => {
		await using server = await startServer({
			users: {},
			config: "[control]\nenabled = false\n",
		});
		await jsonOf(server, "bans", "add", "127.0.0.1", "--for", "1h");
		expect(await jsonOf(server, "bans", "list")).toMatchObject({
			bans: [{ address: "127.0.0.1" }],
		});
	});

	test("are neither made nor written by a list or a dry run", async () => {
		using temp = tempFolder();
		const flags = ["--data", join(temp.path, "none")];
		const listed = await call(["bans", "list", ...flags]);
		expect(listed).toEqual({
			exit: 0,
			stdout: "",
			stderr: "Nobody is banned.\n",
		});
		const dry = await call(["bans", "add", "192.0.2.7", "--dry-run", ...flags]);
		expect(dry.stderr).toBe("192.0.2.7 would be banned (dry run).\n");
		expect(existsSync(join(temp.path, "none"))).toBe(false);
	});

	test.each([
		[["add", "a b"]],
		[["add", "192.0.2.1-192.0.2.9"]],
		[["add", "192.0.2.1", "--for", "0s"]],
		[["add", "192.0.2.1", "--for", "1y"]],
		[["remove", "../x"]],
	])("%j is wrong use", async (args) => {
		using data = dataFolder();
		const { exit } = await call(["bans", ...args, ...data.flags]);
		expect(exit).toBe(2);
	});
});
