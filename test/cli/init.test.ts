import { describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { hasClient, oceanftp, run } from "../support/programs.ts";
import { call, dataFolder } from "./kit.ts";

/** What is in a folder, with the contents: two of them tell whether anything was changed. */
function snapshot(folder: string): Record<string, string> {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return Object.fromEntries(
		names.sort().map((name) => {
			const path = join(folder, name);
			const isFile = statSync(path).isFile();
			return [name, isFile ? readFileSync(path, "utf8") : "folder"];
		}),
	);
}

const FLAGS = [
	...["--port", "2121", "--implicit-port", "off"],
	...["--passive-ports", "50000-50100", "--passive-host", "203.0.113.9"],
	...["--user", "alice", "--cert-names", "nas.example.com,192.0.2.7"],
];

describe("init", () => {
	test("makes configuration, certificate and user as the flags say; a second run changes nothing", async () => {
		using data = dataFolder();
		const args = ["init", ...FLAGS, "--generate", ...data.flags];
		const first = await call(args);
		expect(first.exit).toBe(0);
		expect(first.stdout).toMatch(/\npassword {7}[\w-]{19}\n$/);
		const toml = readFileSync(join(data.path, "oceanftp.toml"), "utf8");
		expect(toml.split("\n").filter((line) => /^[^#]/.test(line))).toEqual([
			...["[[listen]]", 'mode = "explicit"', "port = 2121"],
			...["[tls]", "[passive]", 'ports = "50000-50100"'],
			...['host = "203.0.113.9"', "[active]", "[auth]", "[limits]"],
			...["[files]", "[access]", "[credits]", "[messages]", "[log]"],
			...["[control]", "[metrics]"],
		]);
		const listed = await call(["cert", "list", "--json", ...data.flags]);
		expect(listed.stdout).toContain("nas.example.com");
		const before = snapshot(data.path);
		const second = await call(args);
		expect(second.exit).toBe(0);
		expect(second.stdout).toBe(
			[
				`there already  data folder ${data.path}`,
				`there already  configuration ${join(data.path, "oceanftp.toml")}`,
				"there already  certificate default",
				"there already  user alice",
				"",
			].join("\n"),
		);
		expect(snapshot(data.path)).toEqual(before);
		const checked = await call(["serve", "--check", ...data.flags]);
		expect(checked.exit).toBe(0);
		expect(checked.stdout).toContain("explicit, every address, port 2121");
	});

	test("leaves a configuration alone, says what to add, and ends with 10", async () => {
		using data = dataFolder();
		const file = join(data.path, "oceanftp.toml");
		const own = '# mine\n[passive]\nports = "50000-50100"\n';
		writeFileSync(file, own);
		const { exit, stdout } = await call([
			"init",
			...FLAGS,
			"--generate",
			...data.flags,
		]);
		expect(exit).toBe(10);
		expect(readFileSync(file, "utf8")).toBe(own);
		const added = stdout.slice(stdout.indexOf("add:\n\n") + 6);
		expect(added).toBe(
			'# in place of every [[listen]] that is there\n[[listen]]\nmode = "explicit"\nport = 2121\n\n[passive]\nhost = "203.0.113.9"\n',
		);
	});

	test("leaves a certificate alone, says which names it lacks, and ends with 10", async () => {
		using data = dataFolder();
		await call(["init", "--cert-names", "a.example", ...data.flags]);
		const wish = ["--cert-names", "a.example,b.example"];
		for (const dry of [["--dry-run"], []]) {
			const args = ["init", ...wish, ...dry, ...data.flags];
			const { exit, stdout } = await call(args);
			expect(exit).toBe(10);
			expect(stdout).toContain("there already  certificate default\n");
			expect(stdout).toContain("without b.example.");
			expect(stdout).toContain("--force --san a.example,b.example\n");
		}
	});

	test("without flags and terminal makes ocean, whose password waits in a file", async () => {
		using data = dataFolder();
		const { stdout } = await call(["init", "--json", ...data.flags]);
		const passwordAt = join(data.path, "initial-login.txt");
		expect(JSON.parse(stdout)).toMatchObject({
			schema: "oceanftp.init/1",
			user: "ocean",
			password: null,
			passwordAt,
			present: [{ what: "data folder" }],
		});
		expect(readFileSync(passwordAt, "utf8")).toContain("user: ocean\n");
		expect(statSync(passwordAt).mode & 0o777).toBe(0o600);
	});

	test("--dry-run prints the file that it would write, and writes nothing", async () => {
		using data = dataFolder();
		const missing = join(data.path, "missing");
		const args = ["init", ...FLAGS, "--generate", "--data", missing];
		const dry = await call([...args, "--dry-run", "--json"]);
		expect(dry.exit).toBe(0);
		expect(existsSync(missing)).toBe(false);
		await call(args);
		const { config, made } = JSON.parse(dry.stdout);
		expect(config.text).toBe(readFileSync(config.path, "utf8"));
		expect(made).toHaveLength(4);
	});

	test.each<[string, string[], number, string]>([
		["a user without a password", ["--user", "bob"], 2, "--password-stdin"],
		[
			"an empty password",
			["--user", "bob", "--password-stdin"],
			2,
			"it needs 8 characters at least",
		],
		[
			"a name that cannot be one",
			["--user", "a/b", "--generate"],
			2,
			"usage.invalid",
		],
		[
			"a range that is none",
			["--passive-ports", "5-3"],
			3,
			"--passive-ports: passive.ports must be",
		],
		[
			"listeners that collide",
			["--port", "7", "--implicit-port", "7"],
			3,
			"config.conflict",
		],
		[
			"a root that is not there",
			["--root", "/nonexistent"],
			6,
			"root.unusable",
		],
		["a root that holds the keys", ["--root", "/"], 6, "root.overlap"],
	])("refuses %s, and makes nothing", async (_, args, status, says) => {
		using data = dataFolder();
		const missing = join(data.path, "missing");
		const place = ["--data", missing];
		const { exit, stderr, stdout } = await call(["init", ...args, ...place]);
		expect({ exit, stdout }).toEqual({ exit: status, stdout: "" });
		expect(stderr).toContain(says);
		expect(existsSync(missing)).toBe(false);
	});

	test("refuses to make a stick from the source, which has no place beside it", async () => {
		const init = ["init", "--portable"];
		const { exit, stderr } = await call(init, { fromSource: true });
		expect(exit).toBe(2);
		expect(stderr).toContain("data.not-chosen");
	});

	test("serves a root that is named, with a password from stdin", async () => {
		using data = dataFolder();
		const root = join(data.path, "srv");
		const place = join(data.path, "data");
		mkdirSync(root);
		const args = ["--root", root, "--user", "bob", "--password-stdin"];
		const { exit, stdout } = await call(["init", ...args, "--data", place], {
			stdin: "a password\n",
		});
		expect(exit).toBe(0);
		expect(stdout).not.toContain("a password");
		expect(existsSync(join(place, "files"))).toBe(false);
		const checked = await call(["serve", "--check", "--json", "--data", place]);
		expect(JSON.parse(checked.stdout)).toMatchObject({ files: root, users: 1 });
	});

	test.skipIf(!hasClient("python3"))(
		"asks on a terminal, explains for ?, asks again for what cannot be, and makes what was answered",
		async () => {
			using data = dataFolder();
			const place = join(data.path, "data");
			const steps = [
				["Folder with the users' folders [usual]: ", "?\r"],
				["files/ in the data folder", ""],
				["Folder with the users' folders [usual]: ", "\r"],
				["Port for explicit TLS [usual]: ", "70000\r"],
				["0 to 65535", ""],
				["Port for explicit TLS [usual]: ", "2121\r"],
				["Port for implicit TLS, or off [usual]: ", "off\r"],
				["Passive ports, as in 50000-50100 [usual]: ", "5\r"],
				["must be two ports", ""],
				["Passive ports, as in 50000-50100 [usual]: ", "50000-50100\r"],
				["Outside address, behind NAT [usual]: ", "\r"],
				["Names and addresses in the certificate", "nas.example\r"],
				["First user [ocean]: ", "alice\r"],
				["Password [one is made]: ", "?\r"],
				["What the user logs in with", ""],
				["Password [one is made]: ", "alice\r"],
				["it needs 8 characters at least", ""],
				["Password [one is made]: ", "one password\r"],
				["Once more: ", "another\r"],
				["The two differ.", ""],
				["Password [one is made]: ", "one password\r"],
				["Once more: ", "one password\r"],
			];
			const script = join(import.meta.dirname, "terminal.py");
			const { exit, stdout } = await run(
				[
					...["python3", script, JSON.stringify(steps)],
					...[...oceanftp("bun"), "init", "--data", place],
				],
				{ env: { HOME: "/nowhere", TERM: "dumb" } },
			);
			expect(exit).toBe(0);
			expect(stdout).not.toContain("one password");
			expect(stdout).toContain("made           user alice");
			const checked = await call(["serve", "--check", "--data", place]);
			expect(checked.stdout).toContain("port 2121");
			expect(checked.stdout).not.toContain("implicit");
			const shown = await call(["config", "show", "--data", place]);
			expect(shown.stdout).toContain('ports = "50000-50100"');
		},
	);
});
