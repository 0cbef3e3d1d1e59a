import { describe, expect, test } from "bun:test";
import { openDatabase, systemClock } from "../../../src/platform/index.ts";
import type {
	TrafficAccount,
	TrafficSettings,
} from "../../../src/server/traffic/traffic-control.ts";
import { createTrafficControl } from "../../../src/server/traffic/traffic-control.ts";
import { openState } from "../../../src/state/index.ts";
import { type TestClock, testClock } from "../../support/test-clock.ts";

const KIB = 1024;
const NONE: TrafficSettings = {
	uploadBytesPerSecond: undefined,
	downloadBytesPerSecond: undefined,
	credits: undefined,
};
const never = new AbortController().signal;

function account(
	name: string,
	limits: TrafficAccount["limits"] = {},
	more: Partial<TrafficAccount> = {},
): TrafficAccount {
	return { name, limits, groupRates: [], credits: undefined, ...more };
}

async function control(
	settings: Partial<TrafficSettings>,
	clock = testClock(),
) {
	const database = await openDatabase({ file: undefined, busyMs: 0 });
	const onProblem = (failure: unknown) => {
		throw failure;
	};
	const state = openState({
		clock,
		database,
		onProblem,
		historyDays: () => undefined,
	});
	const traffic = createTrafficControl({
		settings: () => ({ ...NONE, ...settings }),
		state,
		clock,
	});
	return { traffic, state, clock };
}
type Control = Awaited<ReturnType<typeof control>>;

/** A client that downloads as fast as it may. */
function client({ traffic }: Control, who: TrafficAccount, chunk = 64 * KIB) {
	const meter = traffic.forAccount(() => who).begin("download");
	const stop = new AbortController();
	const running = {
		bytes: 0,
		stop: () => stop.abort(),
		ended: Promise.resolve(),
	};
	const run = async () => {
		while (!stop.signal.aborted) {
			await meter.pass(chunk, stop.signal);
			running.bytes += chunk;
		}
	};
	running.ended = run()
		.catch(() => undefined)
		.finally(() => meter.end("complete"));
	return running;
}

async function moved(
	clock: TestClock,
	ms: number,
	clients: readonly { bytes: number }[],
) {
	const before = clients.map(({ bytes }) => bytes);
	await clock.pass(ms);
	return clients.map(({ bytes }, index) => bytes - (before[index] ?? 0));
}

/** Every figure is within 5 % of what is expected. */
function expectNear(found: readonly number[], wanted: readonly number[]): void {
	for (const [index, want] of wanted.entries()) {
		expect(Math.abs((found[index] ?? 0) / want - 1)).toBeLessThan(0.05);
	}
}

const RATE = 1000 * KIB;

describe("the server's speed", () => {
	test.each([1, 2, 5])("is shared evenly by %p transfers", async (count) => {
		const all = await control({ downloadBytesPerSecond: RATE });
		const clients = Array.from({ length: count }, (_, n) =>
			client(all, account(`u${n}`), 32 * KIB),
		);
		const found = await moved(all.clock, 20_000, clients);
		expectNear(found, Array(count).fill((RATE * 20) / count));
	});

	test("is shared evenly whatever the transfers ask for at once", async () => {
		const all = await control({ downloadBytesPerSecond: RATE });
		const clients = [4, 64, 256].map((kib) =>
			client(all, account("alice"), kib * KIB),
		);
		const found = await moved(all.clock, 60_000, clients);
		expectNear(found, Array(3).fill(RATE * 20));
	});

	test("is divided anew when a transfer comes and when one goes", async () => {
		const all = await control({ downloadBytesPerSecond: RATE });
		const first = client(all, account("a"), 16 * KIB);
		await all.clock.pass(10_000);
		const second = client(all, account("b"), 16 * KIB);
		expectNear(await moved(all.clock, 20_000, [first, second]), [
			RATE * 10,
			RATE * 10,
		]);
		second.stop();
		await second.ended;
		expectNear(await moved(all.clock, 10_000, [first]), [RATE * 10]);
	});

	test("what a slower user leaves goes to the others", async () => {
		const all = await control({ downloadBytesPerSecond: RATE });
		const slow = account("slow", { downloadBytesPerSecond: RATE / 10 });
		const clients = [
			client(all, slow, 16 * KIB),
			client(all, account("b"), 16 * KIB),
		];
		const found = await moved(all.clock, 20_000, clients);
		expectNear(found, [RATE * 2, RATE * 18]);
	});

	test("a user's transfers share the user's speed, and a group's members the group's", async () => {
		const all = await control({});
		const groupRates = [{ group: "g", downloadBytesPerSecond: RATE }];
		const fast = account("a", {}, { groupRates });
		const slow = account(
			"b",
			{ downloadBytesPerSecond: RATE / 5 },
			{ groupRates },
		);
		const clients = [slow, slow, fast].map((who) => client(all, who, 8 * KIB));
		const found = await moved(all.clock, 20_000, clients);
		expectNear(found, [RATE * 2, RATE * 2, RATE * 16]);
	});

	test("many short transfers are no faster than a long one", async () => {
		const all = await control({});
		const who = account("a", { downloadBytesPerSecond: RATE });
		const traffic = all.traffic.forAccount(() => who);
		let bytes = 0;
		const run = async () => {
			for (;;) {
				const meter = traffic.begin("download");
				await meter.pass(64 * KIB, never);
				meter.end("complete");
				bytes += 64 * KIB;
			}
		};
		void run();
		await all.clock.pass(20_000);
		expectNear([bytes], [RATE * 20]);
	});

	test("one who gives up waiting takes nothing from the others", async () => {
		const all = await control({ downloadBytesPerSecond: RATE });
		const first = client(all, account("a"), 16 * KIB);
		const meter = all.traffic.forAccount(() => account("b")).begin("download");
		const stop = new AbortController();
		const waiting = meter.pass(1000 * RATE, stop.signal);
		await all.clock.pass(1000);
		stop.abort(new Error("enough"));
		await expect(waiting).rejects.toThrow("enough");
		meter.end("failed");
		expectNear(await moved(all.clock, 10_000, [first]), [RATE * 10]);
	});

	test("holds by the machine's own clock too", async () => {
		const startMs = performance.now();
		const all = await control(
			{ downloadBytesPerSecond: 10_000 * KIB },
			{ ...systemClock, pass: async () => undefined },
		);
		const clients = ["a", "b"].map((name) => client(all, account(name)));
		await new Promise((resolve) => systemClock.after(600, () => resolve(0)));
		const seconds = (performance.now() - startMs) / 1000;
		for (const each of clients) each.stop();
		await Promise.all(clients.map(({ ended }) => ended));
		const [one = 0, two = 0] = clients.map(({ bytes }) => bytes);
		// What passes at once after a pause is a quarter of a second's worth.
		expect(one + two).toBeGreaterThan(10_000 * KIB * 0.25 - 128 * KIB);
		expect(one + two).toBeLessThanOrEqual(10_000 * KIB * (seconds + 0.25));
		expect(Math.abs(one - two)).toBeLessThan(0.1 * (one + two));
		all.state.close();
	});
});

describe("a day's bytes", () => {
	test("twenty transfers at once never move more than is allowed", async () => {
		const all = await control({});
		const who = account("a", { dailyDownloadBytes: 1000 * KIB });
		const clients = Array.from({ length: 20 }, () => client(all, who, 7 * KIB));
		await Promise.all(clients.map(({ ended }) => ended));
		const bytes = clients.reduce((sum, each) => sum + each.bytes, 0);
		expect(bytes).toBe(994 * KIB);
	});

	test("when they are used up transfers are refused until midnight", async () => {
		const clock = testClock(new Date(2026, 10, 22, 23, 59, 58).getTime());
		const all = await control({}, clock);
		const who = account("a", { dailyUploadBytes: 10 });
		const traffic = all.traffic.forAccount(() => who);
		const meter = traffic.begin("upload");
		expect(meter.pass(10, never)).toBeUndefined();
		await expect(meter.pass(1, never)).rejects.toMatchObject({
			reason: "quotaExceeded",
		});
		expect(traffic.refusal("upload")).toMatchObject({ kind: "dailyCap" });
		expect(traffic.refusal("download")).toBeUndefined();
		await clock.pass(3000);
		expect(traffic.refusal("upload")).toBeUndefined();
	});
});

describe("credits", () => {
	const credits = { uploadPerKib: 3, downloadPerKib: -1 };

	test("an upload earns when it is complete, a download costs as it goes, and both are told", async () => {
		const all = await control({ credits });
		const who = account("a");
		const traffic = all.traffic.forAccount(() => who);
		expect(traffic.refusal("download")?.kind).toBe("credits");
		const broken = traffic.begin("upload");
		broken.pass(2 * KIB, never);
		expect(broken.end("failed")).toBeUndefined();
		const up = traffic.begin("upload");
		up.pass(2 * KIB, never);
		expect(up.end("complete")).toBe("That earned 6 credits; you have 6.");
		expect(traffic.refusal("download")).toBeUndefined();
		const down = traffic.begin("download");
		down.pass(KIB, never);
		expect(down.end("failed")).toBe("That cost 1 credit; you have 5.");
		expect(all.traffic.balanceOf(who)?.balance).toBe(5);
	});

	test("parallel downloads spend no credit twice, but for one buffer", async () => {
		const all = await control({ credits });
		all.state.credits.set("a", 10);
		const clients = Array.from({ length: 20 }, () =>
			client(all, account("a"), 3 * KIB),
		);
		await Promise.all(clients.map(({ ended }) => ended));
		expect(all.state.credits.balance("a")).toBe(-2);
	});

	test("while they are switched off nothing is charged, whatever the account says", async () => {
		const all = await control({});
		const who = account("a", {}, { credits });
		const traffic = all.traffic.forAccount(() => who);
		expect(traffic.refusal("download")).toBeUndefined();
		expect(all.traffic.balanceOf(who)).toBeUndefined();
	});
});

test("without any limit passing is counting and nothing else", async () => {
	const all = await control({});
	const meter = all.traffic.forAccount(() => account("a")).begin("upload");
	expect(meter.grainBytes).toBeUndefined();
	expect(meter.pass(5, never)).toBeUndefined();
	expect(meter.end("complete")).toBeUndefined();
	expect(all.state.usage.today("a").uploadedBytes).toBe(5);
});
