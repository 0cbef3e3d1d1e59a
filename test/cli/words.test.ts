import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES } from "../../src/base/index.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { call, dataFolder } from "./kit.ts";

describe("command line", () => {
	test.each<[string[], string]>([
		[["usr"], "did you mean user?"],
		[["user", "ad", "bob"], "did you mean user add?"],
		[["frobnicate"], "the commands are: serve, user"],
		[["user"], "there are: add, list, show, passwd, set, copy"],
		[["--prot", "5"], "did you mean --port?"],
		[["user", "add", "bob", "--generat"], "did you mean --generate?"],
		[["user", "add", "bob", "--port", "5"], "There is no flag --port."],
		[["user", "add"], "NAME is missing."],
		[["user", "list", "bob"], '"bob" is one word too many.'],
		[["serve", "--port", "70000"], '--port cannot be "70000"'],
		[["serve", "--port", "off"], '--port cannot be "off"'],
		[["serve", "--host", "nas"], '--host cannot be "nas"'],
		[["serve", "--tls", "maybe"], "--tls required|allowed"],
	])("%j ends with 2 and says %p", async (args, says) => {
		const { exit, stdout, stderr } = await call(args);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
		expect(stderr).toContain(says);
		expect(stderr).toStartWith("error: ");
		expect(stderr).not.toContain("    at ");
	});

	test("--portable from source ends with 2, and says what to give instead", async () => {
		const { exit, stderr } = await call(["--portable", "paths"], {
			fromSource: true,
		});
		expect(exit).toBe(2);
		expect(stderr).toContain("--data DIR");
	});

	test("an error under --json is one object on stderr, wherever the flag stands", async () => {
		const { exit, stdout, stderr } = await call(["--json", "usr", "--nope"]);
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
		expect(JSON.parse(stderr)).toEqual({
			schema: "oceanftp.error/1",
			code: "usage.invalid",
			exit: 2,
			error: "There is no command usr.",
			why: "did you mean user?",
			fix: "oceanftp --help",
		});
	});

	test("--verbose adds the stack to an error", async () => {
		const { stderr } = await call(["usr", "--verbose"]);
		expect(stderr).toContain("    at ");
	});

	test.each<[string[], Record<string, string>, boolean]>([
		[["usr"], {}, false],
		[["usr", "--color", "always"], {}, true],
		[["usr", "--color=always"], { NO_COLOR: "1" }, true],
		[["usr", "--color", "never"], {}, false],
	])("%j with %j has colour: %p", async (args, env, hasColor) => {
		const { stderr } = await call(args, { env });
		expect(stderr.includes("\x1b[31merror:")).toBe(hasColor);
	});

	test.each<[string[], string]>([
		[["--help"], "Usage: oceanftp COMMAND [FLAGS]"],
		[["-h"], "Usage: oceanftp COMMAND [FLAGS]"],
		[["help"], "Usage: oceanftp COMMAND [FLAGS]"],
		[["serve", "--help"], "--passive-ports A-B"],
		[["--help", "user"], "passwd"],
		[["user", "add", "--help"], "Usage: oceanftp user add NAME [FLAGS]"],
		[["user", "add", "-h", "bob"], "--password-stdin"],
		[["help", "user"], "passwd"],
		[["help", "connect"], "AUTH TLS"],
		[["help", "certificates"], "certs/default.key"],
	])("%j prints help on stdout", async (args, says) => {
		const { exit, stdout, stderr } = await call(args);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(stdout).toContain(says);
		for (const line of stdout.split("\n")) {
			expect(line.length).toBeLessThanOrEqual(80);
		}
	});

	test("help knows every error code, and errors tells them all", async () => {
		const { stdout } = await call(["help", "errors"]);
		for (const [code, { exit }] of Object.entries(ERROR_CODES)) {
			expect(stdout).toContain(`\n${code}\n`);
			expect(stdout).toContain(`Exit status ${exit}.`);
		}
		const one = await call(["help", "lock.held"]);
		expect(one.stdout).toContain("Another server uses the same data folder.");
	});

	test("help on nothing known ends with 4 and says which was meant", async () => {
		const { exit, stderr } = await call(["help", "lock.hold"]);
		expect(exit).toBe(4);
		expect(stderr).toContain("did you mean lock.held?");
	});
});

describe("version and paths", () => {
	test("--version, -V and version name this version", async () => {
		const manifest = await Bun.file("package.json").json();
		for (const args of [["--version"], ["-V"], ["version"]]) {
			const { exit, stdout, stderr } = await call(args);
			expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
			expect(stdout).toStartWith(`oceanftp ${manifest.version}`);
		}
	});

	test("version --json is one document with runtime and platform", async () => {
		const { stdout } = await call(["--json", "version"], { fromSource: true });
		expect(JSON.parse(stdout)).toMatchObject({
			schema: "oceanftp.version/1",
			runtime: { name: "Bun", version: Bun.version },
			platform: process.platform,
			compiled: false,
		});
	});

	test("neither help, nor version, nor paths makes the data folder", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "data");
		for (const args of [["--help"], ["--version"], ["paths"], ["version"]]) {
			expect((await call([...args, "--data", data])).exit).toBe(0);
		}
		expect(existsSync(data)).toBe(false);
	});

	test("paths --json says where everything is, and why", async () => {
		using data = dataFolder();
		const { stdout } = await call(["paths", "--json"], {
			env: { OCEANFTP_DATA: data.path },
		});
		expect(JSON.parse(stdout)).toMatchObject({
			schema: "oceanftp.paths/1",
			data: data.path,
			why: "OCEANFTP_DATA says so",
			exists: true,
			config: join(data.path, "oceanftp.toml"),
			certificates: join(data.path, "certs"),
		});
	});
});

describe("configuration", () => {
	test("an unknown key ends with 3, names file, line and column, and makes nothing", async () => {
		using data = dataFolder();
		const file = join(data.path, "oceanftp.toml");
		writeFileSync(file, '[tls]\ncontrol = "required"\n  contrl = 1\n');
		const { exit, stderr } = await call(["serve", ...data.flags]);
		expect(exit).toBe(3);
		expect(stderr).toContain(`${file}:3:3: there is no setting tls.contrl`);
		expect(stderr).toContain("did you mean control?");
		expect(readdirSync(data.path)).toEqual(["oceanftp.toml"]);
	});

	test("--config names another file, and a missing one ends with 6", async () => {
		using data = dataFolder();
		const file = join(data.path, "other.toml");
		writeFileSync(file, "nme = 1\n");
		const bad = await call(["serve", ...data.flags, "--config", file]);
		expect(bad.exit).toBe(3);
		expect(bad.stderr).toContain(`${file}:1:1`);
		const none = await call(["serve", ...data.flags, "--config", "none.toml"]);
		expect(none.exit).toBe(6);
		expect(none.stderr).toContain("[file.no-right]");
	});
});
