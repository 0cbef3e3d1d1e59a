import { expect, test } from "bun:test";
import { crash } from "../../scripts/crash/run-crashes.ts";
import { HAS_PROC } from "../support/process-facts.ts";

/** The short form; `bun scripts/crash.ts` kills a hundred times. */
test.skipIf(!HAS_PROC)(
	"a server that is killed in the middle of its work loses and damages nothing, and cleans up at its next start",
	async () => {
		const result = await crash({
			kills: 5,
			seed: 3,
			clients: 2,
			runtime: "bun",
			latestMs: 500,
			amongUploads: true,
			say: () => undefined,
		});
		expect(result.uploads).toBeGreaterThan(0);
		expect(result.cutUploads).toBeGreaterThan(0);
		expect(result.filesCompared).toBeGreaterThan(0);
	},
	120_000,
);
