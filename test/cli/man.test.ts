import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES } from "../../src/base/index.ts";
import { argumentsOf } from "../../src/cli/command.ts";
import { root } from "../../src/cli/commands/root.ts";
import { allCommands, usageOf } from "../../src/cli/help/tree.ts";
import { HELP_TOPICS } from "../../src/cli/help-topics.ts";
import { manPage } from "../../src/cli/man/man-page.ts";
import { escaped } from "../../src/cli/man/roff.ts";
import { hasClient, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call } from "./kit.ts";

describe("the manual page", () => {
	test("holds every command with its flags, every topic and every error code", async () => {
		const page = await manPage(root, "1.2.3");
		for (const { definition, path } of await allCommands(root)) {
			const { flags } = await argumentsOf(definition);
			expect(page).toContain(
				`.SS "${escaped(await usageOf(definition, path))}"`,
			);
			for (const { name } of flags) {
				expect(page).toContain(escaped(`--${name}`));
			}
		}
		for (const { title } of Object.values(HELP_TOPICS)) {
			expect(page).toContain(`.SH "${escaped(title.toUpperCase())}"`);
		}
		for (const code of Object.keys(ERROR_CODES)) {
			expect(page).toContain(`.B "${escaped(code)}"`);
		}
	});

	test.each([
		[".conf is a file", "\\&.conf is a file"],
		["'quoted' first", "\\&'quoted' first"],
		["a\\b --c", "a\\eb \\-\\-c"],
	])("shows %j as it is", (text, roff) => {
		expect(escaped(text)).toBe(roff);
	});

	test.skipIf(!hasClient("groff"))(
		"is read by groff without a warning",
		async () => {
			using folder = tempFolder();
			const file = join(folder.path, "oceanftp.1");
			const { exit, stdout } = await call(["man"]);
			expect(exit).toBe(0);
			writeFileSync(file, stdout);
			const shown = await run([
				"groff",
				"-man",
				"-ww",
				"-Tascii",
				"-P-c",
				file,
			]);
			expect(shown.stderr).toBe("");
			// Bold is a letter, a backspace and the letter again.
			const [last = "", ...before] = shown.stdout.split("\b").reverse();
			const text =
				before
					.reverse()
					.map((part) => part.slice(0, -1))
					.join("") + last;
			expect(text.includes("--passive-ports A-B")).toBe(true);
			expect(text).toContain('ftp.connect("HOST", 21)');
		},
	);

	test.skipIf(!hasClient("mandoc"))(
		"is read by mandoc without a fault",
		async () => {
			const { stdout } = await call(["man"]);
			const { stdout: said } = await run(["mandoc", "-Tlint", "-Wwarning"], {
				stdin: stdout,
			});
			// A date would make two builds of the same source differ.
			const faults = said
				.split("\n")
				.filter((line) => line !== "" && !line.includes("missing date"));
			expect(faults).toEqual([]);
		},
	);
});
