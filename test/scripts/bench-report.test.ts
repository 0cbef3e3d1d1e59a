import { describe, expect, test } from "bun:test";
import type { Measure, Row } from "../../scripts/bench/measures.ts";
import { benchOptions } from "../../scripts/bench/options.ts";
import { linesOf, markdown } from "../../scripts/bench/report.ts";

const SPEED: Row = { unit: "MB/s", better: "more", digits: 0 };
const DELAY: Row = { unit: "ms", better: "less", digits: 1 };

const MEASURES: readonly Measure[] = [
	{
		id: "tls/down",
		rows: { speed: SPEED, delay: DELAY, unused: SPEED },
		fits: () => true,
		run: async () => ({}),
	},
];

function resultsOf(figures: Readonly<Record<string, readonly number[]>>) {
	return Object.entries(figures).flatMap(([server, all]) =>
		all.map((figure, round) => ({
			server,
			round,
			figures: { speed: figure, delay: figure },
		})),
	);
}

describe("the benchmark's figures", () => {
	const lines = linesOf(
		MEASURES,
		resultsOf({ ours: [90, 300, 100], one: [50, 60], two: [10, 20, 30] }),
		"ours",
	);
	const [speed, delay] = lines;

	test("are medians, so that one bad round does not count", () => {
		expect(speed?.medians).toEqual({ ours: 100, one: 55, two: 20 });
	});

	test("of a speed are compared with the fastest other", () => {
		expect(speed?.ratio).toBeCloseTo(100 / 55);
	});

	test("of a delay are compared with the shortest other, a ratio below 1 being behind", () => {
		expect(delay?.ratio).toBeCloseTo(20 / 100);
	});

	test("that nobody has make no row", () => {
		expect(lines.map(({ what }) => what)).toEqual(["speed", "delay"]);
	});

	test("have no ratio when nobody else was measured", () => {
		const alone = linesOf(MEASURES, resultsOf({ ours: [1] }), "ours");
		expect(alone[0]?.ratio).toBeUndefined();
	});

	test("become a table in which the best of each row is bold", () => {
		const table = markdown(lines, ["ours", "one", "two"], 3);
		expect(table).toContain("| speed | MB/s | **100** | 55 | 20 | 1.82 |\n");
		expect(table).toContain(
			"| delay | ms | 100.0 | 55.0 | **20.0** | 0.20 |\n",
		);
	});
});

describe("the benchmark's flags", () => {
	test("have defaults that measure everything, three times", () => {
		expect(benchOptions([])).toMatchObject({
			only: [],
			servers: [],
			rounds: 3,
			runtime: "binary",
		});
	});

	test("take lists with commas between", () => {
		expect(benchOptions(["--only", "tls/up,list"]).only).toEqual([
			"tls/up",
			"list",
		]);
	});

	test.each([
		[["--rounds", "0"]],
		[["--rounds", "two"]],
		[["--runtime", "node"]],
		[["--fast"]],
		[["word"]],
	])("%j are refused", (args) => {
		expect(() => benchOptions(args)).toThrow(TypeError);
	});
});
