import { describe, expect, test } from "bun:test";
import { fuzz } from "../support/fuzz/index.ts";
import { RUNTIMES } from "../support/programs.ts";
import { PLAIN_FLAGS, sharedServer } from "../support/shared-server.ts";

/** The short form; `bun scripts/fuzz.ts` is the long one. */
const PLAN = { seed: 4, lines: 4_000, transfers: 120 };

describe.each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime, flags: PLAIN_FLAGS });

	test("random commands and data connections get well-formed replies, one for each line, and leave nothing behind", async () => {
		expect(await fuzz(server(), PLAN)).toBeGreaterThan(PLAN.lines);
	});
});
