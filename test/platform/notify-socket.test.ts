import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
	notifyAddress,
	serviceNotifier,
	watchdogEveryMs,
} from "../../src/platform/notify-socket.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { notifyManager } from "../support/notify-manager.ts";
import {
	cleanEnvironment,
	DENO,
	hasClient,
	ROOT,
} from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

const SENDER = join(ROOT, "test/platform/notify-sender.ts");
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
	["bun", [process.execPath, SENDER]],
	...(DENO === undefined
		? []
		: [["deno", [DENO, "run", "-A", SENDER]] as const]),
];
const withPython = test.skipIf(
	!hasClient("python3") || process.platform !== "linux",
);

describe("the notify socket's address", () => {
	test.each<[string, number[] | undefined]>([
		["", undefined],
		["run/notify", undefined],
		["vsock:2:1", undefined],
		["/", undefined],
		[`/${"a".repeat(200)}`, undefined],
		["/a", [1, 0, 47, 97, 0]],
		["@a", [1, 0, 0, 97]],
	])("of %p is %p", (socket, bytes) => {
		const address = notifyAddress(socket);
		expect(address === undefined ? undefined : [...address]).toEqual(bytes);
	});
});

describe("signs of life", () => {
	test.each<[Record<string, string>, number | undefined]>([
		[{}, undefined],
		[{ WATCHDOG_USEC: "0" }, undefined],
		[{ WATCHDOG_USEC: "soon" }, undefined],
		[{ WATCHDOG_USEC: "60000000" }, 30_000],
		[{ WATCHDOG_USEC: "1" }, 1],
		[{ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "7" }, 30_000],
		[{ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "8" }, undefined],
	])("are due with %j every %p ms", (env, everyMs) => {
		expect(watchdogEveryMs(env, 7)).toBe(everyMs);
	});
});

describe("a service notifier", () => {
	test.each([{}, { NOTIFY_SOCKET: "/nowhere/at/all" }, { NOTIFY_SOCKET: "x" }])(
		"throws nothing where nobody listens: %j",
		async (env) => {
			const notifier = await serviceNotifier(env);
			notifier.ready("up");
			notifier.reloading("again");
			notifier.status("still");
			notifier.stopping("down");
			notifier.end();
			notifier.end();
			expect(notifier.isHeard).toBe(
				env.NOTIFY_SOCKET?.startsWith("/") === true,
			);
		},
	);

	for (const [runtime, command] of COMMANDS) {
		for (const kind of ["a path", "the abstract space"]) {
			withPython(
				`tells the manager under ${runtime} on ${kind} what it does, and that it lives`,
				async () => {
					using folder = tempFolder();
					const address =
						kind === "a path"
							? join(folder.path, "notify")
							: `@${folder.path}/abstract`;
					await using heard = await notifyManager(address);
					const before = monotonicUsec();
					const child = Bun.spawn([...command], {
						env: {
							...cleanEnvironment(),
							NOTIFY_SOCKET: address,
							// Seldom enough that a listener which gets no turn for a while has room for all the rest.
							WATCHDOG_USEC: "1000000",
						},
						stdio: ["pipe", "pipe", "inherit"],
					});
					const { pid } = child;
					const up = ["READY=1", `MAINPID=${pid}`];
					expect(await heard.next()).toEqual({
						from: pid,
						lines: [...up, "STATUS=2 listeners STOPPING=1"],
					});
					const [reloading, at = "", status] = (await heard.next()).lines;
					expect([reloading, status]).toEqual([
						"RELOADING=1",
						"STATUS=reading the settings again",
					]);
					const usec = Number(at.replace("MONOTONIC_USEC=", ""));
					expect(usec).toBeGreaterThan(before - 1_000_000);
					expect(usec).toBeLessThan(monotonicUsec() + 1_000_000);
					expect((await heard.next()).lines).toEqual([
						...up,
						"STATUS=2 listeners",
					]);
					expect((await heard.next()).lines).toEqual(["STATUS=1 session"]);
					expect(await heard.next()).toEqual({
						from: pid,
						lines: ["WATCHDOG=1"],
					});
					child.stdin.end();
					expect(await within(PATIENCE_MS, "its end", child.exited)).toBe(0);
					expect((await heard.nextBut("WATCHDOG=1")).lines).toEqual([
						"STOPPING=1",
						"STATUS=1 transfer is let end",
					]);
					expect(await new Response(child.stdout).text()).toBe("true\n");
				},
			);
		}
	}
});

/** The machine's uptime, which is the monotonic clock on a machine that never slept. */
function monotonicUsec(): number {
	const [seconds = "0"] = readFileSync("/proc/uptime", "utf8").split(" ");
	return Number(seconds) * 1e6;
}
