import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES } from "../../src/base/index.ts";
import { examplesOf } from "../../src/cli/command.ts";
import { root } from "../../src/cli/commands/root.ts";
import {
	errorCodes,
	errorTable,
	explanation,
} from "../../src/cli/help/errors.ts";
import { EXIT_STATUSES } from "../../src/cli/help/exit-statuses.ts";
import {
	ANY_SERVER,
	blocksOf,
	filled,
	renderTopic,
} from "../../src/cli/help/topic.ts";
import { allCommands } from "../../src/cli/help/tree.ts";
import { textWidth } from "../../src/cli/help/wrap.ts";
import { HELP_TOPICS } from "../../src/cli/help-topics.ts";
import { renderHelp } from "../../src/cli/render-help.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call, dataFolder } from "./kit.ts";
import { callsIn, understood } from "./typed-commands.ts";

const COMMANDS = await allCommands(root);

describe("the help of a command", () => {
	test.each(COMMANDS.map(({ path }) => path.join(" ")))(
		"of %s has examples that it understands",
		async (name) => {
			const found = COMMANDS.find(({ path }) => path.join(" ") === name);
			const examples = found === undefined ? [] : examplesOf(found.definition);
			expect(examples.length).toBeGreaterThan(0);
			for (const [line] of examples) {
				const meant = await Promise.all(callsIn(line).map(understood));
				expect(meant).toContain(name);
			}
		},
	);

	test.each([40, 78, 100])("fits a text width of %d", async (width) => {
		for (const { definition, path } of COMMANDS) {
			const lines = await renderHelp(definition, path, width);
			const typed = examplesOf(definition).map(([line]) => `  ${line}`);
			const long = lines.filter(
				(line) =>
					line.length > width &&
					!typed.includes(line) &&
					!line.startsWith("Usage:") &&
					!/^ {2}(-., )?--\S+ \S+$/.test(line),
			);
			expect(long).toEqual([]);
		}
	});

	test.each<[number | undefined, number]>([
		[undefined, 78],
		[80, 78],
		[20, 40],
		[300, 100],
	])("on %p columns is %d wide", (columns, width) => {
		expect(textWidth(columns)).toBe(width);
	});

	test("names no command that is for programs only", async () => {
		const { stdout } = await call(["help", "commands"]);
		expect(stdout).toContain("oceanftp cert create [NAME] [FLAGS]");
		expect(`${stdout}${(await call(["--help"])).stdout}`).not.toContain("__");
	});

	test("is found by the words of the command", async () => {
		const { stdout } = await call(["help", "user", "add"]);
		expect(stdout).toContain("Usage: oceanftp user add NAME [FLAGS]");
	});
});

describe("a topic", () => {
	test.each(Object.keys(HELP_TOPICS))(
		"%s types only commands that there are, and leaves no placeholder",
		async (name) => {
			const topic = HELP_TOPICS[name];
			const blocks = topic === undefined ? [] : blocksOf(topic, ANY_SERVER);
			for (const block of blocks) {
				if (typeof block === "string" || !("type" in block)) continue;
				const lines = block.type
					.join("\n")
					.replaceAll("\\\n", "")
					.split("\n")
					.map((line) => filled(line, ANY_SERVER));
				for (const words of lines.flatMap(callsIn)) await understood(words);
			}
			const text =
				topic === undefined ? [] : renderTopic(topic, ANY_SERVER, 78);
			expect(text.join("\n")).not.toMatch(/(?<!\{)\{[a-z]+\}(?!\})/);
			expect(text.filter((line) => line.length > 80)).toEqual([]);
		},
	);

	test("that another text points to exists", async () => {
		const texts = [
			...Object.values(HELP_TOPICS).flatMap((topic) =>
				renderTopic(topic, ANY_SERVER, 10_000),
			),
			...errorTable(10_000),
		].join("\n");
		const named = [...texts.matchAll(/oceanftp help ([a-z.-]+[a-z])/g)];
		expect(named.length).toBeGreaterThan(5);
		const known = [
			...Object.keys(HELP_TOPICS),
			...["commands", "errors", "topics"],
			...errorCodes(),
		];
		for (const [, name = ""] of named) expect(known).toContain(name);
	});

	test("on connecting names this server's own ports, certificate and fingerprint", async () => {
		using data = dataFolder();
		writeFileSync(
			join(data.path, "oceanftp.toml"),
			'[[listen]]\nmode = "explicit"\nhost = "127.0.0.1"\nport = 2345\n[[listen]]\nmode = "implicit"\nport = 2346\n[passive]\nhost = "ftp.example.com"\n',
		);
		const made = ["cert", "create", "nas", "--san", "ftp.example.com"];
		expect((await call([...made, "--default", ...data.flags])).exit).toBe(0);
		const inspected = await call([
			...["cert", "inspect", "nas", "--json", ...data.flags],
		]);
		const sha256 =
			/"sha256":"([0-9a-f]{64})"/.exec(inspected.stdout)?.[1] ?? "";
		const { exit, stdout } = await call(["help", "connect", ...data.flags]);
		expect(exit).toBe(0);
		expect(stdout).toContain("ftp://ftp.example.com:2345/");
		expect(stdout).toContain("ftps://ftp.example.com:2346/");
		expect(stdout).toContain(join(data.path, "certs", "nas.crt"));
		expect(sha256).toHaveLength(64);
		expect(stdout.replaceAll(":", "").toLowerCase()).toContain(sha256);
	});

	test.each<[string, string, string, string, readonly string[]]>([
		[
			"implicit TLS",
			"explicit",
			"explicit 2345, no implicit, data in",
			"ftp://127.0.0.1:2345/",
			["ftps://", "990", "implicit with port", "both of its forms"],
		],
		[
			"explicit TLS",
			"implicit",
			"no explicit, implicit 2345, data in",
			"ftps://127.0.0.1:2345/",
			["ftp://", "ftpes://", "AUTH TLS", "ftplib", "both of its forms"],
		],
	])(
		"speaks of no %s where the settings have no listener for it",
		async (_, mode, ports, url, absent) => {
			using data = dataFolder();
			writeFileSync(
				join(data.path, "oceanftp.toml"),
				`[passive]\nhost = "127.0.0.1"\n[[listen]]\nmode = "${mode}"\nport = 2345\n`,
			);
			const help = async (topic: string): Promise<string> =>
				(await call(["help", topic, ...data.flags])).stdout;
			const connect = await help("connect");
			expect(connect).toContain(ports);
			expect(connect).toContain(url);
			for (const word of absent) expect(connect).not.toContain(word);
			expect(await help("firewall")).toContain(
				"ufw allow 2345,50000:50100/tcp",
			);
			expect(await help("nat")).toContain("docker run -p 2345:2345 \\");
			const scheme = mode === "explicit" ? "ftpes" : "ftps";
			expect(await help("chain")).toContain(
				`cert inspect ${scheme}://127.0.0.1:2345`,
			);
		},
	);

	test("on connecting says PORT for one that each start chooses, and that TLS may be left out where it may", async () => {
		using data = dataFolder();
		writeFileSync(
			join(data.path, "oceanftp.toml"),
			'[tls]\ncontrol = "allowed"\ndata = "client"\n[[listen]]\nmode = "explicit"\nport = 0\n',
		);
		const { stdout } = await call(["help", "connect", ...data.flags]);
		expect(stdout).toContain("explicit PORT, no implicit, data in");
		expect(stdout).toContain("let clients in without TLS too");
		expect(stdout).not.toContain("is refused");
	});

	test("needs no data folder, makes none, and comes also when the settings are wrong", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "none");
		const without = await call(["help", "connect", "--data", data]);
		expect(without.stdout).toContain("ftp://HOST:21/");
		expect(existsSync(data)).toBe(false);
		writeFileSync(join(folder.path, "oceanftp.toml"), "nonsense = [");
		const wrong = await call(["help", "connect", "--data", folder.path]);
		expect({ exit: wrong.exit, stderr: wrong.stderr }).toEqual({
			exit: 0,
			stderr: "",
		});
		expect(wrong.stdout).toContain("ftp://HOST:21/");
	});
});

describe("errors", () => {
	test("have an explanation each, and an exit status that is explained", () => {
		const statuses = EXIT_STATUSES.map(([status]) => status);
		for (const code of errorCodes()) {
			const [title, about = ""] = explanation(code, 78);
			expect(title).toBe(code);
			expect(about.trim().length).toBeGreaterThan(10);
			expect(statuses).toContain(ERROR_CODES[code].exit);
		}
	});
});
