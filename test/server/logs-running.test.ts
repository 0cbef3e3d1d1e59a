import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	statSync,
	symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { call } from "../cli/kit.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { hasClient, run } from "../support/programs.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const withCurl = describe.skipIf(!hasClient("curl"));

/** One command of curl against the server. @returns its exit status */
async function curl(server: Server, ...args: string[]): Promise<number> {
	const { port } = server.explicit();
	const { exit } = await run([
		...["curl", "-sk", "--ssl-reqd", ...args],
		`ftp://127.0.0.1:${port}/a%20b.txt`,
	]);
	return exit;
}

async function until(what: string, isSo: () => boolean): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const look = setInterval(() => isSo() && resolve(), 20);
	try {
		await within(PATIENCE_MS, what, promise);
	} finally {
		clearInterval(look);
	}
}

withCurl("a running server", () => {
	let server: Server;
	const user = `${ALICE.name}:${ALICE.password}`;
	const log = (name: string): string => join(server.data, "logs", name);
	const text = (name: string): string =>
		existsSync(log(name)) ? readFileSync(log(name), "utf8") : "";

	beforeAll(async () => {
		server = await startServer({
			config:
				'[log]\ntransfers = "both"\n[metrics]\nenabled = true\nport = 0\n[passive]\nports = "52000-52099"\n',
		});
		const source = new URL(import.meta.url).pathname;
		expect(await curl(server, "--user", user, "-T", source)).toBe(0);
		expect(await curl(server, "--user", "alice:wrong")).not.toBe(0);
	});
	afterAll(() => server[Symbol.asyncDispose]());

	test("writes its files while it runs, for its owner alone", async () => {
		await until("transfer", () => text("transfers.ndjson") !== "");
		await until("failure", () => text("audit.ndjson").includes("loginFailed"));
		expect(JSON.parse(text("transfers.ndjson"))).toMatchObject({
			kind: "transfer",
			user: "alice",
			path: "/a b.txt",
			result: "complete",
			tls: true,
		});
		expect(text("xferlog")).toContain(" /a_b.txt b _ i r alice ftp 0 * c\n");
		expect(statSync(log("oceanftp.log")).mode & 0o777).toBe(0o600);
	});

	test("is asked by oceanftp logs while it runs", async () => {
		const { stdout } = await call([
			...["logs", "--user", "ALICE", "--match", "*a b.txt complete*"],
			...["--data", server.data],
		]);
		expect(stdout).toContain("upload of /a b.txt complete");
		expect(stdout.trimEnd().split("\n")).toHaveLength(1);
	});

	test("makes its files anew after SIGHUP when they were moved away", async () => {
		renameSync(log("oceanftp.log"), log("moved"));
		process.kill(server.pid, "SIGHUP");
		await curl(server, "--user", "alice:wrong");
		await until("new file", () => text("oceanftp.log").includes("loginFailed"));
		expect(text("moved")).toContain("/a b.txt");
	});

	test("offers metrics of what has happened", async () => {
		await server.logged(/Metrics {8}http:\S+\n/);
		const [, url = ""] = /Metrics {8}(http:\S+)\n/.exec(server.stderr()) ?? [];
		const metrics = await (await fetch(url)).text();
		for (const line of [
			"oceanftp_logins_total 1",
			'oceanftp_transfers_total{direction="upload",result="complete",tls="resumed"} 1',
			"oceanftp_passive_ports 100",
			"oceanftp_passive_ports_leased 0",
		]) {
			expect(metrics).toContain(`${line}\n`);
		}
		expect(metrics).toMatch(
			/oceanftp_certificate_days_left\{name="default"\} 82\d/,
		);
	});
});

describe("a server whose log disk fails", () => {
	test.skipIf(!hasClient("curl") || !existsSync("/dev/full"))(
		"serves on, and says so once",
		async () => {
			using temp = tempFolder();
			const data = temp.path;
			mkdirSync(join(data, "logs"), { mode: 0o700 });
			for (const name of ["oceanftp.log", "audit.ndjson", "transfers.ndjson"]) {
				symlinkSync("/dev/full", join(data, "logs", name));
			}
			await using server = await startServer({ data });
			const user = `${ALICE.name}:${ALICE.password}`;
			const source = new URL(import.meta.url).pathname;
			for (let round = 0; round < 3; round++) {
				expect(await curl(server, "--user", user, "-T", source)).toBe(0);
			}
			await server.logged(/cannot be written: the disk is full/);
			await server.stop();
			expect(server.stderr().match(/cannot be written/g)).toHaveLength(1);
		},
	);
});
