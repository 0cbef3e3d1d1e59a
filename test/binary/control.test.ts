import { expect, test } from "bun:test";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BINARY, type RunResult, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";

function asker(server: Server): (...args: string[]) => Promise<RunResult> {
	return (...args) => run([BINARY, ...args, "--data", server.data]);
}

async function member(server: Server): Promise<RawFtp> {
	const ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login();
	await ftp.protect();
	return ftp;
}

test("the executable shows a running one, stops a transfer, ends a session, reloads and stops it", async () => {
	await using server = await startServer({ runtime: "binary" });
	const ask = asker(server);
	const status = await ask("status", "--json");
	expect(JSON.parse(status.stdout)).toMatchObject({
		schema: "oceanftp.status/1",
		pid: server.pid,
		problems: [],
	});

	const file = join(server.home(ALICE.name), "large.bin");
	writeFileSync(file, "");
	truncateSync(file, 256 * 1024 * 1024);
	await using ftp = await member(server);
	const data = await ftp.begin("RETR large.bin");
	const listed = await ask("sessions", "list", "--json");
	const [session] = JSON.parse(listed.stdout).sessions;
	expect(session).toMatchObject({ action: "download", path: "/large.bin" });
	const stopped = await ask(
		...["sessions", "stop", session.id, "--reason", "Not now."],
	);
	expect(stopped.exit).toBe(0);
	expect((await ftp.expectReply(426)).text).toContain("Not now.");
	data.destroy();
	await ftp.expect("NOOP", 200);

	const kicked = await ask(
		...["sessions", "kick", session.id, "--reason", "Good bye."],
	);
	expect(kicked.exit).toBe(0);
	expect((await ftp.expectReply(421)).text).toContain("Good bye.");

	writeFileSync(join(server.data, "oceanftp.toml"), 'name = "Other"\n');
	const reloaded = await ask("reload");
	expect(reloaded).toMatchObject({ exit: 0, stdout: "applied: name\n" });
	writeFileSync(join(server.data, "oceanftp.toml"), "nmae = 1\n");
	expect((await ask("reload")).exit).toBe(3);

	const ended = await ask("stop");
	expect(ended).toMatchObject({
		exit: 0,
		stdout: `Process ${server.pid} has stopped.\n`,
	});
	expect(await server.exited).toBe(0);
	expect((await ask("status")).exit).toBe(9);
});
