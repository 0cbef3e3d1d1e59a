import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hasClient, oceanftp, RUNTIMES, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writtenAccounts } from "../support/written-accounts.ts";

const SCRIPT = join(import.meta.dirname, "hang-up.py");
const canRun = process.platform === "linux" && hasClient("python3");

describe.skipIf(!canRun).each([...RUNTIMES])(
	"SIGHUP to serve under %s",
	(runtime) => {
		test.each([
			["ends it cleanly when its terminal was closed", "closed", "stopped 0\n"],
			["is a reload while its terminal is there", "alive", "reloaded\n"],
			[
				"is a reload when it was in the background of the terminal that went",
				"background",
				"reloaded\n",
			],
			["is a reload when it was started with nohup", "nohup", "reloaded\n"],
		])("%s", async (_, how, does) => {
			using data = tempFolder();
			await writtenAccounts(data.path, { "users.alice": "" });
			const { exit, stderr, stdout } = await run(
				[
					...["python3", SCRIPT, how, data.path],
					...[...oceanftp(runtime), "serve", "--data", data.path],
					...["--host", "127.0.0.1", "--port", "0", "--implicit-port", "off"],
					...["--ready-file", join(data.path, "ready.json")],
				],
				{ env: { HOME: "/nowhere", TERM: "dumb" } },
			);
			expect({ exit, stderr, stdout }).toEqual({
				exit: 0,
				stderr: "",
				stdout: does,
			});
			expect(existsSync(join(data.path, "ready.json"))).toBe(false);
			expect(existsSync(join(data.path, "run", "lock"))).toBe(false);
		});
	},
);
