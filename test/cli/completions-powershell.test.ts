import { describe, expect, test } from "bun:test";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeWords } from "../../src/cli/completions/answer.ts";
import { POWERSHELL } from "../../src/cli/completions/powershell.ts";
import { hasClient, run } from "../support/programs.ts";
import { CASES, machine } from "./completions-kit.ts";
import { call } from "./kit.ts";

/** The words as the script of PowerShell hands them over. */
function encoded(words: readonly string[]): string {
	return Buffer.from(words.map((word) => `${word}\0`).join("")).toString(
		"base64",
	);
}

describe("words that travel as one", () => {
	test.each<[string[]]>([
		[[""]],
		[["user", ""]],
		[["--description", "", "user", "pas"]],
		[["cert", "inspect", 'say "żółć" *', "--%", "--", "~"]],
	])("are %j again at the other end", (words) => {
		expect(decodeWords(encoded(words))).toEqual(words);
	});

	test.each<[string, string]>([
		["no base64", "user"],
		["nothing", ""],
		["words without an end", Buffer.from("user").toString("base64")],
		["no UTF-8", Buffer.from([0xff, 0]).toString("base64")],
	])("are refused when they are %s", (_what, text) => {
		expect(() => decodeWords(text)).toThrow("--words cannot be read.");
	});

	test("are completed as those that come one by one", async () => {
		using here = machine();
		const words = ["--data", join(here.path, "data"), "user", "passwd", "bob"];
		const { exit, stdout } = await call([
			...["__complete", "--words", encoded(words)],
		]);
		expect({ exit, stdout }).toEqual({
			exit: 0,
			stdout: "bob@example.com\nbobby\n:none\n",
		});
	});

	test("end with 2 when they cannot be read", async () => {
		const { exit, stdout } = await call(["__complete", "--words", "?"]);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
	});
});

/** What PowerShell offers for a line: the text that it would put in, and what it shows of it. */
interface Offered {
	readonly text: string;
	readonly shown: string;
}

/**
 * Presses Tab where a line has `|`. TabExpansion2 itself throws where nothing shall be offered, before 7.7; a console keeps
 * that to itself.
 */
async function inPowerShell(
	here: ReturnType<typeof machine>,
	lines: readonly string[],
): Promise<{
	readonly offered: readonly (readonly Offered[])[];
	readonly lastExit: number;
}> {
	const quoted = lines.map((line) => `'${line.replaceAll("'", "''")}'`);
	const script = `
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
oceanftp completions powershell | Out-String | Invoke-Expression
& sh -c 'exit 7'
$offered = @(foreach ($line in @(${quoted.join(", ")})) {
	$cursor = $line.IndexOf('|')
	$found = @()
	try { $found = @((TabExpansion2 -inputScript ($line.Remove($cursor, 1)) -cursorColumn $cursor).CompletionMatches) } catch { $found = @() }
	, @($found | ForEach-Object { @{ text = $_.CompletionText; shown = $_.ListItemText } })
})
ConvertTo-Json -Compress -Depth 5 -InputObject @{ offered = $offered; lastExit = $LASTEXITCODE }
`;
	const { stdout } = await run(
		["pwsh", "-NoProfile", "-NonInteractive", "-Command", script],
		{ env: here.env, cwd: join(here.path, "work") },
	);
	const answer: {
		readonly offered: readonly (readonly Offered[])[];
		readonly lastExit: number;
	} = JSON.parse(stdout);
	return {
		lastExit: answer.lastExit,
		offered: answer.offered.map((each) =>
			each.toSorted((a, b) => (a.shown < b.shown ? -1 : 1)),
		),
	};
}

describe("the script of PowerShell", () => {
	test.skipIf(!hasClient("pwsh"))(
		"completes commands, flags, names and files",
		async () => {
			using here = machine();
			const { offered } = await inPowerShell(
				here,
				CASES.map(([line]) => `${line}|`),
			);
			expect(offered.map((each) => each.map(({ shown }) => shown))).toEqual(
				CASES.map(([, all]) => [...all].sort()),
			);
		},
	);

	test.skipIf(!hasClient("pwsh"))(
		"puts words into the line as PowerShell takes them for one, wherever the cursor is",
		async () => {
			using here = machine();
			for (const name of ["ann's nas", "żółć"]) {
				writeFileSync(join(here.path, "data", "certs", `${name}.crt`), "");
			}
			const elsewhere = join(here.path, "a place of its own");
			cpSync(join(here.path, "bin"), elsewhere, { recursive: true });
			const cases: readonly (readonly [string, readonly string[]])[] = [
				["oceanftp cert rename ann|", ["'ann''s nas'"]],
				["oceanftp cert rename \"ann's n|", ["'ann''s nas'"]],
				["oceanftp cert rename 'ann''s nas'|", ["'ann''s nas'"]],
				["oceanftp cert rename ż|", ["żółć"]],
				["oceanftp user passwd 'bob@|", ["'bob@example.com'"]],
				["oceanftp user passwd bob@|", ["bob@example.com"]],
				["oceanftp user pas| alice", ["passwd"]],
				["oceanftp user pas|sing", ["passwd"]],
				["oceanftp --data '' user pas|", ["passwd"]],
				["oceanftp serve --tls=al|", ["--tls=allowed"]],
				[`& '${join(elsewhere, "oceanftp")}' user pas|`, ["passwd"]],
			];
			const { offered, lastExit } = await inPowerShell(
				here,
				cases.map(([line]) => line),
			);
			expect(offered.map((each) => each.map(({ text }) => text))).toEqual(
				cases.map(([, all]) => [...all]),
			);
			expect(lastExit).toBe(7);
		},
	);

	test.each<[string, boolean]>([
		["passwd", true],
		["--tls=allowed", true],
		["bob@example.com", true],
		["żółć", true],
		["2001:db8::1", true],
		["C:\\data\\nas.pem", true],
		["ann nas", false],
		["ann's", false],
		["@staff", false],
		["-a.b", false],
		["a,b", false],
		["a;b", false],
		["$HOME", false],
		["a`b", false],
		["(a)", false],
		["a|b", false],
		["*.pem", false],
		["~", false],
		["“a”", false],
	])("knows whether %j can stand in a line as it is: %p", (word, can) => {
		const [, pattern = ""] = /\$plain = '(.+)'/.exec(POWERSHELL) ?? [];
		expect(new RegExp(pattern, "u").test(word)).toBe(can);
	});
});
