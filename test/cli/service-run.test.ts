import { describe, expect, test } from "bun:test";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import { notifyManager } from "../support/notify-manager.ts";
import { DENO, hasClient } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call, dataFolder } from "./kit.ts";

const withPython = test.skipIf(
	!hasClient("python3") || process.platform !== "linux",
);
const asRoot = test.skipIf(!MAY_BE_NOBODY || process.platform !== "linux");

describe("serve under a service manager", () => {
	for (const runtime of DENO === undefined
		? (["bun"] as const)
		: (["bun", "deno"] as const)) {
		withPython(
			`on ${runtime} tells when it is up, reloads, lives and stops`,
			async () => {
				using folder = tempFolder();
				const address = join(folder.path, "notify");
				await using manager = await notifyManager(address);
				await using server = await startServer({
					runtime,
					env: { NOTIFY_SOCKET: address, WATCHDOG_USEC: "2000000" },
				});
				const up = [
					"READY=1",
					`MAINPID=${server.pid}`,
					"STATUS=Serving on 2 listeners.",
				];
				expect(await manager.nextBut("WATCHDOG=1")).toEqual({
					from: server.pid,
					lines: up,
				});
				process.kill(server.pid, "SIGHUP");
				const reloading = await manager.nextBut("WATCHDOG=1");
				expect(reloading.lines[0]).toBe("RELOADING=1");
				expect((await manager.nextBut("WATCHDOG=1")).lines).toEqual(up);
				expect((await manager.next()).lines).toEqual(["WATCHDOG=1"]);
				await server.stop();
				expect((await manager.nextBut("WATCHDOG=1")).lines).toEqual([
					"STOPPING=1",
					"STATUS=Stopping; transfers may end within 30 s.",
				]);
			},
		);
	}
});

test("serve ends with 6 when its ready file cannot be written, and leaves nothing running", async () => {
	using data = dataFolder();
	const { exit, stderr } = await call([
		...["serve", "--port", "0", "--implicit-port", "off", ...data.flags],
		...["--host", "127.0.0.1", "--ready-file", join(data.path, "no", "x")],
	]);
	expect(exit).toBe(6);
	expect(stderr).toContain("[file.no-right]");
});

test.skipIf(process.platform !== "linux")(
	"an error that ends the program has an error's priority in the journal, and nowhere else",
	async () => {
		const args = ["user", "no-such-word"];
		const here = await call(args);
		expect(here.stderr).toStartWith("error: ");
		const journal = await call(args, {
			wrapper: [
				...["sh", "-c"],
				'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec "$@"',
				"sh",
			],
		});
		expect(journal.exit).toBe(here.exit);
		expect(journal.stderr).toBe(here.stderr.replaceAll(/^(?=.)/gm, "<3>"));
	},
);

describe("serve --run-as", () => {
	for (const runtime of DENO === undefined
		? (["bun"] as const)
		: (["bun", "deno"] as const)) {
		asRoot(
			`on ${runtime} binds a low port, then runs as the user, whose all files are`,
			async () => {
				using folder = tempFolder();
				chmodSync(folder.path, 0o711);
				const data = join(folder.path, "data");
				await using server = await startServer({
					runtime,
					data,
					// The folder of the ready file is then writable for the user.
					wrapper: ["env"],
					users: {},
					ports: "standard",
					hosts: ["127.0.0.77"],
					flags: [
						"--run-as",
						"nobody",
						"--port",
						"21",
						"--implicit-port",
						"off",
					],
				});
				expect(server.explicit().port).toBe(21);
				const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
				expect(status).toMatch(
					new RegExp(
						`^Uid:\\t${NOBODY}\\t${NOBODY}\\t${NOBODY}\\t${NOBODY}$`,
						"m",
					),
				);
				expect(status).toMatch(/^CapPrm:\t0+$/m);
				for (const name of [
					"",
					"accounts.toml",
					"certs/default.key",
					"run/lock",
				]) {
					expect(statSync(join(data, name)).uid).toBe(NOBODY);
				}
				const [, password = ""] =
					/^password: (.*)$/m.exec(
						readFileSync(join(data, "initial-login.txt"), "utf8"),
					) ?? [];
				await using ftp = await RawFtp.connect(server.explicit());
				await ftp.secure();
				await ftp.login("ocean", password);
				await ftp.protect();
				const { replies } = await ftp.upload(
					"STOR owned.bin",
					new Uint8Array(10_000),
				);
				expect(replies.map(({ code }) => code)).toEqual([226]);
				expect(statSync(join(data, "files", "ocean", "owned.bin")).uid).toBe(
					NOBODY,
				);
				await ftp.expect("QUIT", 221);
			},
		);
	}
});
