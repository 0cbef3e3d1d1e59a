import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { AT_ONCE_MS } from "../support/deadline.ts";
import {
	becomes,
	descriptors,
	descriptorWatch,
	HAS_PROC,
} from "../support/process-facts.ts";
import type { RawFtp } from "../support/raw-ftp.ts";
import { sharedServers } from "../support/shared-server.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import type { Wire } from "../support/wire.ts";
import { CHANNELS, type Channel, member, USUAL } from "./channels.ts";

const serverFor = sharedServers();
/** More than all buffers on the way hold, so that a download stands still while its reader does. */
const BIG = content(32 * 1024 * 1024, 5);
const OLD = content(5_000, 3);

const PASSIVE_V4: readonly Channel[] = CHANNELS.filter(
	({ host, by }) => host === "127.0.0.1" && (by === "EPSV" || by === "PORT"),
);

function put(mode: Channel["mode"], name: string, bytes: Uint8Array): string {
	const file = join(serverFor(mode).home(ALICE.name), name);
	writeFileSync(file, bytes);
	return file;
}

/** A download that stands still because nobody reads. */
async function stalledDownload(ftp: RawFtp, channel: Channel): Promise<Wire> {
	const data = await ftp.begin("RETR big.bin", channel);
	data.hold();
	return data;
}

describe.each(PASSIVE_V4.map((channel) => [channel.name, channel] as const))(
	"during a transfer over %s",
	(_name, channel) => {
		test("ABOR ends a download with 426 and 226", async () => {
			put(channel.mode, "big.bin", BIG);
			await using ftp = await member(serverFor(channel.mode), channel);
			const data = await stalledDownload(ftp, channel);
			await ftp.send("ABOR\r\n");
			await ftp.expectReply(426);
			await ftp.expectReply(226);
			data.destroy();
			await ftp.expect("NOOP", 200);
			const small = await ftp.upload("STOR small.bin", OLD, channel);
			expect(small.replies.map(({ code }) => code)).toEqual([226]);
		});

		test("ABOR ends an upload with 426 and 226, and the old file stays", async () => {
			const file = put(channel.mode, "aborted.bin", OLD);
			await using ftp = await member(serverFor(channel.mode), channel);
			const data = await ftp.begin("STOR aborted.bin", channel);
			await data.write(content(20_000, 9));
			await ftp.send("ABOR\r\n");
			await ftp.expectReply(426);
			await ftp.expectReply(226);
			data.destroy();
			expect(sha256(readFileSync(file))).toBe(sha256(OLD));
			expect(temporaryUploads(serverFor(channel.mode).data)).toEqual([]);
		});

		test("NOOP and STAT are answered at once, and the transfer goes on to its end", async () => {
			put(channel.mode, "big.bin", BIG);
			await using ftp = await member(serverFor(channel.mode), channel);
			const data = await stalledDownload(ftp, channel);
			await ftp.expect("NOOP", 200);
			expect([211, 213]).toContain((await ftp.command("STAT")).code);
			data.release();
			expect(sha256(await data.readAll())).toBe(sha256(BIG));
			data.end();
			await ftp.expectReply(226);
		});

		test("QUIT waits for the transfer, then says 221", async () => {
			put(channel.mode, "big.bin", BIG);
			await using ftp = await member(serverFor(channel.mode), channel);
			const data = await stalledDownload(ftp, channel);
			await ftp.send("QUIT\r\n");
			data.release();
			expect(sha256(await data.readAll())).toBe(sha256(BIG));
			data.end();
			const codes = [(await ftp.reply()).code, (await ftp.reply()).code];
			expect(codes).toEqual([226, 221]);
			expect(await ftp.ended()).toBe("");
		});
	},
);

describe("ABOR", () => {
	test("without a transfer is answered with 225 or 226", async () => {
		await using ftp = await member(serverFor("explicit"), USUAL);
		expect([225, 226]).toContain((await ftp.command("ABOR")).code);
	});

	test("behind Telnet's interrupt and synch bytes is still ABOR", async () => {
		put("explicit", "big.bin", BIG);
		await using ftp = await member(serverFor("explicit"), USUAL);
		const data = await stalledDownload(ftp, USUAL);
		const interrupt = Uint8Array.of(255, 244, 255, 242);
		await ftp.send(Buffer.concat([interrupt, Buffer.from("ABOR\r\n")]));
		await ftp.expectReply(426);
		await ftp.expectReply(226);
		data.destroy();
	});
});

describe("a listing", () => {
	test.if(HAS_PROC)(
		"is begun while its client has not connected yet, and lets go of the folder when it is broken off then",
		async () => {
			const { home, pid } = serverFor("explicit");
			const folder = join(home(ALICE.name), "listed");
			mkdirSync(folder);
			writeFileSync(join(folder, "file"), OLD);
			await using ftp = await member(serverFor("explicit"), USUAL);
			const before = descriptorWatch(pid);
			await ftp.expect("EPSV", 229);
			await ftp.expect("LIST listed", 150);
			await becomes(
				() => `${folder} is held`,
				() => descriptors(pid).includes(folder),
			);
			await ftp.send("ABOR\r\n");
			await ftp.expectReply(426);
			await ftp.expectReply(226);
			await before.back();
			expect(descriptors(pid)).not.toContain(folder);
		},
	);
});

describe("a server that is told to stop", () => {
	test("lets a running download end, takes no new client, and then ends with 0", async () => {
		await using server = await startServer();
		writeFileSync(join(server.home(ALICE.name), "big.bin"), BIG);
		await using ftp = await member(server, USUAL);
		const data = await stalledDownload(ftp, USUAL);
		server.terminate();
		await server.logged(/stop/i);
		const late = await member(server, USUAL).then(
			() => "let in",
			() => "refused",
		);
		expect(late).toBe("refused");
		data.release();
		expect(sha256(await data.readAll())).toBe(sha256(BIG));
		data.end();
		await ftp.expectReply(226);
		expect(await server.exited).toBe(0);
	});

	test("ends at once with 130 when it is told twice", async () => {
		await using server = await startServer({ endsWith: 130 });
		writeFileSync(join(server.home(ALICE.name), "big.bin"), BIG);
		await using ftp = await member(server, USUAL);
		await stalledDownload(ftp, USUAL);
		server.terminate();
		await server.logged(/stop/i);
		server.terminate();
		expect(await server.exited).toBe(130);
	});

	test("ends at once when nobody is connected", async () => {
		await using server = await startServer();
		const started = performance.now();
		await server.stop();
		expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
	});
});
