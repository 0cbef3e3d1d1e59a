/**
 * The executable for Windows, run by Wine. Skipped but where somebody asks for it:
 *
 *     bun run build --target windows-x64
 *     WINEPREFIX=/some/folder bun test test/binary/windows.test.ts
 *
 * Bun wants a `bcryptprimitives.dll` with `ProcessPrng` in that prefix's system32. Wine 8 has none; ten lines of C that hand on
 * to advapi32's `SystemFunction036` do.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { becomes } from "../support/process-facts.ts";
import { hasClient, ROOT, type RunResult, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const EXECUTABLE = join(ROOT, "dist/oceanftp-windows-x64.exe");
const PREFIX = process.env["WINEPREFIX"];
const PASSWORD = "Ebbe-und-Flut";

/** Wine may have to start its own servers first. */
const START_MS = 60_000;

const canRun =
	PREFIX !== undefined && hasClient("wine") && existsSync(EXECUTABLE);

const ENV = { WINEPREFIX: PREFIX ?? "", WINEDEBUG: "-all", SECRET: PASSWORD };

/** How Wine calls a file of this machine. */
function inWine(path: string): string {
	return `Z:${path.replaceAll("/", "\\")}`;
}

interface Served extends AsyncDisposable {
	readonly folder: string;
	readonly port: number;
	readonly exited: Promise<number>;
	ask(...args: readonly string[]): Promise<RunResult>;
}

async function served(folder: TempFolder): Promise<Served> {
	const data = ["--data", inWine(join(folder.path, "data"))];
	const ask = (...args: readonly string[]): Promise<RunResult> =>
		run(["wine", EXECUTABLE, ...args, ...data], { env: ENV });
	const made = await ask(
		...["init", "--user", "alice", "--password-env", "SECRET", "--no-input"],
	);
	expect(made).toMatchObject({ exit: 0 });
	const ready = join(folder.path, "ready.json");
	const child = Bun.spawn(
		[
			...["wine", EXECUTABLE, "serve", "--ready-file", inWine(ready), ...data],
			...["--host", "127.0.0.1", "--port", "0", "--implicit-port", "off"],
		],
		{ env: { ...process.env, ...ENV }, stdout: "ignore", stderr: "ignore" },
	);
	const isReady = (): boolean => existsSync(ready);
	await becomes(() => "the server", isReady, START_MS);
	const { explicit } = JSON.parse(readFileSync(ready, "utf8"));
	return {
		folder: folder.path,
		port: explicit[0].port,
		exited: child.exited,
		ask,
		[Symbol.asyncDispose]: async () => {
			child.kill("SIGKILL");
			await child.exited;
			folder[Symbol.dispose]();
		},
	};
}

async function member({ port }: Served): Promise<RawFtp> {
	const ftp = await RawFtp.connect({ host: "127.0.0.1", port });
	await ftp.secure();
	await ftp.login("alice", PASSWORD);
	await ftp.protect();
	return ftp;
}

describe.skipIf(!canRun)("the executable for Windows", () => {
	test("says what it is", async () => {
		const { stdout } = await run(["wine", EXECUTABLE, "version"], { env: ENV });
		expect(stdout).toContain("windows-x64");
	});

	test("moves files, knows names of any case, and refuses names that Windows takes for others", async () => {
		await using server = await served(tempFolder());
		const home = join(server.folder, "data/files/alice");
		await using ftp = await member(server);
		await ftp.expect("MKD Sub", 257);
		const content = new TextEncoder().encode("one\r\n");
		await ftp.upload("STOR Sub/Größe.txt", content);
		expect(readFileSync(join(home, "Sub/Größe.txt"), "utf8")).toBe("one\r\n");
		const { bytes } = await ftp.download("RETR sub/größe.TXT");
		expect(new Uint8Array(bytes)).toEqual(content);
		for (const name of ["a:b", "con", "nul.txt", "x.", "x ", "a\\b", "a\tb"]) {
			await ftp.expect(`MKD ${name}`, 553);
		}
		await ftp.expect("RMD Sub/Größe.txt", 550);
		expect(readdirSync(home)).toEqual(["Sub"]);
	});

	test("answers by its pipe to who knows the token, and stops when it is asked to", async () => {
		await using server = await served(tempFolder());
		const file = join(server.folder, "data/run/control.json");
		expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
			pipe: expect.stringContaining("oceanftp-"),
		});
		const status = await server.ask("status", "--json");
		expect(JSON.parse(status.stdout)).toMatchObject({ problems: [] });
		expect(await server.ask("serve", "--port", "0")).toMatchObject({ exit: 7 });
		expect(await server.ask("stop")).toMatchObject({ exit: 0 });
		expect(await server.exited).toBe(0);
		expect(existsSync(file)).toBe(false);
	});
});
