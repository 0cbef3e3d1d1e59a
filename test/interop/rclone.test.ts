import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, SIZES } from "../support/content.ts";
import { hasClient, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const withRclone = test.skipIf(!hasClient("rclone"));
const server = sharedServer();

describe.each(["explicit", "implicit"] as const)("%s TLS", (way) => {
	withRclone(
		"rclone syncs a tree both ways, checks it, and syncs a change",
		async () => {
			using folder = tempFolder();
			const { host, port } =
				way === "implicit" ? server().implicit() : server().explicit();
			const obscured = await run(["rclone", "obscure", "-"], {
				stdin: ALICE.password,
			});
			const env = {
				HOME: folder.path,
				RCLONE_CONFIG: join(folder.path, "rclone.conf"),
				RCLONE_FTP_HOST: host,
				RCLONE_FTP_PORT: String(port),
				RCLONE_FTP_USER: ALICE.name,
				RCLONE_FTP_PASS: obscured.stdout.trim(),
				RCLONE_FTP_NO_CHECK_CERTIFICATE: "true",
				[way === "implicit" ? "RCLONE_FTP_TLS" : "RCLONE_FTP_EXPLICIT_TLS"]:
					"true",
			};
			const rclone = async (...args: readonly string[]): Promise<void> => {
				const { exit, stderr } = await run(
					["rclone", "--retries", "1", "--low-level-retries", "1", ...args],
					{ env },
				);
				if (exit !== 0) throw new Error(`rclone ${args[0]}: ${stderr}`);
			};
			const up = join(folder.path, "up");
			for (const below of ["", "a/b ä", "a/c"]) {
				mkdirSync(join(up, below), { recursive: true });
				for (const size of SIZES)
					writeFileSync(join(up, below, `${size} x.bin`), content(size));
			}
			const remote = `:ftp:rclone-${way}`;
			const down = join(folder.path, "down");
			await rclone("sync", up, remote);
			await rclone("check", "--download", up, remote);
			await rclone("sync", remote, down);
			await rclone("check", up, down);
			rmSync(join(up, "a/c"), { recursive: true });
			writeFileSync(join(up, "new.bin"), content(70_000, 3));
			await rclone("sync", up, remote);
			await rclone("check", "--download", up, remote);
			const home = join(server().home(ALICE.name), `rclone-${way}`);
			const names = (of: string): string[] =>
				readdirSync(of, { recursive: true, encoding: "utf8" }).sort();
			// An empty folder may stay.
			expect(names(home).filter((name) => name !== "a/c")).toEqual(names(up));
		},
	);
});
