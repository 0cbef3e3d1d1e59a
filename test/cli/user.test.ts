import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openAccounts } from "../../src/accounts/index.ts";
import { Secret } from "../../src/base/index.ts";
import { diskFolder, scryptHasher } from "../../src/platform/index.ts";
import { AS_NOBODY, MAY_BE_NOBODY } from "../support/another-user.ts";
import { call, dataFolder } from "./kit.ts";

async function verifies(
	data: string,
	name: string,
	password: string,
): Promise<boolean> {
	const accounts = await openAccounts({ folder: diskFolder(data) });
	const hash = accounts.find(name)?.passwordHash ?? "";
	return scryptHasher().verify(new Secret(password), hash);
}

describe("user add", () => {
	test.each<[string, string]>([
		["pässword\n", "pässword"],
		["pässword\r\n", "pässword"],
		["two \n\n", ""],
		[" spaces stay ", " spaces stay "],
	])("takes stdin %p as the password %p", async (stdin, password) => {
		using data = dataFolder();
		const args = ["user", "add", "bob", ...data.flags, "--password-stdin"];
		const { exit, stdout } = await call(args, { stdin });
		expect(stdout).toBe("");
		expect(exit).toBe(password === "" ? 2 : 0);
		if (password !== "") {
			expect(await verifies(data.path, "bob", password)).toBe(true);
		}
	});

	test("takes the password from a file and from a variable", async () => {
		using data = dataFolder();
		using files = dataFolder();
		const file = join(files.path, "secret");
		writeFileSync(file, "from file\n");
		const one = ["user", "add", "one", ...data.flags, "--password-file", file];
		expect((await call(one)).exit).toBe(0);
		const two = ["user", "add", "two", ...data.flags, "--password-env", "PW"];
		expect((await call(two, { env: { PW: "from env" } })).exit).toBe(0);
		expect(await verifies(data.path, "one", "from file")).toBe(true);
		expect(await verifies(data.path, "two", "from env")).toBe(true);
		expect(
			(
				await call([
					"user",
					"add",
					"x",
					...data.flags,
					"--password-env",
					"NONE",
				])
			).exit,
		).toBe(2);
	});

	test.each<[string, string, string]>([
		["one letter", "x\n", "needs 8 characters at least"],
		["seven characters of eight bytes", "pässwor\n", "needs 8 characters"],
		["the user's name in other letters", "BobFisher\n", "is the user's name"],
		["nothing", "\n", "it is empty"],
	])(
		"and passwd refuse %s as a password, and say what would do",
		async (_, stdin, why) => {
			using data = dataFolder();
			const made = ["user", "add", "there", "--generate", ...data.flags];
			expect((await call(made)).exit).toBe(0);
			const before = readFileSync(join(data.path, "accounts.toml"), "utf8");
			for (const words of [
				["add", "bobfisher"],
				["copy", "there", "bobfisher"],
			]) {
				const { exit, stderr } = await call(
					["user", ...words, "--password-stdin", ...data.flags],
					{ stdin },
				);
				expect(exit).toBe(2);
				expect(stderr).toContain("This cannot be a password.");
				expect(stderr).toContain(why);
				expect(stderr).toContain("password_min_length in [auth]");
			}
			expect(readFileSync(join(data.path, "accounts.toml"), "utf8")).toBe(
				before,
			);
		},
	);

	test("and passwd take as short a password as the settings allow", async () => {
		using data = dataFolder();
		writeFileSync(
			join(data.path, "oceanftp.toml"),
			"[auth]\npassword_min_length = 4\n",
		);
		const set = (verb: string, stdin: string, env = {}) =>
			call(["user", verb, "bob", "--password-stdin", ...data.flags], {
				stdin,
				env,
			});
		expect((await set("add", "1234")).exit).toBe(0);
		expect((await set("passwd", "123")).exit).toBe(2);
		expect(await verifies(data.path, "bob", "1234")).toBe(true);
		const variable = { OCEANFTP_AUTH__PASSWORD_MIN_LENGTH: "3" };
		expect((await set("passwd", "123", variable)).exit).toBe(0);
		expect(await verifies(data.path, "bob", "123")).toBe(true);
	});

	test("--generate prints the password once, alone on stdout", async () => {
		using data = dataFolder();
		const { exit, stdout } = await call([
			...["user", "add", "bob", ...data.flags, "--generate"],
		]);
		expect(exit).toBe(0);
		expect(stdout).toMatch(/^[\w-]{19}\n$/);
		expect(await verifies(data.path, "bob", stdout.trim())).toBe(true);
		const json = await call([
			...["user", "add", "eve", ...data.flags, "--generate", "--json"],
		]);
		const document = JSON.parse(json.stdout);
		expect(document).toMatchObject({
			schema: "oceanftp.user/1",
			user: { name: "eve", home: "eve", enabled: true },
		});
		expect(await verifies(data.path, "eve", document.password)).toBe(true);
		expect(json.stderr).toBe("");
	});

	test("writes private files and leaves no other behind", async () => {
		using data = dataFolder();
		await call(["user", "add", "bob", ...data.flags, "--generate"]);
		expect(readdirSync(data.path).sort()).toEqual(["accounts.toml", "run"]);
		expect(readdirSync(join(data.path, "run"))).toEqual([]);
		const mode = statSync(join(data.path, "accounts.toml")).mode;
		expect(mode & 0o777).toBe(0o600);
	});

	test.each<[string, string[], number, string]>([
		["a name that cannot be one", ["a/b", "--generate"], 2, "usage.invalid"],
		[
			"a name that is there in other letters",
			["ALICE", "--generate"],
			5,
			"user.exists",
		],
		[
			"two ways for the password",
			["x", "--generate", "--password-stdin"],
			2,
			"usage.invalid",
		],
		["no way for the password", ["x"], 2, "--password-stdin"],
		[
			"a password file that is not there",
			["x", "--password-file", "none"],
			6,
			"file.no-right",
		],
		[
			"a home that climbs out",
			["x", "--generate", "--home", "../../y"],
			2,
			"usage.invalid",
		],
	])("refuses %s", async (_, args, status, says) => {
		using data = dataFolder();
		await call(["user", "add", "alice", ...data.flags, "--generate"]);
		const { exit, stdout, stderr } = await call([
			"user",
			"add",
			...args,
			...data.flags,
		]);
		expect({ exit, stdout }).toEqual({ exit: status, stdout: "" });
		expect(stderr).toContain(says);
	});

	test("refuses a home in which the keys lie, also through a link", async () => {
		using data = dataFolder();
		using elsewhere = dataFolder();
		const link = join(elsewhere.path, "link");
		symlinkSync(data.path, link);
		for (const home of [data.path, join(data.path, "certs"), link, "/"]) {
			const { exit, stderr } = await call([
				...["user", "add", "x", "--generate", "--home", home, ...data.flags],
			]);
			expect(exit).toBe(6);
			expect(stderr).toContain("[root.overlap]");
		}
		const good = ["--home", join(elsewhere.path, "x")];
		expect(
			(await call(["user", "add", "x", "--generate", ...good, ...data.flags]))
				.exit,
		).toBe(0);
	});

	test("does nothing under --dry-run, but still sees what is wrong", async () => {
		using data = dataFolder();
		const dry = ["--generate", "--dry-run", ...data.flags];
		expect((await call(["user", "add", "bob", ...dry])).exit).toBe(0);
		expect(readdirSync(data.path)).toEqual([]);
		await call(["user", "add", "bob", "--generate", ...data.flags]);
		expect((await call(["user", "add", "BOB", ...dry])).exit).toBe(5);
	});

	test("two at once lose neither", async () => {
		using data = dataFolder();
		const names = ["a", "b", "c", "d"];
		const results = await Promise.all(
			names.map((name) =>
				call(["user", "add", name, "--generate", ...data.flags]),
			),
		);
		expect(results.map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
		const { stdout } = await call(["user", "list", "--json", ...data.flags]);
		const listed = JSON.parse(stdout).users.map(
			(user: { name: string }) => user.name,
		);
		expect(listed).toEqual(names);
	});
});

describe("user list", () => {
	test("shows a line a user, and one document under --json without any hash", async () => {
		using data = dataFolder();
		await call(["user", "add", "bob", "--generate", ...data.flags]);
		const { stdout } = await call(["user", "list", ...data.flags]);
		expect(stdout).toBe("bob   enabled   bob\n");
		const json = await call(["user", "list", "--json", ...data.flags]);
		expect(JSON.parse(json.stdout).users).toHaveLength(1);
		expect(json.stdout).not.toContain("scrypt");
	});

	test("makes no data folder", async () => {
		using data = dataFolder();
		const missing = join(data.path, "missing");
		const { exit, stdout } = await call(["user", "list", "--data", missing]);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: "" });
		expect(existsSync(missing)).toBe(false);
	});

	test("names file, line and column of what is wrong in accounts.toml", async () => {
		using data = dataFolder();
		const file = join(data.path, "accounts.toml");
		writeFileSync(file, "[users.bob]\nenabled = 1\n");
		const { exit, stderr } = await call(["user", "list", ...data.flags]);
		expect(exit).toBe(3);
		expect(stderr).toContain(`${file}:2:1`);
	});
});

describe("user passwd", () => {
	test("changes the password and takes the initial login away", async () => {
		using data = dataFolder();
		await call(["user", "add", "ocean", "--generate", ...data.flags]);
		const initial = join(data.path, "initial-login.txt");
		writeFileSync(initial, "user: ocean\npassword: x\n");
		const { exit } = await call(
			["user", "passwd", "Ocean", "--password-stdin", ...data.flags],
			{ stdin: "new for it\n" },
		);
		expect(exit).toBe(0);
		expect(await verifies(data.path, "ocean", "new for it")).toBe(true);
		expect(existsSync(initial)).toBe(false);
	});

	test("of nobody ends with 4", async () => {
		using data = dataFolder();
		const args = ["user", "passwd", "bob", "--generate", ...data.flags];
		const { exit, stderr } = await call(args);
		expect(exit).toBe(4);
		expect(stderr).toContain("[user.not-found]");
	});
});

describe("user remove", () => {
	test("needs --yes without a terminal, and keeps the files", async () => {
		using data = dataFolder();
		await call(["user", "add", "bob", "--generate", ...data.flags]);
		const home = join(data.path, "files", "bob");
		mkdirSync(home, { recursive: true });
		const asked = await call(["user", "remove", "bob", ...data.flags]);
		expect(asked.exit).toBe(2);
		expect(asked.stderr).toContain("add --yes");
		const done = await call(["user", "remove", "bob", "--yes", ...data.flags]);
		expect(done.exit).toBe(0);
		expect(existsSync(home)).toBe(true);
		const text = readFileSync(join(data.path, "accounts.toml"), "utf8");
		expect(text).not.toContain("bob");
		const again = await call(["user", "remove", "bob", "--yes", ...data.flags]);
		expect(again.exit).toBe(4);
	});

	test("--delete-files takes the home, and what it links to stays", async () => {
		using data = dataFolder();
		using elsewhere = dataFolder();
		await call(["user", "add", "bob", "--generate", ...data.flags]);
		const home = join(data.path, "files", "bob");
		mkdirSync(home, { recursive: true });
		const kept = join(elsewhere.path, "kept");
		writeFileSync(kept, "x");
		symlinkSync(elsewhere.path, join(home, "link"));
		const args = ["user", "remove", "bob", "--yes", "--delete-files"];
		expect((await call([...args, ...data.flags])).exit).toBe(0);
		expect(existsSync(home)).toBe(false);
		expect(existsSync(kept)).toBe(true);
	});

	test("--delete-files refuses a home that holds another's, or the root", async () => {
		using data = dataFolder();
		for (const [name, home] of [
			["all", "."],
			["outer", "shared"],
			["inner", "shared/inner"],
		] as const) {
			const flags = ["--generate", "--home", home, ...data.flags];
			expect((await call(["user", "add", name, ...flags])).exit).toBe(0);
		}
		for (const name of ["all", "outer"]) {
			const args = ["user", "remove", name, "--yes", "--delete-files"];
			const { exit, stderr } = await call([...args, ...data.flags]);
			expect(exit).toBe(2);
			expect(stderr).toContain("it is or contains");
		}
	});
});

describe("data folder of a command", () => {
	test("is not the platform's own without a terminal", async () => {
		using home = dataFolder();
		const env = { HOME: home.path };
		const args = ["user", "add", "bob", "--generate"];
		const refused = await call(args, { env });
		expect(refused.exit).toBe(2);
		expect(refused.stderr).toContain("[data.not-chosen]");
		expect(existsSync(join(home.path, ".local"))).toBe(false);
	});

	test("that others may read is closed to them", async () => {
		using data = dataFolder();
		chmodSync(data.path, 0o755);
		expect((await call(["user", "list", ...data.flags])).exit).toBe(0);
		expect(statSync(data.path).mode & 0o777).toBe(0o700);
	});

	test("that others may write is refused with 6", async () => {
		using data = dataFolder();
		chmodSync(data.path, 0o770);
		const { exit, stderr } = await call(["user", "list", ...data.flags]);
		expect(exit).toBe(6);
		expect(stderr).toContain("[data.unsafe]");
	});

	test.skipIf(!MAY_BE_NOBODY)(
		"that may not be entered is refused with 6 and no stack",
		async () => {
			using data = dataFolder();
			const { exit, stderr } = await call(["user", "list", ...data.flags], {
				wrapper: AS_NOBODY,
				env: { HOME: "/" },
			});
			expect(exit).toBe(6);
			expect(stderr).toContain("[file.no-right]");
			expect(stderr).not.toContain("    at ");
		},
	);
});
