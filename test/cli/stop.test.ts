import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { startServer } from "../support/start-server.ts";
import { alice, heldDownload, jsonOf } from "./control-kit.ts";
import { call } from "./kit.ts";

test("stop waits for a transfer, says for whom, and is done when the server has gone", async () => {
	await using server = await startServer();
	await using ftp = await alice(server);
	await using idle = await alice(server);
	const data = await heldDownload(server, ftp);
	const dry = await call(["stop", "--dry-run", "--data", server.data]);
	expect(dry.stderr).toContain(
		`Process ${server.pid} would stop, with 1 transfer running (dry run).`,
	);
	const watching = call(["sessions", "watch", "--data", server.data]);
	const stopping = call(["stop", "--grace", "5m", "--data", server.data]);
	await server.logged(
		/stopping; 2 sessions open, transfers may end within 300 s/,
	);
	await idle.expectReply(421);
	// What it waits for is told once a second; the transfer ends only when that has been said.
	const sooner = jsonOf(server, "stop", "--grace", "2s");
	const [first, second] = await within(
		PATIENCE_MS,
		"the end of both",
		Promise.all([stopping, sooner]),
	);
	expect(first.exit).toBe(0);
	expect(first.stdout).toBe(`Process ${server.pid} has stopped.\n`);
	expect(first.stderr).toContain("1 transfer may end within 300 s");
	expect(first.stderr).toMatch(
		/Waiting for session \S+ of alice from 127\.0\.0\.1: download of \/large\.bin, .* so far\./,
	);
	expect(second).toMatchObject({
		schema: "oceanftp.stop/1",
		pid: server.pid,
		transfers: 1,
		graceSeconds: 2,
	});
	expect(existsSync(join(server.data, "run", "lock"))).toBe(false);
	expect(existsSync(join(server.data, "run", "control.sock"))).toBe(false);
	expect(await server.exited).toBe(0);
	const { exit: watched, stderr, stdout } = await watching;
	expect(watched).toBe(9);
	expect(stderr).toContain("[control.none]");
	expect(stdout).toContain('"path":"/large.bin"');
	data.destroy();
	const { exit } = await call(["stop", "--data", server.data]);
	expect(exit).toBe(9);
});

test.each([["soon"], ["-1s"], ["5"], ["9999d"]])(
	"stop --grace %s is wrong use",
	async (grace) => {
		const { exit } = await call(["stop", "--grace", grace]);
		expect(exit).toBe(2);
	},
);
