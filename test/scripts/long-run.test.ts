import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
	type LongRun,
	type LongRunOptions,
	optionsOf,
} from "../../scripts/long-run.ts";
import { ROOT, run } from "../support/programs.ts";

const RUN: LongRun<"kills" | "minutes"> = {
	command: "bun scripts/none.ts",
	about: "What it does.",
	flags: {
		kills: { preset: 100, least: 1, about: "how often" },
		minutes: { preset: 2, least: 0.1, mayBeFraction: true, about: "how long" },
	},
	example: "--kills 7",
};

describe("the options of a long run", () => {
	test.each<[string[], LongRunOptions<"kills" | "minutes">]>([
		[[], { kills: 100, minutes: 2, runtime: "bun" }],
		[
			["--kills", "3", "--minutes", "0.5"],
			{ kills: 3, minutes: 0.5, runtime: "bun" },
		],
		[["--", "--kills=3"], { kills: 3, minutes: 2, runtime: "bun" }],
	])("of %j are %j", (args, options) => {
		expect(optionsOf(RUN, args)).toEqual(options);
	});

	test.each([
		[["--kills", "0"], "--kills takes a whole number from 1 on"],
		[["--kills", "1.5"], "--kills takes a whole number from 1 on"],
		[["--kills", ""], "--kills takes a whole number from 1 on"],
		[["--minutes", "long"], "--minutes takes a number from 0.1 on"],
		[["--runtime", "node"], "--runtime is bun"],
		[["--kill", "1"], "--kill"],
		[["stray"], "stray"],
	])("refuse %j", (args, says) => {
		expect(() => optionsOf(RUN, args)).toThrow(says);
	});
});

describe.each(["fuzz", "soak", "crash"])("scripts/%s.ts", (name) => {
	const script = [process.execPath, join(ROOT, "scripts", `${name}.ts`)];

	test("tells with --help what it does, its flags and an example, and starts nothing", async () => {
		const { exit, stderr, stdout } = await run([...script, "--help"]);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(stdout).toStartWith(`usage: bun scripts/${name}.ts [flags]\n`);
		const [flags = "", example = ""] =
			stdout.split("flags:")[1]?.split("example:") ?? [];
		const typed = [...example.matchAll(/--[a-z]+/g)].map(([flag]) => flag);
		expect(typed.length).toBeGreaterThan(1);
		for (const flag of typed) expect(flags).toContain(`${flag} `);
	});

	test("ends with 2 and its usage for a flag that it has not", async () => {
		const { exit, stderr, stdout } = await run([...script, "--faster"]);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
		expect(stderr).toContain("--faster");
		expect(stderr).toContain("usage: ");
	});
});
