import { describe, expect, test } from "bun:test";
import { inLanes, type Task } from "../../scripts/check/lanes.ts";

/** Runs tasks that end when told to, and says which have begun. */
function watched(tasks: readonly Task[], lanes: number) {
	const begun: string[] = [];
	const ends = new Map(
		tasks.map(({ name }) => [name, Promise.withResolvers<void>()]),
	);
	const results = inLanes(tasks, lanes, async ({ name }) => {
		begun.push(name);
		await ends.get(name)?.promise;
		return name.toUpperCase();
	});
	const end = async (name: string): Promise<void> => {
		ends.get(name)?.resolve();
		await new Promise(setImmediate);
	};
	return { begun, results, end };
}

describe("lanes", () => {
	test("two run at a time, and the results keep the order of the list", async () => {
		const names = ["a", "b", "c"].map((name) => ({ name }));
		const { begun, results, end } = watched(names, 2);
		expect(begun).toEqual(["a", "b"]);
		await end("b");
		expect(begun).toEqual(["a", "b", "c"]);
		await end("c");
		await end("a");
		expect(await results).toEqual(["A", "B", "C"]);
	});

	test("what needs another waits for it, and lets a later one pass", async () => {
		const tasks: Task[] = [
			{ name: "build" },
			{ name: "binary", after: "build" },
			{ name: "other" },
		];
		const { begun, results, end } = watched(tasks, 2);
		expect(begun).toEqual(["build", "other"]);
		await end("build");
		expect(begun).toEqual(["build", "other", "binary"]);
		await end("other");
		await end("binary");
		expect(await results).toEqual(["BUILD", "BINARY", "OTHER"]);
	});

	test("nothing waits for what is not asked for", async () => {
		const { begun, results, end } = watched(
			[{ name: "binary", after: "build" }],
			2,
		);
		expect(begun).toEqual(["binary"]);
		await end("binary");
		expect(await results).toEqual(["BINARY"]);
	});

	test("tasks that wait for each other are an error, not a hang", async () => {
		const round: Task[] = [
			{ name: "a", after: "b" },
			{ name: "b", after: "a" },
		];
		await expect(inLanes(round, 2, async () => 0)).rejects.toThrow(
			"each other",
		);
	});

	test("what a task throws is thrown", async () => {
		const failing = async (): Promise<never> => {
			throw new Error("broken");
		};
		await expect(inLanes([{ name: "a" }], 2, failing)).rejects.toThrow(
			"broken",
		);
	});
});
