import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DENO, hasClient, type Runtime, run } from "../support/programs.ts";
import {
	ALICE,
	addUser,
	type Server,
	startServer,
} from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const runtimes: readonly Runtime[] =
	DENO === undefined ? ["bun"] : ["bun", "deno"];
const CLIENT = join(import.meta.dirname, "clear_control_client.py");

/** A server that lets clients end TLS on the control connection. */
async function started(data: TempFolder, runtime: Runtime): Promise<Server> {
	await addUser({ data: data.path, ...ALICE });
	writeFileSync(join(data.path, "oceanftp.toml"), "[tls]\nccc = true\n");
	return await startServer({ data: data.path, users: {}, runtime });
}

describe.each(runtimes)(
	"TLS that ends before the connection, under %s",
	(runtime) => {
		test.skipIf(!hasClient("python3"))(
			"python3's ftplib ends it by CCC and by REIN, and begins it anew",
			async () => {
				using data = tempFolder();
				await using server = await started(data, runtime);
				const { port } = server.explicit();
				const command = [
					"python3",
					CLIENT,
					String(port),
					ALICE.name,
					ALICE.password,
				];
				const { exit, stderr, stdout } = await run(command);
				expect({ exit, stderr, stdout }).toEqual({
					exit: 0,
					stderr: "",
					stdout: "TLSv1_2 CCC\nTLSv1_2 REIN\nTLSv1_3 CCC\nTLSv1_3 REIN\n",
				});
			},
			120_000,
		);

		test.skipIf(!hasClient("curl"))(
			"curl ends it by CCC, whether it or the server goes first",
			async () => {
				using data = tempFolder();
				await using server = await started(data, runtime);
				writeFileSync(join(server.home(ALICE.name), "a.txt"), "hello");
				for (const mode of ["active", "passive"]) {
					const { exit, stderr, stdout } = await run([
						...["curl", "-sS", "-k", "--ssl-reqd"],
						...["--ftp-ssl-ccc", "--ftp-ssl-ccc-mode", mode],
						...["-u", `${ALICE.name}:${ALICE.password}`],
						`ftp://127.0.0.1:${server.explicit().port}/a.txt`,
					]);
					expect({ exit, stderr, stdout }).toEqual({
						exit: 0,
						stderr: "",
						stdout: "hello",
					});
				}
			},
			120_000,
		);
	},
);
