import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content } from "../support/content.ts";
import type { Server } from "../support/start-server.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import { clientOf, limitedData, startOn, uploadReply } from "./limits-kit.ts";

const MIB = 1024 * 1024;
const KIB = 1024;
/** What is measured begins when every transfer has found its place, and lasts long enough for 5 %. */
const SETTLING_MS = 400;
const MEASURED_MS = 1500;
const FILE_BYTES = 256 * MIB;
const RATE = 4 * MIB;

describe("bandwidth", () => {
	let data: TempFolder;
	let server: Server;
	const everybody = ["a", "b", "c", "d", "e"];
	beforeAll(async () => {
		const inGroup = 'home = "all"\ngroup = "crew"';
		const all = 'home = "all"';
		data = await limitedData({
			users: {
				...Object.fromEntries(everybody.map((name) => [name, all])),
				slow: `${all}\ndownload_rate = "1MiB"`,
				member1: inGroup,
				member2: inGroup,
				free: all,
				sender: 'upload_rate = "200KiB"\nstalled_seconds = 1',
			},
			groups: { crew: 'download_rate = "2MiB"' },
		});
		const home = join(data.path, "files", "all");
		mkdirSync(home, { recursive: true });
		writeFileSync(join(home, "film"), "");
		truncateSync(join(home, "film"), FILE_BYTES);
		server = await startOn(data.path, {
			config: '[limits]\ndownload_rate = "4MiB"\nupload_rate = "1MiB"\n',
		});
	}, 30_000);
	afterAll(async () => {
		await server[Symbol.asyncDispose]();
		data[Symbol.dispose]();
	}, 60_000);

	/** How many bytes a second each of them gets when all download at once. */
	async function speeds(users: readonly string[]): Promise<number[]> {
		const clients = await Promise.all(
			users.map((user) => clientOf(server, user)),
		);
		try {
			const wires = await Promise.all(
				clients.map((ftp) => ftp.begin("RETR film")),
			);
			const startMs = performance.now() + SETTLING_MS;
			const endMs = startMs + MEASURED_MS;
			return await Promise.all(
				wires.map(async (wire) => {
					let bytes = 0;
					let first: { atMs: number; bytes: number } | undefined;
					for (;;) {
						const chunk = await wire.read();
						if (chunk === undefined) throw new Error("the download ended");
						const atMs = performance.now();
						bytes += chunk.length;
						if (atMs >= startMs) first ??= { atMs, bytes };
						if (atMs < endMs || first === undefined) continue;
						return ((bytes - first.bytes) / (atMs - first.atMs)) * 1000;
					}
				}),
			);
		} finally {
			for (const ftp of clients) await ftp[Symbol.asyncDispose]();
		}
	}

	/** Each is within 5 % of what is wanted. */
	function expectNear(found: readonly number[], wanted: number[]): void {
		const ratios = found.map((each, n) => each / (wanted[n] ?? 0));
		const off = ratios.filter((ratio) => Math.abs(ratio - 1) > 0.05);
		expect(off).toEqual([]);
		expect(found).toHaveLength(wanted.length);
	}

	test.each([1, 2, 5])(
		"of the server: %p downloads at once get an even share each, within a twentieth",
		async (count) => {
			const found = await speeds(everybody.slice(0, count));
			expectNear(found, Array(count).fill(RATE / count));
		},
	);

	test("of a user: two downloads get half of it each, and somebody else the rest of the server's", async () => {
		const found = await speeds(["slow", "slow", "free"]);
		expectNear(found, [MIB / 2, MIB / 2, 3 * MIB]);
	});

	test("of a group: its members share it", async () => {
		const found = await speeds(["member1", "member2"]);
		expectNear(found, [MIB, MIB]);
	});

	test("of the server: two uploads at once last equally long, twice as long as one alone", async () => {
		const bytes = content(512 * KIB);
		const seconds = await Promise.all(
			["a", "b"].map(async (user) => {
				await using ftp = await clientOf(server, user);
				const startedMs = performance.now();
				const last = await uploadReply(ftp, `STOR of-${user}`, bytes);
				expect(last.code).toBe(226);
				return (performance.now() - startedMs) / 1000;
			}),
		);
		for (const each of seconds) {
			expect(each).toBeGreaterThan(0.65);
			expect(each).toBeLessThan(1.3);
		}
	});

	test("a slow upload is no stall", async () => {
		await using ftp = await clientOf(server, "sender");
		const bytes = content(400 * KIB);
		const beganMs = performance.now();
		const last = await uploadReply(ftp, "STOR f", bytes);
		const seconds = (performance.now() - beganMs) / 1000;
		expect(last.code).toBe(226);
		// A quarter of a second's worth passes at once.
		expect(seconds).toBeGreaterThan(1.7);
		expect(seconds).toBeLessThan(2.4);
		expect(statSync(join(server.home("sender"), "f")).size).toBe(bytes.length);
	});
});
