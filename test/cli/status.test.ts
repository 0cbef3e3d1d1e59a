import { describe, expect, test } from "bun:test";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { statusLines } from "../../src/cli/control/status.ts";
import type { StatusReport } from "../../src/server/index.ts";
import { oceanftp, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { startServer } from "../support/start-server.ts";
import { alice, jsonOf } from "./control-kit.ts";
import { call, dataFolder } from "./kit.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

const STATUS: StatusReport = {
	pid: 42,
	version: "1.2.3",
	runtime: "Bun 1.4.5",
	since: new Date(NOW - 7_384_000).toISOString(),
	uptimeSeconds: 7_384,
	dataFolder: "/srv/ftp",
	listening: [
		{ mode: "explicit", host: "0.0.0.0", port: 21 },
		{ mode: "implicit", host: "::", port: 990 },
	],
	certificate: {
		name: "nas",
		sha256: "ab".repeat(32),
		notAfter: new Date(NOW + 91 * 86_400_000).toISOString(),
		daysLeft: 91,
	},
	sessions: 3,
	loggedIn: 2,
	transfers: 1,
	bytesIn: 1024,
	bytesOut: 0,
	problems: [
		{
			what: "x.crt is bad",
			why: "it is a key",
			code: "cert.unreadable",
			fix: "mend it",
		},
		{ what: "strange", why: null, code: null, fix: null },
	],
};

describe("the status of a server", () => {
	test("is told with its problems, each with its remedy", () => {
		const lines = statusLines(STATUS, NOW);
		expect(lines.slice(3, 5)).toEqual([
			"listening    explicit  0.0.0.0:21",
			"             implicit  [::]:990",
		]);
		expect(lines[0]).toContain("for 2 h 3 min");
		expect(lines[5]).toContain("in 91 days");
		expect(lines.slice(-5)).toEqual([
			"bytes        1 KiB in, 0 B out",
			"problem: x.crt is bad [cert.unreadable]",
			"  why: it is a key",
			"  fix: mend it",
			"problem: strange",
		]);
	});
});

describe("status of a running server", () => {
	const server = sharedServer();
	const flags = (): string[] => ["--data", server().data];

	test("says where it listens, what it shows and what it does", async () => {
		await using ftp = await alice(server());
		const status = await jsonOf(server(), "status");
		expect(status).toMatchObject({
			schema: "oceanftp.status/1",
			pid: server().pid,
			dataFolder: server().data,
			listening: [
				{ mode: "explicit", ...server().explicit() },
				{ mode: "implicit", ...server().implicit() },
			],
			certificate: {
				name: "default",
				sha256: server().ready.certificate.sha256,
			},
			sessions: 1,
			loggedIn: 1,
			transfers: 0,
			problems: [],
		});
		await ftp.expect("QUIT", 221);
	});

	test("gives its ports to the help on connecting, whatever the settings say", async () => {
		const { stdout } = await call(["help", "connect", ...flags()]);
		const [explicit, implicit] = [server().explicit(), server().implicit()];
		expect(stdout).toContain(
			`explicit ${explicit.port}, implicit ${implicit.port}, data in`,
		);
	});

	test("tells of a key that is another certificate's, which changes nothing, until it is mended", async () => {
		const key = join(server().data, "certs", "default.key");
		const kept = `${key}.kept`;
		const shown = async (): Promise<unknown> =>
			(await jsonOf(server(), "status"))["certificate"];
		const before = await shown();
		const made = await call(["cert", "create", "other", ...flags()]);
		expect(made.exit).toBe(0);
		const certs = (name: string): string => join(server().data, "certs", name);
		copyFileSync(key, kept);
		copyFileSync(certs("other.key"), key);
		const reloaded = await call(["reload", ...flags()]);
		expect(reloaded.exit).toBe(8);
		const status = await call(["status", ...flags()]);
		expect(status.exit).toBe(0);
		expect(status.stdout).toMatch(
			/^problem: certificate default cannot be used: certs\/default\.crt and certs\/default\.key are not a pair; the one that was loaded before stays in use \[cert\.key-mismatch\]\n {2}why: certs\/default\.crt holds public key .*\n {2}fix: oceanftp cert check default\n/m,
		);
		expect(await shown()).toEqual(before);
		await using ftp = await alice(server());
		await ftp.expect("QUIT", 221);
		copyFileSync(kept, key);
		rmSync(kept);
		expect((await call(["reload", ...flags()])).exit).toBe(0);
		expect(await jsonOf(server(), "status")).toMatchObject({ problems: [] });
	});

	test("tells of a new pair that is none, until it is taken away", async () => {
		const certs = (name: string): string => join(server().data, "certs", name);
		copyFileSync(certs("default.crt"), certs("new.crt"));
		writeFileSync(certs("new.key"), readFileSync(certs("other.key")), {
			mode: 0o600,
		});
		expect((await call(["reload", ...flags()])).exit).toBe(8);
		expect(await jsonOf(server(), "status")).toMatchObject({
			problems: [{ code: "cert.key-mismatch", fix: "oceanftp cert check new" }],
		});
		rmSync(certs("new.crt"));
		rmSync(certs("new.key"));
		expect((await call(["reload", ...flags()])).exit).toBe(0);
		expect(await jsonOf(server(), "status")).toMatchObject({ problems: [] });
	});

	test("is still told when a second server was refused", async () => {
		const second = await run([
			...[...oceanftp("bun"), "serve", "--port", "0"],
			...["--implicit-port", "off", "--host", "127.0.0.1", ...flags()],
		]);
		expect(second).toMatchObject({ exit: 7, stdout: "" });
		expect(second.stderr).toContain("[lock.held]");
		expect(await jsonOf(server(), "status")).toMatchObject({
			pid: server().pid,
		});
	});
});

describe("status without a server", () => {
	test.each([[["status"]], [["reload"]], [["stop"]], [["sessions", "list"]]])(
		"%j ends with 9, and makes no data folder",
		async (words) => {
			using data = dataFolder();
			const missing = join(data.path, "none");
			const { exit, stdout, stderr } = await call([
				...words,
				...["--data", missing],
			]);
			expect({ exit, stdout }).toEqual({ exit: 9, stdout: "" });
			expect(stderr).toContain("No server runs on this data folder.");
			expect(() => readFileSync(missing)).toThrow("ENOENT");
		},
	);

	test("says that the server runs, but with its control switched off", async () => {
		await using server = await startServer({
			users: {},
			config: "[control]\nenabled = false\n",
		});
		const { exit, stderr } = await call(["status", "--data", server.data]);
		expect(exit).toBe(9);
		expect(stderr).toContain(
			`why: the server runs as process ${server.pid}, but its control is switched off: [control] enabled = false`,
		);
		rmSync(join(server.data, "oceanftp.toml"));
		const guessed = await call(["status", "--data", server.data]);
		expect(guessed.stderr).toContain(
			"was started with its control switched off",
		);
	});
});
