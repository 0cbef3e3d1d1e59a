import { describe, expect, test } from "bun:test";
import {
	type AccountFiles,
	type Backend,
	memoryBackend,
	type QuotaKeeper,
} from "../../../src/files/index.ts";
import type { ServerEvent } from "../../../src/log/index.ts";
import { openDatabase } from "../../../src/platform/index.ts";
import {
	createQuotas,
	type QuotaAccount,
} from "../../../src/server/traffic/quota-keeper.ts";
import { type Holding, openState } from "../../../src/state/index.ts";
import { at } from "../../files/backend-conformance.ts";
import { account, begun, outcome, put } from "../../files/kit.ts";
import { testClock } from "../../support/test-clock.ts";

const HOUR_MS = 3_600_000;

/** A home with ten bytes in one file, and accounts with these quotas. */
async function ground(
	limits: Record<string, QuotaAccount["limits"]>,
	kept?: Holding,
) {
	const clock = testClock();
	const events: ServerEvent[] = [];
	const state = openState({
		clock,
		database: await openDatabase({ file: undefined, busyMs: 0 }),
		onProblem: (failure) => {
			throw failure;
		},
		historyDays: () => undefined,
	});
	if (kept !== undefined) state.holdings.put("home", kept);
	const backend = memoryBackend({ files: { "/ten": "0123456789" } });
	const accounts = new Map(Object.entries(limits));
	const quotas = createQuotas({
		state,
		clock,
		log: { event: (event) => events.push(event) },
		find: (name) => {
			const found = accounts.get(name);
			return found && { name, limits: found };
		},
	});
	const keeper = (name: string, tree: Backend = backend) =>
		quotas.keeperFor(
			{ name, ...(limits[name] && { limits: limits[name] }) },
			async () => ({ realPath: "/srv/home", name: "home", backend: tree }),
		);
	/** A session of that account. */
	const login = async (name: string): Promise<AccountFiles> =>
		account({}, { backend, quota: await keeper(name) });
	/** Time for a look at the tree, which takes turns of its own. */
	const pass = async (ms: number): Promise<void> => {
		for (let turn = 0; turn < 3; turn++) {
			await clock.pass(ms / 3);
			await new Promise((resolve) => setImmediate(resolve));
		}
	};
	return {
		accounts,
		backend,
		clock,
		events,
		keeper,
		login,
		pass,
		quotas,
		state,
	};
}

/** The same tree, whose listing waits until it is let go on. */
function slow(backend: Backend) {
	const gate = Promise.withResolvers<void>();
	const entries: Backend["entries"] = async function* (path) {
		await gate.promise;
		yield* backend.entries(path);
	};
	return { backend: { ...backend, entries }, goOn: gate.resolve };
}

function freeOf(quota: QuotaKeeper | undefined): number | undefined {
	return quota?.free;
}

describe("a quota keeper", () => {
	test("is not there for an account without a quota, whose home is not looked at", async () => {
		const { quotas } = await ground({});
		const home = () => Promise.reject(new Error("asked"));
		expect(await quotas.keeperFor({ name: "a" }, home)).toBeUndefined();
	});

	test("has counted a new home before the login is done", async () => {
		const { keeper, state } = await ground({ a: { quotaBytes: 100 } });
		expect(freeOf(await keeper("a"))).toBe(90);
		expect(state.holdings.read("home")).toMatchObject({ bytes: 10, files: 1 });
	});

	test("uses the last run's count at once, and corrects it behind everybody's back", async () => {
		const kept = { bytes: 60, files: 3, countedMs: 1 };
		const { keeper, pass } = await ground({ a: { quotaBytes: 100 } }, kept);
		const quota = await keeper("a");
		expect(freeOf(quota)).toBe(40);
		await pass(10);
		expect(freeOf(quota)).toBe(90);
	});

	test("counts for all sessions and accounts of a home, each against its own limit", async () => {
		const { login, keeper } = await ground({
			a: { quotaBytes: 100 },
			b: { quotaBytes: 40, quotaFiles: 3 },
		});
		const [first, second] = [await login("a"), await login("b")];
		await put(first, "/f", "x".repeat(25));
		expect(freeOf(await keeper("b"))).toBe(5);
		expect(await outcome(() => put(second, "/g", "123456"))).toBe(
			"quotaExceeded",
		);
		await put(second, "/g", "12345");
		expect(await outcome(() => put(second, "/h", ""))).toBe("quotaExceeded");
		await put(first, "/h", "x".repeat(60));
		expect(freeOf(await keeper("a"))).toBe(0);
	});

	test("asks for the limit at each use", async () => {
		const { accounts, keeper } = await ground({ a: { quotaBytes: 100 } });
		const quota = await keeper("a");
		accounts.set("a", { quotaBytes: 15 });
		expect(freeOf(quota)).toBe(5);
		accounts.set("a", {});
		expect(freeOf(quota)).toBeUndefined();
	});

	test("lets a login wait five seconds for a first count, says so, and has uploads wait until it is done", async () => {
		const all = await ground({ a: { quotaBytes: 100 } });
		const tree = slow(all.backend);
		const opening = all.keeper("a", tree.backend);
		await all.pass(5100);
		const quota = await opening;
		expect(all.events).toMatchObject([{ kind: "problem" }]);
		expect(freeOf(quota)).toBeUndefined();
		const files = account({}, { backend: all.backend, quota });
		expect(await outcome(() => put(files, "/f", "1"))).toBe("busy");
		tree.goOn();
		await all.pass(10);
		expect(freeOf(quota)).toBe(90);
		all.quotas.close();
	});

	test("finds out that others made room, once somebody was refused", async () => {
		const { backend, login, pass } = await ground({ a: { quotaBytes: 15 } });
		const files = await login("a");
		await pass(61_000);
		const others = account({}, { backend });
		await others.remove(at("/ten"));
		expect(await outcome(() => put(files, "/f", "1234567"))).toBe(
			"quotaExceeded",
		);
		await pass(6000);
		expect(await outcome(() => put(files, "/f", "1234567"))).toBe("done");
	});

	test("looks again at a login after an hour", async () => {
		const { backend, keeper, pass } = await ground({ a: { quotaBytes: 100 } });
		await keeper("a");
		await put(account({}, { backend }), "/by-others", "12345");
		await pass(HOUR_MS / 2);
		await keeper("a");
		await pass(10);
		expect(freeOf(await keeper("a"))).toBe(90);
		await pass(HOUR_MS / 2);
		await keeper("a");
		await pass(10);
		expect(freeOf(await keeper("a"))).toBe(85);
	});

	test("does not look while an upload is under way, whose bytes nobody would see", async () => {
		const kept = { bytes: 60, files: 3, countedMs: 1 };
		const { login, keeper, pass } = await ground(
			{ a: { quotaBytes: 100 } },
			kept,
		);
		const upload = await begun(await login("a"), "/f", "12345");
		await pass(30_000);
		expect(freeOf(await keeper("a"))).toBe(35);
		await upload.commit();
		await pass(6000);
		expect(freeOf(await keeper("a"))).toBe(85);
	});
});
