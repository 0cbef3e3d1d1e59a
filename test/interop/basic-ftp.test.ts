import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "basic-ftp";
import { SIZES as ALL_SIZES, content, sha256 } from "../support/content.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const server = sharedServer();
/** An empty upload ends before its TLS handshake has begun with this client on Bun, so there is none here. */
const SIZES = ALL_SIZES.filter((size) => size > 0);

describe.each(["explicit", "implicit"] as const)(
	"basic-ftp over %s TLS",
	(way) => {
		test("moves a folder up and down, lists, renames and removes it", async () => {
			using folder = tempFolder();
			const up = join(folder.path, "up");
			mkdirSync(join(up, "sub"), { recursive: true });
			for (const size of SIZES)
				writeFileSync(join(up, "sub", `${size}.bin`), content(size));
			const { host, port } =
				way === "implicit" ? server().implicit() : server().explicit();
			const client = new Client(20_000);
			try {
				await client.access({
					host,
					port,
					user: ALICE.name,
					password: ALICE.password,
					secure: way === "implicit" ? "implicit" : true,
					secureOptions: { rejectUnauthorized: false },
				});
				const remote = `/basic-${way}`;
				await client.uploadFromDir(up, remote);
				const listed = await client.list(`${remote}/sub`);
				expect(
					listed.map(({ name, size }) => `${name} ${size}`).sort(),
				).toEqual(SIZES.map((size) => `${size}.bin ${size}`).sort());
				const down = join(folder.path, "down");
				await client.downloadToDir(down, remote);
				for (const size of SIZES) {
					const bytes = readFileSync(join(down, "sub", `${size}.bin`));
					expect(sha256(bytes)).toBe(sha256(content(size)));
				}
				await client.rename(`${remote}/sub/1.bin`, `${remote}/renamed.bin`);
				expect(await client.size(`${remote}/renamed.bin`)).toBe(1);
				await client.removeDir(remote);
				expect((await client.list("/")).map(({ name }) => name)).not.toContain(
					`basic-${way}`,
				);
			} finally {
				client.close();
			}
		});
	},
);
