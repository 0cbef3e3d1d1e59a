import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
	mkdirSync,
	readdirSync,
	rmdirSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { content, temporaryUploads } from "../support/content.ts";
import { folderBecomes } from "../support/folder-watch.ts";
import { RUNTIMES } from "../support/programs.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { member, USUAL } from "./channels.ts";

/** Takes long enough to hash that something can be done meanwhile. */
const LARGE = content(256 * 1024 * 1024, 11);

describe.each(RUNTIMES)("a server run by %s", (runtime) => {
	test("hashes a file while others are served, and stops at ABOR", async () => {
		await using server = await startServer({ runtime });
		writeFileSync(join(server.home(ALICE.name), "large.bin"), LARGE);
		writeFileSync(join(server.home(ALICE.name), "small.bin"), "small");
		await using hashing = await member(server, USUAL);
		await using other = await member(server, USUAL);
		await hashing.send("HASH large.bin\r\n");
		const waits: number[] = [];
		const hashed = hashing.reply(60_000);
		let isOver = false;
		hashed.finally(() => {
			isOver = true;
		});
		while (!isOver) {
			const begun = performance.now();
			await other.expect("SIZE small.bin", 213);
			waits.push(performance.now() - begun);
		}
		const hex = createHash("sha256").update(LARGE).digest("hex");
		expect((await hashed).text).toBe(
			`213 SHA-256 0-${LARGE.length - 1} ${hex} large.bin`,
		);
		waits.sort((a, b) => a - b);
		expect(waits.length).toBeGreaterThan(10);
		expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(50);

		await hashing.send("XSHA512 large.bin\r\nABOR\r\n");
		await hashing.expectReply(426);
		await hashing.expectReply(226);
		await hashing.expect("XMD5 small.bin 0 1", 250);
		await hashing.send("HASH large.bin\r\n");
		hashing.control.destroy();
		await other.expect("NOOP", 200);
	}, 60_000);

	test("does to the disk what MFMT, SITE CHMOD and STOU say", async () => {
		await using server = await startServer({ runtime });
		const home = server.home(ALICE.name);
		writeFileSync(join(home, "a.txt"), "a");
		await using ftp = await member(server, USUAL);
		await ftp.expect("MFMT 20020717210715 a.txt", 213);
		await ftp.expect("SITE CHMOD 600 a.txt", 200);
		const { mode, mtimeMs } = statSync(join(home, "a.txt"));
		expect(mtimeMs).toBe(Date.UTC(2002, 6, 17, 21, 7, 15));
		expect(mode & 0o777).toBe(0o600);
		const { replies } = await ftp.upload("STOU a.txt", content(10, 1));
		expect(replies[0]?.code).toBe(226);
		expect(readdirSync(home)).toHaveLength(2);
		expect(
			Number((await ftp.expect("AVBL", 213)).text.slice(4)),
		).toBeGreaterThan(0);
		await ftp.expect("ALLO 1", 200);
		await ftp.expect("ALLO 999999999999999", 452);
	}, 30_000);

	test("keeps a client alive whose folder is removed on the disk", async () => {
		await using server = await startServer({ runtime });
		const folder = join(server.home(ALICE.name), "gone");
		mkdirSync(folder);
		await using ftp = await member(server, USUAL);
		await ftp.expect("CWD gone", 250);
		rmdirSync(folder);
		await ftp.expect("EPSV", 229);
		await ftp.expect("LIST", 550);
		await ftp.expect("STOR a.txt", 550);
		await ftp.expect("AVBL", 550);
		await ftp.expect("CDUP", 250);
		await ftp.expect("CWD gone", 550);
		mkdirSync(folder);
		await ftp.expect("CWD gone", 250);
	}, 30_000);

	test("removes at its start what uploads left when it was killed", async () => {
		using data = tempFolder();
		await using killed = await startServer({
			runtime,
			data: data.path,
			endsWith: 137,
		});
		const home = killed.home(ALICE.name);
		await using ftp = await member(killed, USUAL);
		const upload = await ftp.begin("STOR a.bin");
		await upload.write(content(100_000, 2));
		const isUnderWay = (): boolean => temporaryUploads(home).length === 1;
		await folderBecomes(home, "an upload under way", isUnderWay);
		process.kill(killed.pid, "SIGKILL");
		await killed.exited;
		expect(temporaryUploads(data.path)).toHaveLength(1);
		await using next = await startServer({
			runtime,
			data: data.path,
			users: {},
		});
		expect(readdirSync(home)).toEqual([]);
		await next.logged(/did not finish was removed/);
	}, 30_000);
});
