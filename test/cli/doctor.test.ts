import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { AS_NOBODY, MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import type { RunResult } from "../support/programs.ts";
import { startServer } from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { call } from "./kit.ts";

/** As root nothing is forbidden, and doctor warns of root: where it can be, it runs as nobody. */
const isRoot = process.getuid?.() === 0;
const wrapper = isRoot && MAY_BE_NOBODY ? AS_NOBODY : [];
const whenOrdinary = test.skipIf(isRoot && !MAY_BE_NOBODY);

/** A data folder as `serve` would leave it, to be copied by each test. */
let healthy: TempFolder;

beforeAll(async () => {
	healthy = tempFolder();
	const data = ["--data", healthy.path];
	await must([
		"cert",
		"create",
		"default",
		"--san",
		"localhost,127.0.0.1",
		...data,
	]);
	await must(
		["user", "add", "alice", "--password-stdin", ...data],
		"secret of alice\n",
	);
	writeFileSync(join(healthy.path, "oceanftp.toml"), config());
});
afterAll(() => healthy[Symbol.dispose]());

async function must(args: readonly string[], stdin?: string): Promise<void> {
	const { exit, stderr } = await call(
		args,
		stdin === undefined ? {} : { stdin },
	);
	if (exit !== 0) throw new Error(`${args.join(" ")}: ${exit} ${stderr}`);
}

function config(port = 0): string {
	return ["explicit", "implicit"]
		.map(
			(mode) =>
				`[[listen]]\nmode = "${mode}"\nhost = "127.0.0.1"\nport = ${mode === "explicit" ? port : 0}\n`,
		)
		.join("\n");
}

/** A copy of the healthy data folder, of the user who will look at it. */
function copy(): TempFolder {
	const folder = tempFolder();
	cpSync(healthy.path, folder.path, { recursive: true });
	if (wrapper.length > 0) give(folder.path);
	return folder;
}

function give(path: string): void {
	chownSync(path, NOBODY, NOBODY);
	if (!statSync(path).isDirectory()) return;
	for (const name of readdirSync(path)) give(join(path, name));
}

function doctor(data: string, ...flags: readonly string[]): Promise<RunResult> {
	return call(["doctor", "--data", data, ...flags], { wrapper });
}

describe("oceanftp doctor", () => {
	whenOrdinary(
		"ends with 0 on a healthy server, and changes nothing",
		async () => {
			using data = copy();
			const names = (): string[] =>
				readdirSync(data.path, { recursive: true, encoding: "utf8" }).sort();
			const before = names();
			const { exit, stderr, stdout } = await doctor(data.path);
			expect([stdout, exit]).toEqual([stdout, 0]);
			expect(stdout).not.toContain("FAIL");
			expect(
				stdout.match(/^ok .* FTPS, .*4 of 4 data connections resumed/gm),
			).toHaveLength(8);
			expect(stdout).toMatch(
				/^\d+ ok, 0 warnings, 0 failures, \d+ not looked at$/m,
			);
			expect(stdout).not.toContain("trying");
			expect(stderr).toContain("trying explicit FTPS, passive, TLS 1.2 ...");
			expect(names()).toEqual(before);
		},
	);

	test("gives one document by --json, with every check", async () => {
		using data = copy();
		const { stderr, stdout } = await doctor(data.path, "--json");
		expect(stderr).toBe("");
		const document = JSON.parse(stdout);
		expect(document.schema).toBe("oceanftp.doctor/1");
		const ids = document.checks.map(({ id }: { id: string }) => id);
		expect(ids).toContain("round-trip.implicit.active.tls13");
		expect(ids).toContain("certificates");
		for (const { findings } of document.checks)
			for (const finding of findings)
				expect(Object.keys(finding)).toEqual([
					"verdict",
					"fact",
					"why",
					"fix",
					"mendable",
				]);
	});

	test("ends with 10 and names the files of a broken pair", async () => {
		using data = copy();
		await must([
			"cert",
			"create",
			"other",
			"--san",
			"localhost",
			"--data",
			healthy.path,
		]);
		const key = readFileSync(join(healthy.path, "certs/other.key"));
		writeFileSync(join(data.path, "certs/default.key"), key);
		const { exit, stdout } = await doctor(data.path);
		expect(exit).toBe(10);
		expect(stdout).toMatch(
			/^FAIL certificates: certs\/default\.crt and certs\/default\.key are not a pair \[cert\.key-mismatch\]\n {5}why: /m,
		);
		expect(stdout).toMatch(/^skip .* FTPS, .*cert\.key-mismatch/m);
	});

	whenOrdinary("names the first folder that is in a user's way", async () => {
		using data = copy();
		using elsewhere = tempFolder();
		chmodSync(elsewhere.path, 0o755);
		const closed = join(elsewhere.path, "closed");
		const home = join(closed, "deep", "home");
		mkdirSync(home, { recursive: true });
		chmodSync(closed, 0o600);
		const file = join(data.path, "accounts.toml");
		const text = readFileSync(file, "utf8").replace(
			/home = ".*"/,
			`home = "${home}"`,
		);
		writeFileSync(file, text);
		const { exit, stdout } = await doctor(data.path);
		chmodSync(closed, 0o700);
		expect(exit).toBe(10);
		expect(stdout).toContain(
			`FAIL users' folders: alice: the home ${home} cannot be used: ${closed} is in the way`,
		);
		expect(stdout).toContain(
			`why: ${closed}: it may not be entered: its mode is 600`,
		);
	});

	test("names a port that another program holds", async () => {
		using data = copy();
		const taken = createServer();
		const { promise, resolve } = Promise.withResolvers<void>();
		taken.listen(0, "127.0.0.1", resolve);
		await promise;
		try {
			const address = taken.address();
			const port = typeof address === "object" ? (address?.port ?? 0) : 0;
			writeFileSync(join(data.path, "oceanftp.toml"), config(port));
			const { exit, stdout } = await doctor(data.path);
			expect(exit).toBe(10);
			expect(stdout).toContain(
				`FAIL ports: explicit: 127.0.0.1:${port} is in use [bind.in-use]`,
			);
		} finally {
			taken.close();
		}
	});

	whenOrdinary(
		"--fix puts a mode right and says so, --dry-run says it only",
		async () => {
			using data = copy();
			const key = join(data.path, "certs/default.key");
			chmodSync(key, 0o644);
			const mode = (): number => statSync(key).mode & 0o777;
			const planned = await doctor(data.path, "--fix", "--dry-run");
			expect(planned.exit).toBe(10);
			expect(planned.stdout).toContain(
				`     would set the mode of ${key} to 600\n`,
			);
			expect(mode()).toBe(0o644);
			const done = await doctor(data.path, "--fix");
			expect([done.stdout, done.exit]).toEqual([done.stdout, 0]);
			expect(done.stdout).toContain(
				`     did: set the mode of ${key} to 600\n`,
			);
			expect(mode()).toBe(0o600);
		},
	);

	test("is coloured when asked, and never without a terminal", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "none");
		const plain = await call(["doctor", "--data", data]);
		expect(plain.stdout).not.toContain("\x1b");
		const painted = await call(["doctor", "--data", data, "--color", "always"]);
		expect(painted.stdout).toContain("\x1b[33mwarn\x1b[0m data folder: ");
	});

	test("shows all faults of a configuration, and looks at what is left", async () => {
		using data = copy();
		writeFileSync(join(data.path, "oceanftp.toml"), 'nam = "x"\nroot = 5\n');
		const { exit, stdout } = await doctor(data.path);
		expect(exit).toBe(10);
		expect(stdout).toContain("oceanftp.toml:1:1");
		expect(stdout).toContain("oceanftp.toml:2:1");
		expect(stdout).toMatch(/^ok {3}certificates: default: /m);
	});

	test("finds the server that runs on the folder, on its own ports with its certificate", async () => {
		await using server = await startServer();
		const { stdout } = await call(["doctor", "--data", server.data]);
		expect(stdout).toContain(
			`a server runs on this data folder: process ${server.pid}`,
		);
		const { port } = server.explicit();
		expect(stdout).toMatch(
			new RegExp(
				`^ok {3}running server: ftpes://127.0.0.1:${port} answers by TLSv1.3 with the certificate default$`,
				"m",
			),
		);
		expect(stdout).toMatch(
			new RegExp(
				`^ok {3}running server: ftps://127.0.0.1:${server.implicit().port} answers`,
				"m",
			),
		);
		await server.stop();
		expect(existsSync(join(server.data, "run/ready.json"))).toBe(false);
	});

	test("without a data folder says so, and makes none", async () => {
		using folder = tempFolder();
		const data = join(folder.path, "none");
		const { exit, stdout } = await call(["doctor", "--data", data]);
		expect(exit).toBe(10);
		expect(stdout).toContain(
			`warn data folder: there is no data folder ${data} yet`,
		);
		expect(existsSync(data)).toBe(false);
	});

	test.skipIf(!MAY_BE_NOBODY)(
		"takes nothing for granted in a data folder that it may not enter",
		async () => {
			using data = tempFolder();
			const { exit, stdout } = await doctor(data.path);
			expect(exit).toBe(10);
			expect(stdout).toMatch(/^FAIL data folder: /m);
			for (const title of ["accounts", "state.json", "certificates", "lock"])
				expect(stdout).toMatch(
					new RegExp(`^skip ${title}: not looked at`, "m"),
				);
		},
	);
});
