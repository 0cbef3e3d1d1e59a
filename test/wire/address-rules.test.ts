import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RawFtp } from "../support/raw-ftp.ts";
import { PLAIN_FLAGS } from "../support/shared-server.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { writtenAccounts } from "../support/written-accounts.ts";

let data: TempFolder;
let server: Server;

const RULES = (blocked: readonly string[]): string =>
	`[access]
safe = ["127.0.0.1", "127.0.1.0/24"]
blocked = ${JSON.stringify(["127.0.1.0/24", ...blocked])}
[auth]
ban_failures = 3
`;

beforeAll(async () => {
	data = tempFolder();
	await writtenAccounts(data.path, {
		"groups.office": 'blocked = ["127.0.2.0/24"]',
		"users.alice": "",
		"users.clerk": 'group = "office"\nsafe = ["127.0.2.1"]',
		"users.guest": 'safe = ["127.0.2.1"]',
	});
	server = await startServer({
		data: data.path,
		users: {},
		flags: PLAIN_FLAGS,
		config: RULES(["127.0.3.0/24", "127.0.4.5-127.0.4.7"]),
	});
}, 120_000);

afterAll(async () => {
	await server[Symbol.asyncDispose]();
	data[Symbol.dispose]();
}, 120_000);

function from(localAddress: string): Promise<RawFtp> {
	return RawFtp.open({ ...server.explicit(), localAddress });
}

async function loginFrom(
	address: string,
	user: string,
	password: string = ALICE.password,
): Promise<number> {
	await using ftp = await from(address);
	await ftp.expectReply(220);
	await ftp.expect(`USER ${user}`, 331);
	return (await ftp.command(`PASS ${password}`)).code;
}

describe("an address", () => {
	test.each(["127.0.3.1", "127.0.3.255", "127.0.4.5", "127.0.4.7"])(
		"that is blocked, %s, hears nothing",
		async (address) => {
			await using ftp = await from(address);
			expect(await ftp.ended()).toBe("");
		},
	);

	test.each(["127.0.4.4", "127.0.4.8", "127.0.1.9"])(
		"that is not, %s, or is safe besides, comes in",
		async (address) => {
			expect(await loginFrom(address, "alice")).toBe(230);
		},
	);

	test.each<[string, string, number]>([
		["clerk", "127.0.2.1", 530],
		["clerk", "127.0.2.9", 530],
		["guest", "127.0.2.1", 230],
		["guest", "127.0.2.9", 530],
		["alice", "127.0.2.9", 230],
	])(
		"lets %s in from %s only as the account and its group say: %d",
		async (user, address, code) => {
			expect(await loginFrom(address, user)).toBe(code);
		},
	);

	test("that an account does not take is told the same, as late, as with a wrong password", async () => {
		await using ftp = await from("127.0.2.20");
		await ftp.expectReply(220);
		const replies: string[] = [];
		const waits: number[] = [];
		for (const password of [ALICE.password, "wrong"]) {
			await ftp.expect("USER guest", 331);
			const begunMs = performance.now();
			replies.push((await ftp.command(`PASS ${password}`)).text);
			waits.push(performance.now() - begunMs);
		}
		expect(replies[0]).toBe("530 Wrong name or password.");
		expect(replies[1]).toBe("530 Wrong name or password.");
		expect(waits[0]).toBeGreaterThanOrEqual(300);
		await server.logged(
			/the password was right, but guest, or a group of it, does not take logins from 127\.0\.2\.20/,
		);
	});

	test("is banned after three wrong passwords, with all its sessions", async () => {
		const address = "127.0.5.1";
		await using other = await from(address);
		await other.expectReply(220);
		await other.login("alice");
		await using ftp = await from(address);
		await ftp.expectReply(220);
		for (const user of ["alice", "bob"]) {
			await ftp.expect(`USER ${user}`, 331);
			await ftp.expect("PASS wrong", 530);
		}
		await ftp.expect("USER carol", 331);
		await ftp.send("PASS wrong\r\n");
		expect((await other.reply()).code).toBe(421);
		expect(await ftp.ended()).toMatch(/^421 /m);
		await using again = await from(address);
		expect(await again.ended()).toBe("");
		await server.logged(/127\.0\.5\.1.*3 wrong passwords/);
	});

	test("that is safe is never banned", async () => {
		for (let count = 0; count < 4; count += 1) {
			expect(await loginFrom("127.0.1.30", `nobody${count}`, "wrong")).toBe(
				530,
			);
		}
		expect(await loginFrom("127.0.1.30", "alice")).toBe(230);
	});

	test("that a reload blocks loses its sessions, and others keep theirs", async () => {
		await using inside = await from("127.0.6.1");
		await inside.expectReply(220);
		await inside.login("alice");
		await using stranger = await from("127.0.6.2");
		await stranger.expectReply(220);
		await using other = await from("127.0.7.1");
		await other.expectReply(220);
		const file = join(data.path, "oceanftp.toml");
		writeFileSync(`${file}.new`, RULES(["127.0.6.0/24"]));
		renameSync(`${file}.new`, file);
		process.kill(server.pid, "SIGHUP");
		expect((await inside.reply()).code).toBe(421);
		expect((await stranger.reply()).code).toBe(421);
		await other.expect("NOOP", 200);
		expect(await loginFrom("127.0.3.1", "alice")).toBe(230);
	});
});
