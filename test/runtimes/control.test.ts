import { expect, test } from "bun:test";
import { DENO, oceanftp, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { startServer } from "../support/start-server.ts";

test.skipIf(DENO === undefined)(
	"a server on deno is asked, watched, and stopped by commands on deno and on bun",
	async () => {
		await using server = await startServer({ runtime: "deno", users: {} });
		const ask = (
			runtime: "bun" | "deno",
			...args: readonly string[]
		): Promise<{ exit: number; stdout: string; stderr: string }> =>
			run([...oceanftp(runtime), ...args, "--data", server.data]);
		const status = await ask("deno", "status", "--json");
		expect(JSON.parse(status.stdout)).toMatchObject({
			pid: server.pid,
			problems: [],
		});
		await using ftp = await RawFtp.connect(server.explicit());
		const listed = await ask("bun", "sessions", "list", "--json");
		const { sessions } = JSON.parse(listed.stdout);
		expect(sessions).toHaveLength(1);
		const kicked = await ask(
			"deno",
			...["sessions", "kick", sessions[0].id, "--reason", "Enough."],
		);
		expect(kicked).toMatchObject({ exit: 0, stderr: "" });
		expect((await ftp.expectReply(421)).text).toContain("Enough.");
		const banned = await ask("deno", "bans", "add", "192.0.2.7", "--for", "1h");
		expect(banned.exit).toBe(0);
		const stopped = await ask("deno", "stop");
		expect(stopped).toMatchObject({
			exit: 0,
			stdout: `Process ${server.pid} has stopped.\n`,
		});
		expect(await server.exited).toBe(0);
		const kept = await ask("deno", "bans", "list", "--json");
		expect(JSON.parse(kept.stdout).bans).toMatchObject([
			{ address: "192.0.2.7" },
		]);
	},
);
