import { describe, expect, test } from "bun:test";
import {
	addressVerdict,
	addressVerdictOfAll,
	type Ban,
	type BanRecords,
	chargeFor,
	chargeSentence,
	createBans,
	formatBanSubject,
	parseBanSubject,
	parseRatio,
} from "../../src/accounts/index.ts";
import { parseNetworks } from "../../src/base/index.ts";
import { testClock } from "../support/test-clock.ts";

function memoryRecords(): BanRecords {
	const bans = new Map<string, Ban>();
	return {
		all: () => [...bans.values()],
		put: (ban) => bans.set(formatBanSubject(ban.subject), ban),
		remove: (subject) => bans.delete(formatBanSubject(subject)),
		version: () => 1,
	};
}

function bansAt(clock = testClock()) {
	const settings = {
		failures: 3,
		windowMs: 60_000,
		banMs: 60_000,
		longestMs: 200_000,
	};
	const isSafe = (address: string) => address === "192.0.2.99";
	const records = memoryRecords();
	return createBans({ settings: () => settings, records, clock, isSafe });
}

const FOE = "192.0.2.1";

describe("bans", () => {
	test("each ban lasts twice as long as the one before, up to the longest", async () => {
		const clock = testClock();
		const bans = bansAt(clock);
		for (const lastsMs of [60_000, 120_000, 200_000]) {
			bans.failed(FOE, "a");
			bans.failed(FOE, "b");
			expect(bans.admit(FOE)).toBeUndefined();
			bans.failed(FOE, "c");
			await clock.pass(lastsMs - 1);
			expect(bans.admit(FOE)?.subject.kind).toBe("address");
			await clock.pass(1);
			expect(bans.admit(FOE)).toBeUndefined();
		}
	});

	test("failures that are older than the window do not count", async () => {
		const clock = testClock();
		const bans = bansAt(clock);
		bans.failed(FOE, "a");
		bans.failed(FOE, "a");
		await clock.pass(60_000);
		expect(bans.failed(FOE, "a").ban).toBeUndefined();
	});

	test("addresses of one IPv6 /64 count as one", () => {
		const bans = bansAt();
		for (const end of [1, 2, 3]) bans.failed(`2001:db8::${end}`, "a");
		expect(bans.admit("2001:db8::4")).toBeDefined();
		expect(bans.admit("2001:db8:0:1::4")).toBeUndefined();
	});

	test("a safe address is never banned", () => {
		const bans = bansAt();
		for (let n = 0; n < 9; n++) bans.failed("192.0.2.99", "a");
		expect(bans.admit("192.0.2.99")).toBeUndefined();
	});

	test("wrong guesses delay a name's answers but never keep its owner out", () => {
		const bans = bansAt();
		bans.succeeded("198.51.100.7", "alice");
		const delays = Array.from(
			{ length: 12 },
			(_, n) => bans.failed(`203.0.113.${n}`, "Alice").delayMs,
		);
		expect(delays.slice(0, 6)).toEqual([0, 0, 0, 500, 1000, 2000]);
		expect(delays.at(-1)).toBe(10_000);
		expect(bans.admitName("alice")).toBeUndefined();
		expect(bans.failed("198.51.100.7", "alice").delayMs).toBe(0);
	});

	test("a login of one's own does not wipe out guesses at other names", () => {
		const bans = bansAt();
		bans.failed(FOE, "victim");
		bans.failed(FOE, "victim");
		bans.succeeded(FOE, "own");
		expect(bans.failed(FOE, "victim").ban).toBeDefined();
	});

	test("an administrator bans networks and names, and lifts it", () => {
		const bans = bansAt();
		for (const text of ["10.0.0.0/8", "Bob"]) {
			const subject = parseBanSubject(text);
			if (subject === undefined) throw new Error(text);
			bans.add({ subject, lastsMs: undefined, reason: "no" });
			expect(bans.list()).toHaveLength(1);
			const hit =
				subject.kind === "name"
					? bans.admitName("BOB")
					: bans.admit("10.1.2.3");
			expect(hit?.reason).toBe("no");
			expect([bans.remove(subject), bans.remove(subject)]).toEqual([
				true,
				false,
			]);
			expect(bans.admit("10.1.2.3") ?? bans.admitName("bob")).toBeUndefined();
		}
	});
});

const nets = (...texts: string[]) =>
	texts.flatMap((text) => parseNetworks(text) ?? []);

describe("address rules", () => {
	test.each([
		["safe beats blocked", ["10.0.0.5"], ["10.0.0.0/8"], undefined, "safe"],
		["blocked", [], ["10.0.0.1-10.0.0.9"], undefined, "blocked"],
		["in no list", [], [], undefined, "allowed"],
		["in no list, default deny", [], [], "deny", "blocked"],
		[
			"not among the only safe ones",
			["192.0.2.0/24"],
			[],
			undefined,
			"blocked",
		],
		["the same, default allow", ["192.0.2.0/24"], [], "allow", "allowed"],
		[
			"safe and blocked are others",
			["192.0.2.0/24"],
			["::/0"],
			undefined,
			"allowed",
		],
	] as const)("%s", (_, safe, blocked, byDefault, verdict) => {
		const rules = { safe: nets(...safe), blocked: nets(...blocked) };
		const all =
			byDefault === undefined ? rules : { ...rules, default: byDefault };
		expect(addressVerdict(all, "::ffff:10.0.0.5")).toBe(verdict);
	});

	test("one level that blocks is enough", () => {
		const open = { safe: nets("10.0.0.5"), blocked: [] };
		const closed = { safe: [], blocked: nets("10.0.0.5") };
		expect(addressVerdictOfAll([open, closed], "10.0.0.5")).toBe("blocked");
		expect(addressVerdictOfAll([open], "10.0.0.5")).toBe("safe");
	});
});

describe("credits", () => {
	test("a ratio is a shorthand for rates", () => {
		expect(parseRatio("1:3")).toEqual({ uploadPerKib: 3, downloadPerKib: -1 });
		for (const text of ["1", "0:3", "1:-3", "a:b"]) {
			expect(parseRatio(text)).toBeUndefined();
		}
	});

	test("a charge is by KiB, and is told", () => {
		expect(chargeFor(1536, -2)).toBe(-3);
		expect(chargeSentence(-3, 7)).toBe("That cost 3 credits; you have 7.");
		expect(chargeSentence(1, 8)).toBe("That earned 1 credit; you have 8.");
		expect(chargeSentence(0, 8)).toBeUndefined();
	});
});
