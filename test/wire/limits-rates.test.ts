import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlClient } from "../../src/server/index.ts";
import { content } from "../support/content.ts";
import type { Server } from "../support/start-server.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import type { Wire } from "../support/wire.ts";
import {
	clientOf,
	controlOf,
	limitedData,
	startOn,
	uploadReply,
} from "./limits-kit.ts";

const MIB = 1024 * 1024;
const KIB = 1024;
const FILE_BYTES = 256 * MIB;
const RATE = 4 * MIB;
/** What a rate lets pass at once after a pause: a quarter of a second's worth. */
const BURST_SECONDS = 0.25;
/** When each has so many, all are under way, and what the slowest rate had saved up is gone. */
const SETTLED_BYTES = 256 * KIB;

/*
 * A machine that is slow, or does much else besides, makes every transfer slower and none faster. So what is asserted of time is
 * only that no more came than the rate gives within it, from before the first command on. How what came is shared is read from the
 * server's own counts at one moment, and not from the clock.
 */
describe("bandwidth", () => {
	let data: TempFolder;
	let server: Server;
	let control: ControlClient;
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
				sender: 'upload_rate = "1KiB"\nstalled_seconds = 1',
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
		control = await controlOf(server);
	}, 120_000);
	afterAll(async () => {
		control.close();
		await server[Symbol.asyncDispose]();
		data[Symbol.dispose]();
	}, 120_000);

	/** How many bytes each running download has been given at one moment; the users in the order of the alphabet. */
	async function given(): Promise<number[]> {
		const { sessions } = await control.call("sessions.list");
		return sessions
			.filter(({ transferBytes }) => transferBytes !== null)
			.sort((one, other) => ((one.user ?? "") < (other.user ?? "") ? -1 : 1))
			.map(({ transferBytes }) => transferBytes ?? 0);
	}

	/**
	 * Lets all download at once until they have so many bytes together since the last of them got under way.
	 *
	 * @returns what came to the clients in how many seconds since before the first command, and the part of each in what the server
	 * gave since all were under way
	 */
	async function downloads(
		users: readonly string[],
		bytes: number,
	): Promise<{
		readonly bytes: number;
		readonly seconds: number;
		readonly parts: readonly number[];
	}> {
		const clients = await Promise.all(
			users.map((user) => clientOf(server, user)),
		);
		try {
			const startMs = performance.now();
			const received = await Promise.all(
				clients.map(async (ftp) => takenBy(await ftp.begin("RETR film"))),
			);
			const sum = (): number =>
				received.reduce((all, each) => all + each.bytes, 0);
			for (const each of received)
				await each.reaches(() => each.bytes >= SETTLED_BYTES);
			const before = await given();
			const enough = sum() + bytes;
			await Promise.race(
				received.map((each) => each.reaches(() => sum() >= enough)),
			);
			const after = await given();
			const parts = after.map((each, n) => each - (before[n] ?? 0));
			const all = parts.reduce((one, other) => one + other, 0);
			return {
				bytes: sum(),
				seconds: (performance.now() - startMs) / 1000,
				parts: parts.map((each) => each / all),
			};
		} finally {
			for (const ftp of clients) await ftp[Symbol.asyncDispose]();
			// The next test's count begins without them.
			while ((await given()).length > 0);
		}
	}

	/** Each has its part but for a tenth of it: they move some ten thousand bytes at a time. */
	function expectParts(found: readonly number[], wanted: number[]): void {
		const ratios = found.map((each, n) => each / (wanted[n] ?? 0));
		expect(ratios.filter((ratio) => Math.abs(ratio - 1) > 0.1)).toEqual([]);
		expect(found).toHaveLength(wanted.length);
	}

	test.each([1, 2, 5])(
		"of the server: %p downloads at once get no more than it in all, and an even part each",
		async (count) => {
			const users = everybody.slice(0, count);
			const { bytes, parts, seconds } = await downloads(users, 1.5 * RATE);
			expect(bytes).toBeLessThanOrEqual(RATE * (seconds + BURST_SECONDS));
			expectParts(parts, Array(count).fill(1 / count));
		},
	);

	test("of a user: two downloads get half of it each, and somebody else the rest of the server's", async () => {
		const users = ["free", "slow", "slow"];
		const { bytes, parts, seconds } = await downloads(users, 1.5 * RATE);
		expect(bytes).toBeLessThanOrEqual(RATE * (seconds + BURST_SECONDS));
		expectParts(parts, [3 / 4, 1 / 8, 1 / 8]);
	});

	test("of a group: its members share it", async () => {
		const users = ["member1", "member2"];
		const { bytes, parts, seconds } = await downloads(users, 3 * MIB);
		expect(bytes).toBeLessThanOrEqual(2 * MIB * (seconds + BURST_SECONDS));
		expectParts(parts, [1 / 2, 1 / 2]);
	});

	test("of the server: two uploads at once last as long as both, one behind the other, must", async () => {
		const bytes = content(512 * KIB);
		await using one = await clientOf(server, "a");
		await using other = await clientOf(server, "b");
		const startMs = performance.now();
		const replies = await Promise.all([
			uploadReply(one, "STOR of-a", bytes),
			uploadReply(other, "STOR of-b", bytes),
		]);
		const seconds = (performance.now() - startMs) / 1000;
		expect(replies.map(({ code }) => code)).toEqual([226, 226]);
		expect(2 * bytes.length).toBeLessThanOrEqual(
			MIB * (seconds + BURST_SECONDS),
		);
	});

	test("an upload that waits for its speed longer than a stall may last is no stall", async () => {
		await using ftp = await clientOf(server, "sender");
		// So little that all of it, and its end, has left the client at once.
		const bytes = content(3 * KIB);
		const startMs = performance.now();
		const last = await uploadReply(ftp, "STOR f", bytes);
		const seconds = (performance.now() - startMs) / 1000;
		expect(last.code).toBe(226);
		expect(bytes.length).toBeLessThanOrEqual(KIB * (seconds + BURST_SECONDS));
		expect(statSync(join(server.home("sender"), "f")).size).toBe(bytes.length);
	});
});

/** A connection that is read without a pause from now on, and what has come over it. */
interface Taken {
	readonly bytes: number;
	/** Looks at each chunk that comes whether something holds. @throws {Error} when nothing more comes */
	reaches(holds: () => boolean): Promise<void>;
}

function takenBy(wire: Wire): Taken {
	let bytes = 0;
	const looks = new Set<() => void>();
	const ended = (async () => {
		for (;;) {
			const chunk = await wire.read();
			if (chunk === undefined) throw new Error("the download ended");
			bytes += chunk.length;
			for (const look of looks) look();
		}
	})();
	// It ends with the client that is dropped, when nobody waits for it any more.
	ended.catch(() => undefined);
	return {
		get bytes() {
			return bytes;
		},
		reaches: async (holds) => {
			const { promise, resolve } = Promise.withResolvers<void>();
			const look = (): void => {
				if (holds()) resolve();
			};
			looks.add(look);
			look();
			try {
				await Promise.race([promise, ended]);
			} finally {
				looks.delete(look);
			}
		},
	};
}
