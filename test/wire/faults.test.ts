import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import {
	descriptorWatch,
	HAS_PROC,
	residentBytes,
} from "../support/process-facts.ts";
import { RUNTIMES } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE, type Server } from "../support/start-server.ts";
import { Wire } from "../support/wire.ts";
import { member, USUAL } from "./channels.ts";

const withProc = test.skipIf(!HAS_PROC);
const MIB = 1024 * 1024;
const STRANGERS = 1_000;
const OLD = content(5_000, 3);
const NEW = content(300_000, 9);
const BIG = 64 * MIB;

/** Logs in from another loopback address, and moves a file both ways. */
async function servedElsewhere(server: Server): Promise<void> {
	await using ftp = await RawFtp.connect({
		...server.explicit(),
		localAddress: "127.0.0.2",
	});
	await ftp.secure();
	await ftp.login();
	await ftp.protect();
	const up = await ftp.upload("STOR elsewhere.bin", NEW);
	expect(up.replies.map(({ code }) => code)).toEqual([226]);
	const down = await ftp.download("RETR elsewhere.bin");
	expect(sha256(down.bytes)).toBe(sha256(NEW));
	await ftp.expect("QUIT", 221);
	await ftp.ended();
}

/** The points of an upload and a download at which a client may vanish; each step begins where the one before ended. */
type Stage = (ftp: RawFtp, data: Wire[]) => Promise<void>;
const arrangedData: Stage = async (ftp, data) => {
	const arranged = await ftp.arrange("EPSV");
	data.push(await arranged.open());
};
const securedData: Stage = async (ftp, [data]) => {
	if (data !== undefined) await ftp.secureData(data);
};
const LOGGED_IN: readonly (readonly [string, Stage])[] = [
	["the greeting", async (ftp) => void (await ftp.expectReply(220))],
	["half a command", async (ftp) => ftp.send("AUTH T")],
	["AUTH", async (ftp) => ftp.send("LS\r\n")],
	["its reply", async (ftp) => void (await ftp.expectReply(234))],
	["the TLS handshake", async (ftp) => ftp.startTls()],
	["USER", async (ftp) => void (await ftp.expect(`USER ${ALICE.name}`, 331))],
	[
		"PASS without its reply",
		async (ftp) => ftp.send(`PASS ${ALICE.password}\r\n`),
	],
	["PASS", async (ftp) => void (await ftp.expectReply(230))],
	["PROT", async (ftp) => ftp.protect()],
];
const POINTS: readonly (readonly [string, Stage])[] = [
	...LOGGED_IN,
	["EPSV", async (ftp) => void (await ftp.expect("EPSV", 229))],
	["the data connection", arrangedData],
	["STOR", async (ftp) => ftp.send("STOR kept.bin\r\n")],
	["its 150", async (ftp) => void (await ftp.expectReply(150))],
	["the data connection's handshake", securedData],
	["half of the file", async (_ftp, [data]) => data?.write(NEW)],
	["close_notify", async (_ftp, [data]) => data?.endTls()],
	["the file", async (ftp) => void (await ftp.expectReply(226))],
	[
		"RETR",
		async (ftp, data) => {
			data.splice(0);
			await arrangedData(ftp, data);
			await ftp.send("RETR big.bin\r\n");
		},
	],
	["the 150 of a download", async (ftp) => void (await ftp.expectReply(150))],
	[
		"the beginning of a download",
		async (ftp, data) => {
			await securedData(ftp, data);
			await data[0]?.read();
			data[0]?.hold();
		},
	],
];

describe.each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime });

	beforeAll(async () => {
		writeFileSync(join(server().home(ALICE.name), "big.bin"), content(BIG));
		await servedElsewhere(server());
	}, 120_000);

	withProc(
		`${STRANGERS} connections that never log in keep nobody out, and leave nothing behind`,
		async () => {
			const { pid } = server();
			const watch = descriptorWatch(pid);
			const memory = residentBytes(pid);
			const { host, port } = server().explicit();
			const strangers: Wire[] = [];
			while (strangers.length < STRANGERS) {
				const some = Array.from({ length: 50 }, () =>
					Wire.connect({ host, port }),
				);
				strangers.push(...(await Promise.all(some)));
			}
			await servedElsewhere(server());
			await server().logged(/not_logged_in_per_address = 20/);
			expect(residentBytes(pid) - memory).toBeLessThan(128 * MIB);
			for (const stranger of strangers) stranger.destroy();
			await watch.back();
			await using again = await member(server(), USUAL);
			await again.expect("NOOP", 200);
		},
	);

	withProc(
		"a reader and a writer that stand still take little memory, hinder nobody, and leave nothing behind",
		async () => {
			const { pid } = server();
			const watch = descriptorWatch(pid);
			const memory = residentBytes(pid);
			{
				await using reader = await member(server(), USUAL);
				await using writer = await member(server(), USUAL);
				const down = await reader.begin("RETR big.bin");
				down.hold();
				const up = await writer.begin("STOR slow.bin");
				for (let at = 0; at < 50; at++)
					await up.write(NEW.subarray(at, at + 1));
				await servedElsewhere(server());
				expect(residentBytes(pid) - memory).toBeLessThan(96 * MIB);
				down.release();
				expect((await down.readAll()).length).toBe(BIG);
				down.end();
				await reader.expectReply(226);
				up.end();
				await writer.expectReply(226);
			}
			const slow = readFileSync(join(server().home(ALICE.name), "slow.bin"));
			expect(sha256(slow)).toBe(sha256(NEW.subarray(0, 50)));
			await watch.back();
		},
	);

	for (const how of ["fin", "reset"] as const) {
		withProc(
			`a client that vanishes (${how}) at each of ${POINTS.length} points of a transfer leaves nothing behind`,
			async () => {
				const kept = join(server().home(ALICE.name), "kept.bin");
				const watch = descriptorWatch(server().pid);
				for (let last = 0; last < POINTS.length; last++) {
					writeFileSync(kept, OLD);
					const ftp = await RawFtp.open(server().explicit());
					const data: Wire[] = [];
					for (const [, step] of POINTS.slice(0, last + 1))
						await step(ftp, data);
					const [point] = POINTS[last] ?? [];
					for (const wire of data) wire[how]();
					ftp.control[how]();
					await ftp.ended().catch(() => "");
					await ftp[Symbol.asyncDispose]();
					for (const wire of data) wire.destroy();
					const bytes = readFileSync(kept);
					const isDone = POINTS.findIndex(([name]) => name === "close_notify");
					const mayBe =
						last < isDone ? [sha256(OLD)] : [sha256(OLD), sha256(NEW)];
					expect([point, mayBe.includes(sha256(bytes))]).toEqual([point, true]);
				}
				await servedElsewhere(server());
				await watch.back();
				expect(temporaryUploads(server().data)).toEqual([]);
			},
		);
	}
});

describe("a transfer that stands still", () => {
	const server = sharedServer({ config: "[limits]\nstalled_seconds = 1\n" });

	test("is ended with 426 after the stall time, and its session goes on", async () => {
		const kept = join(server().home(ALICE.name), "kept.bin");
		writeFileSync(kept, OLD);
		writeFileSync(join(server().home(ALICE.name), "big.bin"), content(BIG));
		await using ftp = await member(server(), USUAL);
		const up = await ftp.begin("STOR kept.bin");
		// Not waited for: a client that has no turn for a second has stood still, too.
		up.push(NEW);
		await ftp.expectReply(426);
		up.destroy();
		expect(sha256(readFileSync(kept))).toBe(sha256(OLD));
		const down = await ftp.begin("RETR big.bin");
		down.hold();
		await ftp.expectReply(426);
		down.destroy();
		await ftp.expect("NOOP", 200);
		expect(temporaryUploads(server().data)).toEqual([]);
	});
});
