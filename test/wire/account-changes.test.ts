import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oceanftp, ROOT, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { PLAIN_FLAGS } from "../support/shared-server.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import {
	becomes,
	type WrittenAccounts,
	writtenAccounts,
} from "../support/written-accounts.ts";

let data: TempFolder;
let server: Server;
let accounts: WrittenAccounts;

beforeAll(async () => {
	data = tempFolder();
	const numbers = Array.from({ length: MOST }, (_, index) => index + 1);
	accounts = await writtenAccounts(
		data.path,
		Object.fromEntries(
			numbers.flatMap((number) => [
				[`groups.group${number}`, ""],
				[`users.user${number}`, `group = "group${number}"`],
			]),
		),
	);
	for (const number of numbers) {
		const home = join(data.path, "files", `user${number}`);
		mkdirSync(join(home, "in"), { recursive: true });
		writeFileSync(join(home, "file.txt"), "some bytes");
		// More than sockets take on the way, so that a client that does not read keeps the transfer running.
		writeFileSync(join(home, "in", "large.bin"), "");
		truncateSync(join(home, "in", "large.bin"), 48 * 1024 * 1024);
	}
	server = await startServer({
		data: data.path,
		users: {},
		flags: PLAIN_FLAGS,
	});
}, 120_000);

afterAll(async () => {
	await server[Symbol.asyncDispose]();
	data[Symbol.dispose]();
}, 120_000);

/** As many as there are tests: each changes one of its own. */
const MOST = 40;
let taken = 0;

/** Somebody logged in, in a group of its own, whose account no test has changed yet. */
async function somebody(): Promise<Somebody> {
	taken += 1;
	const [user, group] = [`user${taken}`, `group${taken}`];
	const ftp = await RawFtp.connect(server.explicit());
	await ftp.login(user, ALICE.password);
	const say = (
		text: string | undefined,
		where: "user" | "group" = "user",
	): void => {
		const own = text === undefined ? undefined : `group = "${group}"\n${text}`;
		if (where === "user") accounts.say(`users.${user}`, own);
		else accounts.say(`groups.${group}`, text);
	};
	return {
		user,
		ftp,
		say,
		[Symbol.asyncDispose]: () => ftp[Symbol.asyncDispose](),
	};
}

interface Somebody extends AsyncDisposable {
	readonly user: string;
	readonly ftp: RawFtp;
	/** What the account, or its group, says from now on. */
	say(text: string | undefined, where?: "user" | "group"): void;
}

describe("an open session", () => {
	test.each<[string, "user" | "group", string | undefined]>([
		["is removed", "user", undefined],
		["is disabled", "user", "enabled = false"],
		["expires", "user", "expires = 2020-01-01T00:00:00Z"],
		["blocks its address", "user", 'blocked = ["127.0.0.0/8"]'],
		["names others as safe only", "user", 'safe = ["192.0.2.1"]'],
		["asks for TLS", "user", "require_tls = true"],
		["asks for a certificate", "user", "require_client_cert = true"],
		["has a group that is disabled", "group", "enabled = false"],
		["has a group that blocks its address", "group", 'blocked = ["127.0.0.1"]'],
	])("ends with 421 when its account %s", async (_, table, text) => {
		await using who = await somebody();
		const { ftp } = who;
		who.say(text, table);
		expect((await ftp.reply()).code).toBe(421);
		expect(await ftp.ended()).toBe("");
	});

	test("ends when its account's time is up", async () => {
		await using who = await somebody();
		const { ftp } = who;
		const soon = new Date(Date.now() + 1_000).toISOString();
		who.say(`expires = ${soon}`);
		expect((await ftp.reply()).text).toBe("421 This account has expired.");
	});

	test.each<[string, "user" | "group", string, string]>([
		["rights", "user", 'rights = "dropbox"', "RNFR file.txt"],
		[
			"folders",
			"user",
			'folders = [{ path = "/", rights = ["list"] }]',
			"RNFR file.txt",
		],
		["home", "user", 'home = "elsewhere"', "SIZE file.txt"],
		["hidden names", "user", 'hidden_names = ["*.txt"]', "SIZE file.txt"],
		["group's rights", "group", 'rights = "read-only"', "RNFR file.txt"],
	])(
		"is refused what its account's new %s do not allow, and allowed it again",
		async (_, table, text, line) => {
			await using who = await somebody();
			const { ftp } = who;
			const isAllowed = line.startsWith("SIZE") ? 213 : 350;
			await ftp.expect("TYPE I", 200);
			await ftp.expect(line, isAllowed);
			who.say(text, table);
			await becomes(ftp, line, 550);
			who.say("", table);
			await becomes(ftp, line, isAllowed);
		},
	);

	test("must protect its data as soon as its account asks for that", async () => {
		await using who = await somebody();
		const { ftp } = who;
		await ftp.expect("PASV", 227);
		who.say("require_data_tls = true");
		await becomes(ftp, "RETR file.txt", 521);
	});

	test("goes on when another account changes", async () => {
		await using who = await somebody();
		const { ftp } = who;
		accounts.say("users.bob", "");
		accounts.say("users.bob", undefined);
		await ftp.expect("NOOP", 200);
	});

	test("follows oceanftp user set", async () => {
		await using who = await somebody();
		const { ftp } = who;
		const set = (...flags: string[]): ReturnType<typeof run> =>
			run(
				[
					...oceanftp("bun"),
					"user",
					"set",
					who.user,
					...flags,
					"--data",
					data.path,
				],
				{ cwd: ROOT },
			);
		await ftp.expect("RNFR file.txt", 350);
		expect((await set("--rights", "read-only")).exit).toBe(0);
		await becomes(ftp, "RNFR file.txt", 550);
		expect(
			(
				await run(
					[
						...oceanftp("bun"),
						"user",
						"disable",
						who.user,
						"--data",
						data.path,
					],
					{ cwd: ROOT },
				)
			).exit,
		).toBe(0);
		expect((await ftp.reply()).code).toBe(421);
	});

	test("keeps its account when accounts.toml is spoilt, and the log says where", async () => {
		await using who = await somebody();
		const { ftp } = who;
		accounts.spoil('[users.bob]\nrights = "everything"\n');
		await server.logged(/accounts\.toml:2/);
		await ftp.expect("RNFR file.txt", 350);
		await using other = await RawFtp.connect(server.explicit());
		await other.login(who.user, ALICE.password);
	});
});

describe("a running transfer", () => {
	test.each<[string, string, string]>([
		["right to read", 'rights = ["list", "write"]', "/in"],
		[
			"right to read in its folder",
			'folders = [{ path = "/in", rights = "dropbox" }]',
			"/in",
		],
		["home", 'home = "elsewhere"', "/in"],
		["data in clear", "require_data_tls = true", "/in"],
	])(
		"ends with 426 when its account loses its %s, and the session lives",
		async (_, text) => {
			await using who = await somebody();
			const { ftp } = who;
			await ftp.expect("TYPE I", 200);
			const download = await ftp.begin("RETR in/large.bin");
			download.hold();
			who.say(text);
			const { code, text: said } = await ftp.reply();
			expect([code, said]).toEqual([
				426,
				expect.stringContaining("the account was changed"),
			]);
			await ftp.expect("NOOP", 200);
		},
	);

	test("of an upload ends when its folder takes nothing any more", async () => {
		await using who = await somebody();
		const { ftp } = who;
		const upload = await ftp.begin("STOR in/new.bin");
		await upload.write("the first part");
		who.say('folders = [{ path = "/in", rights = "read-only" }]');
		expect((await ftp.reply()).code).toBe(426);
		await ftp.expect("SIZE in/new.bin", 550);
	});

	test("goes on when rights are taken away elsewhere", async () => {
		await using who = await somebody();
		const { ftp } = who;
		const upload = await ftp.begin("STOR in/whole.bin");
		await upload.write("the first part");
		who.say(
			'folders = [{ path = "/", rights = ["list"] }, { path = "/in", rights = "all" }]',
		);
		await server.logged(/accounts\.toml/);
		await upload.write(" and the second");
		upload.end();
		await ftp.expectReply(226);
		await becomes(ftp, "RNFR file.txt", 550);
	});

	test("ends with its session when the account is disabled", async () => {
		await using who = await somebody();
		const { ftp } = who;
		const download = await ftp.begin("RETR in/large.bin");
		download.hold();
		who.say("enabled = false");
		expect((await ftp.reply()).code).toBe(426);
		expect((await ftp.reply()).code).toBe(421);
	});
});
