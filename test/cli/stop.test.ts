import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { startServer } from "../support/start-server.ts";
import { alice, heldDownload, jsonOf } from "./control-kit.ts";
import { begin, call } from "./kit.ts";

test("stop waits for a transfer, says for whom, and is done when the server has gone", async () => {
	await using server = await startServer();
	await using ftp = await alice(server);
	await using idle = await alice(server);
	const data = await heldDownload(server, ftp);
	const dry = await call(["stop", "--dry-run", "--data", server.data]);
	expect(dry.stderr).toContain(
		`Process ${server.pid} would stop, with 1 transfer running (dry run).`,
	);
	using watching = begin(["sessions", "watch", "--data", server.data]);
	await watching.says('"path":"/large.bin"');
	using stopping = begin(["stop", "--grace", "5m", "--data", server.data]);
	await server.logged(
		/stopping; 2 sessions open, transfers may end within 300 s/,
	);
	await idle.expectReply(421);
	await stopping.says("Waiting for session");
	const second = await jsonOf(server, "stop", "--grace", "1s");
	const first = await within(PATIENCE_MS, "its end too", stopping.ended);
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
		graceSeconds: 1,
	});
	expect(existsSync(join(server.data, "run", "lock"))).toBe(false);
	expect(existsSync(join(server.data, "run", "control.sock"))).toBe(false);
	expect(await server.exited).toBe(0);
	const { exit: watched, stderr } = await watching.ended;
	expect(watched).toBe(9);
	expect(stderr).toContain("[control.none]");
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
