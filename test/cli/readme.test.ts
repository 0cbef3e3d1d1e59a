import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/programs.ts";
import { call, dataFolder } from "./kit.ts";
import { callsIn, understood } from "./typed-commands.ts";

const TEXT = readFileSync(join(ROOT, "README.md"), "utf8");
const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(
	readFileSync(join(ROOT, "package.json"), "utf8"),
).scripts;

/** What stands between fences of a kind. */
function blocks(text: string, kind: string): string[] {
	const found = text.matchAll(/^```(\w+)\n(.*?)^```$/gms);
	return [...found].flatMap(([, is, inner = ""]) =>
		is === kind ? [inner] : [],
	);
}

/** The lines that a reader types, without their comments. */
const TYPED = blocks(TEXT, "sh")
	.flatMap((block) => block.split("\n"))
	.map((line) => line.replace(/\s+#.*$/, ""));

describe("the README", () => {
	test("has a fence at the end of every block", () => {
		const fences = TEXT.split("\n").filter((line) => line.startsWith("```"));
		expect(fences.filter((_, index) => index % 2 === 1)).toEqual(
			Array(fences.length / 2).fill("```"),
		);
		expect(fences.filter((_, index) => index % 2 === 0)).not.toContain("```");
	});

	const inline = [...TEXT.matchAll(/`(oceanftp [^`]+)`/g)].map(
		([, line = ""]) => line,
	);
	const lines = [...TYPED, ...inline].filter(
		(line) => callsIn(line).length > 0,
	);
	test.each(lines)("types what the program understands: %s", async (line) => {
		for (const words of callsIn(line)) {
			const meant = await understood(words);
			expect(meant.length).toBeGreaterThan(0);
		}
	});

	const topics = lines
		.flatMap(callsIn)
		.flatMap(([verb, ...words]) => (verb === "help" ? [words] : []));
	test.each(topics)("names a topic that there is: %s", async (...words) => {
		const { exit } = await call(["help", ...words]);
		expect(exit).toBe(0);
	});

	test("starts the server as package.json does, and runs scripts that are there", async () => {
		const named = TYPED.flatMap((line) => [
			...line.matchAll(/bun@\S+ (?:run )?(\w+)(.*)/g),
		]);
		expect(named.length).toBeGreaterThan(4);
		for (const [, script = "", rest = ""] of named) {
			expect(SCRIPTS[script]).toBeDefined();
			if (script === "start") await understood(rest.trim().split(/\s+/));
		}
	});

	test("shows settings and accounts that the program takes", async () => {
		const written = blocks(TEXT, "toml");
		const [settings, accounts] = written;
		expect(written).toHaveLength(2);
		using data = dataFolder();
		const made = ["user", "add", "alice", "--generate", ...data.flags];
		expect((await call(made)).exit).toBe(0);
		const file = join(data.path, "accounts.toml");
		const hash = /password = "([^"]+)"/.exec(readFileSync(file, "utf8"))?.[1];
		const filled = (accounts ?? "").replace(
			/password = "[^"]+"/,
			`password = "${hash}"`,
		);
		writeFileSync(file, `version = 1\n${filled}`);
		writeFileSync(join(data.path, "oceanftp.toml"), settings ?? "");
		const shown = await call([
			"user",
			"show",
			"alice",
			"--effective",
			...data.flags,
		]);
		expect({ exit: shown.exit, stderr: shown.stderr }).toEqual({
			exit: 0,
			stderr: "",
		});
		const checked = await call(["config", "check", ...data.flags]);
		expect(checked.exit).toBe(0);
	});

	test("points to files that are there", () => {
		const links = [...TEXT.matchAll(/\]\(([^)#]+)\)/g)].map(
			([, to = ""]) => to,
		);
		const scripts = [
			...TEXT.matchAll(/\b(?:scripts|src|test)\/[\w./-]+\.(?:ts|md)/g),
		].map(([to]) => to);
		for (const to of [...links, ...scripts])
			expect(existsSync(join(ROOT, to))).toBe(true);
	});
});

describe("the map of the source", () => {
	const map = readFileSync(join(ROOT, "src/README.md"), "utf8");

	test("is short, and names files and folders that are there", () => {
		expect(map.split("\n").length).toBeLessThanOrEqual(150);
		const named = [...map.matchAll(/`([\w-]+(?:\/[\w.-]+)+\/?)`/g)].map(
			([, to = ""]) => to,
		);
		expect(named.length).toBeGreaterThan(10);
		const missing = named.filter(
			(to) => !existsSync(join(ROOT, "src", to)) && !existsSync(join(ROOT, to)),
		);
		expect(missing).toEqual([]);
	});
});
