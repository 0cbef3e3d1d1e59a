import { describe, expect, test } from "bun:test";
import { COMMANDS, commandTable } from "../../src/ftp/index.ts";

test("no two commands share a verb", () => {
	expect(() => commandTable(COMMANDS)).not.toThrow();
});

describe.each(COMMANDS.map((command) => [command.verb, command] as const))(
	"%s",
	(verb, command) => {
		test("is in upper case, and its syntax begins with it", () => {
			expect(verb).toMatch(/^[A-Z][A-Z0-9]{2,6}$/);
			expect(command.syntax.split(" ")[0]).toBe(verb);
		});

		test("says in one sentence what it does, and where it is defined", () => {
			expect(command.help).toMatch(/^[A-Z].*\.$/);
			expect(command.rfc).not.toBe("");
		});

		test("is played in a transcript", async () => {
			const transcripts = new Bun.Glob("*.txt").scan({
				cwd: `${import.meta.dirname}/../transcripts`,
				absolute: true,
			});
			let count = 0;
			for await (const path of transcripts) {
				const text = await Bun.file(path).text();
				if (new RegExp(`^C[:~].*\\b${verb}\\b`, "im").test(text)) count += 1;
			}
			expect(count).toBeGreaterThan(0);
		});
	},
);
