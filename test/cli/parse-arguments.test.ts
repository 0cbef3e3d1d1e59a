import { describe, expect, test } from "bun:test";
import {
	type FlagSpec,
	type ParsedArguments,
	parseArguments,
} from "../../src/cli/parse-arguments.ts";

const FLAGS: readonly FlagSpec[] = [
	{ name: "json", takesValue: false },
	{ name: "help", takesValue: false, letter: "h" },
	{ name: "no-input", takesValue: false },
	{ name: "port", takesValue: true },
	{ name: "host", takesValue: true, repeat: true },
	{ name: "tls", takesValue: true, choices: ["required", "allowed"] },
];

function parsed(...args: string[]): {
	switches: string[];
	values: Record<string, readonly string[]>;
	words: readonly string[];
} {
	const result: ParsedArguments = parseArguments(args, FLAGS);
	return {
		switches: [...result.switches],
		values: Object.fromEntries(result.values),
		words: result.words,
	};
}

describe("arguments", () => {
	test("flags may stand anywhere, with = or a space; repeated ones keep every value", () => {
		expect(
			parsed("a", "--host", "::1", "--port=0", "b", "--host=::2", "--json"),
		).toEqual({
			switches: ["json"],
			values: { host: ["::1", "::2"], port: ["0"] },
			words: ["a", "b"],
		});
	});

	test("-- ends the flags", () => {
		expect(parsed("--json", "--", "--port", "-h").words).toEqual([
			"--port",
			"-h",
		]);
	});

	test("a letter means its flag, --no-input is a flag of its own, - is a word", () => {
		expect(parsed("-h", "--no-input", "-")).toMatchObject({
			switches: ["help", "no-input"],
			words: ["-"],
		});
	});

	test("a switch may be said twice; a value may hold = and be a negative number", () => {
		expect(parsed("--json", "--json", "--host=a=b", "--port", "-1")).toEqual({
			switches: ["json"],
			values: { host: ["a=b"], port: ["-1"] },
			words: [],
		});
	});

	test.each<[string[], string]>([
		[["--prot", "1"], "did you mean --port?"],
		[["--Port=1"], "did you mean --port?"],
		[["-x"], "There is no flag -x."],
		[["--zzzzzzzz"], "There is no flag --zzzzzzzz."],
		[["--port"], "--port needs a value."],
		[["--port", "--json"], "--port needs a value."],
		[["--port="], "--port needs a value."],
		[["--port", "--", "5"], "--port needs a value."],
		[["--json=yes"], "--json takes no value."],
		[["--port=1", "--port=2"], "--port is given more than once."],
		[["--tls", "maybe"], '--tls cannot be "maybe".'],
		[["--secret=hidden"], "There is no flag --secret."],
	])("%j is refused with %p", (args, says) => {
		let text = "";
		try {
			parsed(...args);
		} catch (error) {
			expect(error).toMatchObject({ code: "usage.invalid", exit: 2 });
			text = `${String(error)}\n${Reflect.get(Object(error), "why")}`;
		}
		expect(text).toContain(says);
		expect(text).not.toContain("hidden");
	});
});
