import { describe, expect, test } from "bun:test";
import { HAS_PROC } from "../support/process-facts.ts";
import { RUNTIMES } from "../support/programs.ts";
import { PLAIN_FLAGS, sharedServer } from "../support/shared-server.ts";
import { soak } from "../support/soak.ts";

describe.each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime, flags: PLAIN_FLAGS });

	/** The short form; `bun scripts/soak.ts` is the long one, which watches memory too. */
	test.skipIf(!HAS_PROC)(
		"clients that come and go for a while leave nothing behind",
		async () => {
			const lines: string[] = [];
			const { sessions } = await soak(server(), {
				seconds: 2,
				clients: 3,
				everyMs: 500,
				say: (line) => lines.push(line),
			});
			expect(sessions).toBeGreaterThan(3);
			expect(lines.length).toBeGreaterThan(2);
		},
	);
});
