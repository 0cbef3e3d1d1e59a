import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
	mkdirSync,
	readdirSync,
	rmdirSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { content, temporaryUploads } from "../support/content.ts";
import { becomes } from "../support/process-facts.ts";
import { RUNTIMES } from "../support/programs.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { member, USUAL } from "./channels.ts";

const LARGE = content(16 * 1024 * 1024, 11);
/** A hole, of which the hash takes far longer than anything that is done meanwhile. */
const ENDLESS_BYTES = 64 * 1024 ** 3;

describe.each(RUNTIMES)("a server run by %s", (runtime) => {
	test("hashes a file while others are served, and stops at ABOR", async () => {
		await using server = await startServer({ runtime });
		const home = server.home(ALICE.name);
		writeFileSync(join(home, "large.bin"), LARGE);
		writeFileSync(join(home, "small.bin"), "small");
		writeFileSync(join(home, "endless.bin"), "");
		truncateSync(join(home, "endless.bin"), ENDLESS_BYTES);
		await using hashing = await member(server, USUAL);
		await using other = await member(server, USUAL);
		const hex = createHash("sha256").update(LARGE).digest("hex");
		expect((await hashing.expect("HASH large.bin", 213)).text).toBe(
			`213 SHA-256 0-${LARGE.length - 1} ${hex} large.bin`,
		);

		await hashing.send("HASH endless.bin\r\n");
		for (let count = 0; count < 20; count++)
			await other.expect("SIZE small.bin", 213);
		// Nothing was said of the hash meanwhile, since the next reply is that of a hash which was given up.
		await hashing.send("ABOR\r\n");
		await hashing.expectReply(426);
		await hashing.expectReply(226);
		await hashing.send("XSHA512 endless.bin\r\nABOR\r\n");
		await hashing.expectReply(426);
		await hashing.expectReply(226);
		await hashing.expect("XMD5 small.bin 0 1", 250);
		await hashing.send("HASH endless.bin\r\n");
		hashing.control.destroy();
		await other.expect("NOOP", 200);
	});

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
	});

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
	});

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
		await becomes(() => "an upload under way", isUnderWay);
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
	});
});
