import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { AT_ONCE_MS } from "../support/deadline.ts";
import { becomes } from "../support/process-facts.ts";
import { sharedServers } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { member, TLS_CHANNELS, USUAL } from "./channels.ts";

const serverFor = sharedServers();
const OLD = content(5_000, 3);

describe.each(
	TLS_CHANNELS.filter(({ host }) => host === "127.0.0.1").map(
		(channel) => [channel.name, channel] as const,
	),
)("an upload over %s", (_name, channel) => {
	const home = (): string => serverFor(channel.mode).home(ALICE.name);

	for (const cut of ["fin", "reset"] as const) {
		test(`that a bare ${cut.toUpperCase()} cuts is refused with 426 and leaves the old file as it was`, async () => {
			await using ftp = await member(serverFor(channel.mode), channel);
			const file = join(home(), "kept.bin");
			writeFileSync(file, OLD);
			const data = await ftp.begin("STOR kept.bin", channel);
			await data.write(content(20_000, 9));
			data[cut]();
			await ftp.expectReply(426);
			expect(sha256(readFileSync(file))).toBe(sha256(OLD));
			expect(temporaryUploads(home())).toEqual([]);
			await ftp.expect("NOOP", 200);
		});
	}

	test("of a new file that is cut leaves no file", async () => {
		await using ftp = await member(serverFor(channel.mode), channel);
		const data = await ftp.begin("STOR never.bin", channel);
		await data.write(content(20_000, 9));
		data.fin();
		await ftp.expectReply(426);
		expect(existsSync(join(home(), "never.bin"))).toBe(false);
	});

	test("that appends and is cut puts the file back to its old length", async () => {
		await using ftp = await member(serverFor(channel.mode), channel);
		const file = join(home(), "appended.bin");
		writeFileSync(file, OLD);
		const data = await ftp.begin("APPE appended.bin", channel);
		await data.write(content(20_000, 9));
		data.fin();
		await ftp.expectReply(426);
		expect(sha256(readFileSync(file))).toBe(sha256(OLD));
	});
});

describe("a lost control connection", () => {
	for (const how of ["fin", "reset"] as const) {
		test(`(${how}) ends its upload at once, and the old file stays`, async () => {
			const server = serverFor("explicit");
			const home = server.home(ALICE.name);
			const file = join(home, "kept.bin");
			writeFileSync(file, OLD);
			await using ftp = await member(server, USUAL);
			const data = await ftp.begin("STOR kept.bin");
			await data.write(content(20_000, 9));
			const started = performance.now();
			ftp.control[how]();
			await data.readAll();
			expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
			await becomes(
				() => "no temporary upload",
				() => temporaryUploads(home).length === 0,
			);
			expect(sha256(readFileSync(file))).toBe(sha256(OLD));
		});
	}

	test("ends its download at once", async () => {
		const server = serverFor("explicit");
		writeFileSync(join(server.home(ALICE.name), "big"), content(16_000_000));
		await using ftp = await member(server, USUAL);
		const data = await ftp.begin("RETR big");
		data.hold();
		const started = performance.now();
		ftp.control.reset();
		data.release();
		const got = await data.readAll();
		expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
		expect(got.length).toBeLessThan(16_000_000);
	});
});

describe("an upload that runs", () => {
	test("is not visible under its name or in a listing before its end", async () => {
		const server = serverFor("explicit");
		await using ftp = await member(server, USUAL);
		await using other = await member(server, USUAL);
		await ftp.expect("MKD slow", 257);
		const data = await ftp.begin("STOR slow/new.bin");
		await data.write(content(20_000, 9));
		const listing = await other.download("NLST slow");
		expect(new TextDecoder().decode(listing.bytes)).toBe("");
		expect(existsSync(join(server.home(ALICE.name), "slow/new.bin"))).toBe(
			false,
		);
		data.end();
		await ftp.expectReply(226);
		expect(readdirSync(join(server.home(ALICE.name), "slow"))).toEqual([
			"new.bin",
		]);
	});
});
