import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasClient, RUNTIMES, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";

const SCRIPT = join(import.meta.dirname, "unread_upload_client.py");

describe.each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime });

	test.skipIf(!hasClient("python3"))(
		"an upload is whole from a client that reads nothing, and closes while the server stands still (OpenSSL)",
		async () => {
			const { host, port } = server().explicit();
			const { exit, stdout, stderr } = await run(
				[
					...["python3", SCRIPT, host, String(port)],
					...[ALICE.name, String(server().pid)],
				],
				{ env: { FTP_PASSWORD: ALICE.password } },
			);
			expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
			expect(JSON.parse(stdout)).toEqual({ "TLSv1.2": 226, "TLSv1.3": 226 });
			for (const version of ["TLSv1.2", "TLSv1.3"]) {
				const home = server().home(ALICE.name);
				expect(readFileSync(join(home, `${version}.bin`)).length).toBe(300_000);
			}
		},
	);
});
