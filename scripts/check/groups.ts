import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The groups of tests, in the order in which they run: what is fast and points at the fault comes first. */
export const GROUPS = [
	"unit",
	"transcripts",
	"wire",
	"interop",
	"cli",
	"binary",
	"runtimes",
] as const;
export type Group = (typeof GROUPS)[number];

/**
 * Milliseconds that one test of a group may take before it counts as failed: many times what it takes on a machine that
 * does nothing else, since a busy one is no fault of the test.
 */
export const TEST_LIMIT_MS: Readonly<Record<Group, number>> = {
	unit: 120_000,
	transcripts: 120_000,
	wire: 120_000,
	interop: 120_000,
	cli: 120_000,
	binary: 120_000,
	runtimes: 120_000,
};

/**
 * The test files of a group, as paths that `bun test` takes. Each folder of `test/` that has a group's name
 * is that group; every other one mirrors a room of `src/` and is `unit`.
 */
export function filesOf(group: Group, root: string): string[] {
	const folder = join(root, "test");
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => name.replaceAll("\\", "/"))
		.filter((name) => name.endsWith(".test.ts") && groupOf(name) === group)
		.sort()
		.map((name) => `./test/${name}`);
}

function groupOf(file: string): Group {
	const folder = file.split("/")[0];
	return GROUPS.find((group) => group === folder) ?? "unit";
}
