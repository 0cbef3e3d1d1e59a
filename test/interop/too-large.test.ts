import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasClient, RUNTIMES, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";

const withPython = test.skipIf(!hasClient("python3"));
const THREE_TRANSFERS = join(import.meta.dirname, "three_transfers_client.py");

describe.each(RUNTIMES)("where files may have 64 KiB, under %s", (runtime) => {
	const server = sharedServer({
		runtime,
		config: '[limits]\nlargest_file = "64KiB"\n',
	});

	for (const version of ["1.2", "1.3"]) {
		withPython(
			`python3's ftplib, in the middle of 5 MB over TLS ${version}, reports the 552 and no broken pipe, and goes on`,
			async () => {
				writeFileSync(join(server().home(ALICE.name), "kept.bin"), "kept");
				const { host, port } = server().explicit();
				const { exit, stdout, stderr } = await run(
					[
						...["python3", THREE_TRANSFERS, version],
						...[host, String(port), ALICE.name, "kept.bin"],
					],
					{ env: { FTP_PASSWORD: ALICE.password } },
				);
				expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
				const { learned, bytes } = JSON.parse(stdout);
				expect(learned[0]).toMatch(/^552 /);
				expect(learned.slice(1)).toEqual([
					expect.stringContaining("226"),
					"['kept.bin']",
				]);
				expect(bytes).toBe(4);
			},
		);
	}
});
