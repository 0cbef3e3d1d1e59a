import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BINARY, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("doctor of the executable tries its own autoload switches and all round trips, among hostile files", async () => {
	using data = tempFolder();
	using cwd = tempFolder();
	writeFileSync(join(cwd.path, "bunfig.toml"), 'preload = ["./no-such.ts"]\n');
	const flags = ["--data", data.path];
	const made = await run(
		[BINARY, "cert", "create", "default", "--san", "localhost", ...flags],
		{ cwd: cwd.path },
	);
	expect([made.stderr, made.exit]).toEqual([made.stderr, 0]);
	const { stdout } = await run([BINARY, "doctor", ...flags], { cwd: cwd.path });
	expect(stdout).toContain(
		"ok   autoload switches: the executable ignored a bunfig.toml and .env",
	);
	const trips = stdout.match(
		/^ok {3}\w+ FTPS, .*4 of 4 data connections resumed$/gm,
	);
	expect([stdout, trips?.length]).toEqual([stdout, 8]);
});
