import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, SIZES, sha256 } from "../support/content.ts";
import { hasClient, run } from "../support/programs.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const withPython = test.skipIf(!hasClient("python3"));
const SCRIPT = join(import.meta.dirname, "ftplib_client.py");

const CASES = (["explicit", "implicit"] as const).flatMap((way) =>
	["passive", "active"].flatMap((mode) =>
		["fresh", "resumed"].map((sessions) => [way, mode, sessions] as const),
	),
);

interface Seen {
	readonly sizes: Readonly<Record<string, number>>;
	readonly digests: Readonly<Record<string, string>>;
	readonly names: readonly string[];
	readonly facts: readonly string[];
	readonly resumed: readonly boolean[];
}

describe.each(CASES)(
	"ftplib over %s TLS, %s, with %s sessions",
	(way, mode, sessions) => {
		withPython("python3 moves files of every size up and down", async () => {
			await using server = await startServer();
			using folder = tempFolder();
			const names = SIZES.map((size) => `${size}.bin`).sort();
			for (const size of SIZES)
				writeFileSync(join(folder.path, `${size}.bin`), content(size));
			const { host, port } =
				way === "implicit" ? server.implicit() : server.explicit();
			const { exit, stdout, stderr } = await run(
				[
					"python3",
					SCRIPT,
					way,
					mode,
					sessions,
					host,
					String(port),
					ALICE.name,
					folder.path,
				],
				{ env: { FTP_PASSWORD: ALICE.password } },
			);
			expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
			const seen: Seen = JSON.parse(stdout);
			expect(seen.names).toEqual(names);
			expect(seen.facts).toEqual(names);
			for (const size of SIZES) {
				expect(seen.sizes[`${size}.bin`]).toBe(size);
				expect(seen.digests[`${size}.bin`]).toBe(sha256(content(size)));
			}
			const expected = sessions === "resumed" ? SIZES.length * 2 + 2 : 0;
			expect(seen.resumed).toEqual(Array(expected).fill(true));
		});
	},
);
