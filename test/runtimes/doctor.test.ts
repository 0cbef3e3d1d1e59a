import { expect, test } from "bun:test";
import { DENO, oceanftp, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

test.skipIf(DENO === undefined)(
	"doctor makes all eight round trips on deno, each data connection resumed",
	async () => {
		using data = tempFolder();
		const flags = ["--data", data.path];
		const made = await run([
			...oceanftp("deno"),
			...["cert", "create", "default", "--san", "localhost", ...flags],
		]);
		expect([made.stderr, made.exit]).toEqual([made.stderr, 0]);
		const { stdout } = await run([...oceanftp("deno"), "doctor", ...flags]);
		const trips = stdout.match(
			/^ok {3}\w+ FTPS, .*4 of 4 data connections resumed$/gm,
		);
		expect([stdout, trips?.length]).toEqual([stdout, 8]);
	},
);
