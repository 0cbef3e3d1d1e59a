import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { root } from "../../src/cli/commands/root.ts";
import {
	type Completion,
	complete,
	type LiveNames,
} from "../../src/cli/completions/complete.ts";
import { tableNames } from "../../src/cli/completions/live-names.ts";
import { SCRIPTS, SHELLS } from "../../src/cli/completions/shells.ts";
import { hasClient, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { CASES, machine } from "./completions-kit.ts";
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

	test.each([...SHELLS])(
		"are of ASCII and end their lines as Unix does, for %s",
		(shell) => {
			expect(SCRIPTS[shell]).toMatch(/^[\t\n\x20-\x7e]+\n$/);
		},
	);

	test("of a shell that there is none for ends with 2 and says which there are", async () => {
		const { exit, stderr } = await call(["completions", "csh"]);
		expect(exit).toBe(2);
		expect(stderr).toContain("the shells are: bash, zsh, fish, powershell");
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
