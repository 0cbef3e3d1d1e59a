import { describe, expect, test } from "bun:test";
import { hasClient, RUNTIMES } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { threeTransfers } from "./three-transfers.ts";

const withPython = test.skipIf(!hasClient("python3"));

describe.each(RUNTIMES)("where files may have 64 KiB, under %s", (runtime) => {
	const server = sharedServer({
		runtime,
		config: '[limits]\nlargest_file = "64KiB"\n',
	});

	for (const version of ["1.2", "1.3"]) {
		withPython(
			`python3's ftplib, in the middle of 5 MB over TLS ${version}, reports the 552 and no broken pipe, and goes on`,
			async () => {
				const { learned, bytes } = await threeTransfers(server(), version);
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
