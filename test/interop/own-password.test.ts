import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oceanftp, ROOT, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { addUser, type Server, startServer } from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const OLD = "the-old-password-1";
const NEW = "the-new-password-2";

let data: TempFolder;
let server: Server;

beforeAll(async () => {
	data = tempFolder();
	for (const name of ["alice", "barred", "clear"]) {
		await addUser({ data: data.path, name, password: OLD });
	}
	const add = [
		"user",
		"add",
		"anonymous",
		"--any-password",
		"--data",
		data.path,
	];
	expect((await run([...oceanftp("bun"), ...add], { cwd: ROOT })).exit).toBe(0);
	const bar = [
		"user",
		"set",
		"barred",
		"--change-password",
		"no",
		"--data",
		data.path,
	];
	expect((await run([...oceanftp("bun"), ...bar], { cwd: ROOT })).exit).toBe(0);
	server = await startServer({
		data: data.path,
		users: {},
		flags: ["--tls", "allowed", "--data-tls", "client"],
		config: "[auth]\nchange_password = true\n",
	});
	writeFileSync(join(server.home("anonymous"), "public.txt"), "for everybody");
}, 120_000);

afterAll(async () => {
	await server[Symbol.asyncDispose]();
	data[Symbol.dispose]();
}, 120_000);

/** @returns what curl said, and its exit status */
async function curl(
	login: string | undefined,
	path: string,
	...flags: string[]
): Promise<{ exit: number; said: string; out: string }> {
	const { host, port } = server.explicit();
	const { exit, stderr, stdout } = await run(
		[
			...["curl", "-sv", "-k", ...flags],
			...(login === undefined ? [] : ["--user", login]),
			`ftp://${host}:${port}/${path}`,
		],
		{},
	);
	return { exit, said: stderr, out: stdout };
}

/** SITE PSWD by curl, in the middle of an ordinary listing. */
function changes(
	user: string,
	words: string,
	...flags: string[]
): ReturnType<typeof curl> {
	return curl(`${user}:${OLD}`, "", "-Q", `SITE PSWD ${words}`, ...flags);
}

describe("SITE PSWD by curl", () => {
	test("is refused outside TLS", async () => {
		const { exit, said } = await changes("clear", `${OLD} ${NEW}`);
		expect(exit).not.toBe(0);
		expect(said).toContain("534 Passwords are changed under TLS only.");
	});

	test("is refused to an account that may not", async () => {
		const { said } = await changes("barred", `${OLD} ${NEW}`, "--ssl-reqd");
		expect(said).toContain("< 553 ");
	});

	test("is refused with a wrong old password, and with a short new one", async () => {
		const wrong = await changes("clear", `not-it ${NEW}`, "--ssl-reqd");
		expect(wrong.said).toContain("< 530 ");
		const short = await changes("clear", `${OLD} x`, "--ssl-reqd");
		expect(short.said).toContain("< 553 ");
	});

	test("is refused to those who come in with any password", async () => {
		const { said } = await curl(
			"anonymous:a@b",
			"",
			"-Q",
			`SITE PSWD a@b ${NEW}`,
			"--ssl-reqd",
		);
		expect(said).toContain("< 553 ");
	});

	test("changes the password at once, and no log has it", async () => {
		const { exit, said } = await changes(
			"alice",
			`${OLD} ${NEW}`,
			"--ssl-reqd",
		);
		expect(said).toContain("< 200 Password changed.");
		expect(exit).toBe(0);
		expect((await curl(`alice:${OLD}`, "")).exit).not.toBe(0);
		expect((await curl(`alice:${NEW}`, "")).exit).toBe(0);
		await server.logged(/alice[^\n]*password changed/);
		const log = readFileSync(join(data.path, "logs", "oceanftp.log"), "utf8");
		for (const secret of [OLD, NEW]) {
			expect(server.stderr()).not.toContain(secret);
			expect(log).not.toContain(secret);
		}
	});
});

describe("anonymous by curl", () => {
	test("comes in without a name, reads and lists, and writes nothing", async () => {
		expect((await curl(undefined, "public.txt")).out).toBe("for everybody");
		expect((await curl("ftp:whoever@example.com", "")).out).toContain(
			"public.txt",
		);
		const file = join(data.path, "oceanftp.toml");
		expect((await curl(undefined, "new.txt", "-T", file)).said).toContain(
			"< 550 ",
		);
	});
});

describe("HOST", () => {
	test("knows the names of the certificate and the own address, and no other", async () => {
		await using ftp = await RawFtp.connect(server.explicit());
		await ftp.expect("HOST localhost", 220);
		await ftp.expect("HOST 127.0.0.1", 220);
		await ftp.expect("HOST somewhere.else.invalid", 504);
	});
});

describe("a login", () => {
	test("makes a hash anew that was made when hashes were cheaper", async () => {
		const file = join(data.path, "accounts.toml");
		const cheap = await import("node:crypto").then(({ scryptSync }) => {
			const salt = Buffer.from("0123456789abcdef");
			const hash = scryptSync(OLD, salt, 32, { N: 2 ** 12, r: 8, p: 1 });
			const text = (bytes: Uint8Array): string =>
				Buffer.from(bytes).toString("base64").replace(/=+$/, "");
			return `$scrypt$ln=12,r=8,p=1$${text(salt)}$${text(hash)}`;
		});
		const before = readFileSync(file, "utf8");
		writeFileSync(file, `${before}\n[users.veteran]\npassword = "${cheap}"\n`);
		await server.logged(/read again: accounts\.toml/);
		await using ftp = await RawFtp.connect(server.explicit());
		for (;;) {
			await ftp.expect("USER veteran", 331);
			if ((await ftp.command(`PASS ${OLD}`)).code === 230) break;
		}
		const stored = (): string =>
			/\[users\.veteran\]\s+password = "([^"]+)"/.exec(
				readFileSync(file, "utf8"),
			)?.[1] ?? "";
		while (stored() === cheap) await ftp.expect("NOOP", 200);
		expect(stored()).toMatch(/^\$scrypt\$ln=1[4-9],/);
		await using again = await RawFtp.connect(server.explicit());
		await again.login("veteran", OLD);
	});
});
