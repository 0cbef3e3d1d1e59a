import { describe, expect, test } from "bun:test";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../src/cli/commands/root.ts";
import { decodeWords } from "../../src/cli/completions/answer.ts";
import {
	type Completion,
	complete,
	type LiveNames,
} from "../../src/cli/completions/complete.ts";
import { tableNames } from "../../src/cli/completions/live-names.ts";
import { POWERSHELL } from "../../src/cli/completions/powershell.ts";
import { SCRIPTS, SHELLS } from "../../src/cli/completions/shells.ts";
import { hasClient, ROOT, run } from "../support/programs.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { call } from "./kit.ts";

/** Answers with the kind that is asked for, so that a test sees which one it is. */
const kindsOnly: LiveNames = async (kind, typed) => [
	{ word: `${kind}@${typed.get("data") ?? ""}`, about: "" },
];

async function words(...typed: string[]): Promise<string[]> {
	const found: Completion = await complete(root, typed, kindsOnly);
	return [
		...found.candidates.map(({ word }) => word),
		...(found.paths === "none" ? [] : [`:${found.paths}`]),
	];
}

describe("completion", () => {
	test("offers the commands of the tree, and none that is for programs only", async () => {
		const commands = await words("");
		expect(commands).toContain("serve");
		expect(commands).toContain("completions");
		expect(commands.filter((word) => word.startsWith("_"))).toEqual([]);
		expect(await words("ser")).toEqual(["serve", "service"]);
	});

	test.each<[string[], string[]]>([
		[["user", "pas"], ["passwd"]],
		[["user", "passwd", ""], ["user@"]],
		[["user", "remove", "--yes", ""], ["user@"]],
		[["user", "passwd", "alice", ""], []],
		[["user", "add", ""], []],
		[["--data", "/srv/x", "user", "passwd", ""], ["user@/srv/x"]],
		[["user", "passwd", "--data=/srv/x", ""], ["user@/srv/x"]],
		[
			["cert", "inspect", ""],
			["certificateOrFile@", ":files"],
		],
		[["cert", "rename", ""], ["certificate@"]],
		[["cert", "rename", "a", ""], []],
		[["cert", "import", "a.crt", ""], [":files"]],
		[["serve", "--cert", ""], ["certificate@"]],
		[["serve", "--cert=cert"], ["--cert=certificate@"]],
		[["--cert", ""], ["certificate@"]],
		[
			["serve", "--tls", ""],
			["required", "allowed"],
		],
		[["serve", "--tls=r"], ["--tls=required"]],
		[["serve", "--root", ""], [":folders"]],
		[["serve", "--port", ""], []],
		[
			["--color", "a"],
			["auto", "always"],
		],
		[["completions", "f"], ["fish"]],
		[["help", "x"], []],
		[["help", "topic@"], ["topic@"]],
		[["nonsense", ""], []],
		[["user", "list", "--js"], ["--json"]],
		[["user", "list", "--json", "--js"], []],
		[["serve", "--host", "::1", "--hos"], ["--host"]],
		[["user", "passwd", "--", "--"], []],
	])("of %j is %j", async (typed, expected) => {
		expect(await words(...typed)).toEqual(expected);
	});

	test.each<[string, string, string[]]>([
		['[users.alice]\n[users."a.b"]\n[groups.x]', "users", ["alice", "a.b"]],
		["  [ groups . 'a b' ]\n#[groups.no]", "groups", ["a b"]],
		["[users.alice.more]\n[[users.x]]", "users", []],
	])("reads the tables of %j: %s are %j", (text, table, names) => {
		expect(tableNames(text, table)).toEqual(names);
	});
});

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
});

/** A machine with the program on its path, a data folder with users and certificates, and files. */
function machine(): TempFolder & {
	readonly env: Readonly<Record<string, string>>;
} {
	const folder = tempFolder();
	const at = (...parts: string[]): string => join(folder.path, ...parts);
	mkdirSync(at("bin"));
	mkdirSync(at("data", "certs"), { recursive: true, mode: 0o700 });
	mkdirSync(at("work", "a folder"), { recursive: true });
	writeFileSync(at("work", "nas answer.pem"), "");
	writeFileSync(
		at("bin", "oceanftp"),
		`#!/bin/sh\nexec ${process.execPath} ${ROOT}/src/main.ts "$@"\n`,
	);
	chmodSync(at("bin", "oceanftp"), 0o755);
	writeFileSync(
		at("data", "accounts.toml"),
		'version = 1\n[users."bob@example.com"]\n[users.bobby]\n[users.alice]\n',
	);
	writeFileSync(at("data", "certs", "nas.crt"), "");
	writeFileSync(at("data", "certs", "nas.key"), "");
	return {
		...folder,
		env: {
			PATH: `${at("bin")}:${process.env["PATH"]}`,
			OCEANFTP_DATA: at("data"),
			HOME: folder.path,
		},
	};
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
	["oceanftp user pas", ["passwd"]],
	["oceanftp user passwd bob", ["bob@example.com", "bobby"]],
	["oceanftp user passwd bob@", ["bob@example.com"]],
	["oceanftp cert inspect nas", ["nas", "nas answer.pem"]],
	["oceanftp serve --tls ", ["allowed", "required"]],
	["oceanftp serve --tls=al", ["--tls=allowed"]],
	["oceanftp serve --root a", ["a folder"]],
	["oceanftp user passwd nobody-like-that", []],
];

/** What bash itself does before it calls the function, and where it puts the answer: behind the last word break. */
const BASH = `
source /dev/stdin <<< "$(oceanftp completions bash)"
while IFS= read -r COMP_LINE; do
	COMP_POINT=\${#COMP_LINE}
	_oceanftp oceanftp
	printf '%s\\n' "\${COMPREPLY[@]}" | tr '\\n' '|'
	echo
done
`;

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

describe("the scripts of the shells", () => {
	test.skipIf(!hasClient("bash"))(
		"completes commands, flags, names and files in bash",
		async () => {
			using here = machine();
			const { stdout } = await run(["bash", "--norc", "-c", BASH], {
				env: here.env,
				cwd: join(here.path, "work"),
				stdin: CASES.map(([line]) => `${line}\n`).join(""),
			});
			const answers = stdout
				.trimEnd()
				.split("\n")
				.map((line) =>
					line
						.split("|")
						.filter((word) => word !== "")
						.sort(),
				);
			// Bash replaces only what stands behind the last = or @.
			const expected = CASES.map(([line, all]) => {
				const word = line.slice(line.lastIndexOf(" ") + 1);
				const cut = /^.*[=@]/.exec(word)?.[0].length ?? 0;
				return all.map((each) => each.slice(cut)).sort();
			});
			expect(answers).toEqual(expected);
		},
	);

	test.skipIf(!hasClient("fish"))(
		"completes commands, flags, names and files in fish",
		async () => {
			using here = machine();
			const script = [
				"oceanftp completions fish | source",
				...CASES.map(([line]) => `complete -C '${line}'; echo ---`),
			].join("\n");
			const { stdout } = await run(["fish", "-c", script], {
				env: here.env,
				cwd: join(here.path, "work"),
			});
			const answers = stdout
				.split("---\n")
				.slice(0, -1)
				.map((text) =>
					text
						.split("\n")
						.filter((line) => line !== "")
						.map((line) => line.replace(/\t.*$/, "").replace(/\/$/, ""))
						.sort(),
				);
			expect(answers).toEqual(CASES.map(([, all]) => [...all].sort()));
		},
	);

	test.skipIf(!hasClient("zsh"))("can be read by zsh", async () => {
		using here = machine();
		const { exit, stderr } = await run(
			["zsh", "-f", "-c", "oceanftp completions zsh > f; zsh -n f"],
			{ env: here.env, cwd: here.path },
		);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
	});

	test.skipIf(!hasClient("pwsh"))(
		"completes commands, flags, names and files in PowerShell",
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
		"puts words into the line of PowerShell so that it takes them for one, wherever the cursor is",
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

	test.each([...SHELLS])(
		"are of ASCII and end their lines as Unix does, for %s",
		(shell) => {
			expect(SCRIPTS[shell]).toMatch(/^[\t\n\x20-\x7e]+\n$/);
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
	])(
		"know whether %j can stand in a line of PowerShell as it is: %p",
		(word, can) => {
			const [, pattern = ""] = /\$plain = '(.+)'/.exec(POWERSHELL) ?? [];
			expect(new RegExp(pattern, "u").test(word)).toBe(can);
		},
	);

	test("of a shell that there is none for ends with 2 and says which there are", async () => {
		const { exit, stderr } = await call(["completions", "csh"]);
		expect(exit).toBe(2);
		expect(stderr).toContain("the shells are: bash, zsh, fish, powershell");
	});

	test("words may come as one, as PowerShell sends them", async () => {
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

	test("words that cannot be read end with 2", async () => {
		const { exit, stdout } = await call(["__complete", "--words", "?"]);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
	});

	test("asking makes no data folder, and needs none", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "none");
		const { exit, stdout } = await call([
			...["__complete", "--data", data, "--", "user", "passwd", ""],
		]);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: ":none\n" });
		expect(await Bun.file(data).exists()).toBe(false);
	});
});
