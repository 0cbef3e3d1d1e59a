import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, dataFolder } from "./kit.ts";

describe("config", () => {
	test("show prints TOML that check accepts, and makes no data folder", async () => {
		using data = dataFolder();
		const missing = join(data.path, "missing");
		const shown = await call(["config", "show", "--data", missing]);
		expect(shown.exit).toBe(0);
		expect(shown.stdout).toContain('\n[tls]\ncertificate = "default"\n');
		expect(existsSync(missing)).toBe(false);
		const file = join(data.path, "again.toml");
		writeFileSync(file, shown.stdout);
		const checked = await call([
			"config",
			"check",
			"--config",
			file,
			...data.flags,
		]);
		expect(checked).toMatchObject({
			exit: 0,
			stdout: `${file}: everything is in order.\n`,
		});
	});

	test("show --origin names flag, variable, file:line:column and default", async () => {
		using data = dataFolder();
		const file = join(data.path, "oceanftp.toml");
		writeFileSync(file, "[limits]\nidle_seconds = 60\n");
		const args = ["config", "show", "--port", "2121", "--tls", "allowed"];
		const env = { OCEANFTP_FILES__TRASH: "true" };
		const { stdout } = await call([...args, "--origin", ...data.flags], {
			env,
		});
		const lines = stdout.split("\n").map((line) => line.replace(/ +#/, " #"));
		expect(lines).toContain("port = 2121 # --port");
		expect(lines).toContain('control = "allowed" # --tls');
		expect(lines).toContain("trash = true # OCEANFTP_FILES__TRASH");
		expect(lines).toContain(`idle_seconds = 60 # ${file}:2:1`);
		expect(lines).toContain("stalled_seconds = 120 # default");
		const json = await call([...args, "--json", ...data.flags], { env });
		expect(JSON.parse(json.stdout)).toMatchObject({
			schema: "oceanftp.config/1",
			file,
			settings: { tls: { control: "allowed" }, limits: { users: null } },
			origins: { "limits.idle_seconds": `${file}:2:1`, listen: "--port" },
		});
	});

	test("check tells all faults at once with place and what was meant, and ends with 3", async () => {
		using data = dataFolder();
		const file = join(data.path, "oceanftp.toml");
		writeFileSync(
			file,
			"nme = 1\n[log]\nlevel = 'loud'\n[access]\nsafe = ['x']\n",
		);
		const env = { OCEANFTP_FILES__UMASK: "9" };
		const { exit, stderr, stdout } = await call(
			["config", "check", ...data.flags],
			{ env },
		);
		expect({ exit, stderr }).toEqual({ exit: 3, stderr: "" });
		expect(stdout).toContain(
			`${file}:1:1: there is no setting nme; did you mean name?`,
		);
		expect(stdout).toContain(`${file}:3:1: log.level must be`);
		expect(stdout).toContain(`${file}:5:9: access.safe.0 must be a network`);
		expect(stdout).toContain("OCEANFTP_FILES__UMASK: files.umask must be");
		const json = await call(["config", "check", "--json", ...data.flags]);
		expect(json.exit).toBe(3);
		const { faults, schema } = JSON.parse(json.stdout);
		expect(schema).toBe("oceanftp.config-check/1");
		expect(faults).toHaveLength(3);
		expect(faults).toContainEqual(
			expect.objectContaining({
				file,
				line: 3,
				column: 1,
				setting: "log.level",
			}),
		);
	});

	test("check places what is not TOML", async () => {
		using data = dataFolder();
		writeFileSync(join(data.path, "oceanftp.toml"), "name = 'a'\nx = [\n");
		const { exit, stdout } = await call(["config", "check", ...data.flags]);
		expect(exit).toBe(3);
		expect(stdout).toMatch(
			/oceanftp\.toml:[23]:\d+: not valid TOML; .*\[config\.syntax\]/,
		);
	});

	test("example is a file that check accepts, commented and with every # taken away", async () => {
		using data = dataFolder();
		const { stdout } = await call(["config", "example"]);
		const file = join(data.path, "oceanftp.toml");
		for (const text of [stdout, stdout.replaceAll(/^#(?=[a-z[])/gm, "")]) {
			writeFileSync(file, text);
			const { exit, stdout: said } = await call([
				"config",
				"check",
				...data.flags,
			]);
			expect({ exit, said }).toEqual({
				exit: 0,
				said: `${file}: everything is in order.\n`,
			});
		}
	});

	test("schema is JSON, and path names the file that counts; neither makes anything", async () => {
		using data = dataFolder();
		const schema = await call(["config", "schema"]);
		expect(JSON.parse(schema.stdout)).toMatchObject({
			$schema: "https://json-schema.org/draft/2020-12/schema",
			properties: { limits: { properties: { connections: { default: 200 } } } },
		});
		const path = await call(["config", "path", ...data.flags]);
		expect(path).toMatchObject({
			exit: 0,
			stdout: `${join(data.path, "oceanftp.toml")}\n`,
		});
		expect(readdirSync(data.path)).toEqual([]);
	});

	test("help explains a setting, lists them all, and knows what was meant", async () => {
		const one = await call(["help", "limits.idle_seconds"]);
		expect(one.stdout).toContain("default: 900");
		const all = await call(["help", "config"]);
		expect(all.stdout).toContain("oceanftp config COMMAND");
		expect(all.stdout).toContain("\n  limits.idle_seconds\n");
		const meant = await call(["help", "limits.idle_second"]);
		expect(meant.exit).toBe(4);
		expect(meant.stderr).toContain("did you mean limits.idle_seconds?");
	});
});
