import { expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { AS_NOBODY, MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import { temporaryUploads } from "../support/content.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { becomes } from "../support/process-facts.ts";
import {
	BINARY,
	cleanEnvironment,
	hasClient,
	run,
} from "../support/programs.ts";
import { startShare } from "../support/start-share.ts";
import { tempFolder } from "../support/temp-folder.ts";

const withCurl = test.skipIf(!hasClient("curl"));

/** A stick: the executable in a folder whose name nobody's script expects. */
function stickIn(folder: string): { path: string; executable: string } {
	const path = join(folder, "usb stick", "ÄÖ 日本");
	mkdirSync(path, { recursive: true });
	const executable = join(path, "oceanftp");
	copyFileSync(BINARY, executable);
	return { path, executable };
}

interface Started extends AsyncDisposable {
	readonly notes: string;
	readonly port: number;
	/** Waits until it has ended. */
	kill(signal: NodeJS.Signals): Promise<number>;
}

/** `serve` of a stick, without HOME, until it says which certificate it shows: the last line of a start. */
async function start(
	executable: string,
	flags: readonly string[] = [],
	wrapper: readonly string[] = [],
): Promise<Started> {
	const child = Bun.spawn(
		[
			...wrapper,
			executable,
			"serve",
			...["--host", "127.0.0.1", "--port", "0", "--implicit-port", "off"],
			...flags,
		],
		{ cwd: "/", env: cleanEnvironment(), stdio: ["ignore", "ignore", "pipe"] },
	);
	let notes = "";
	const ready = async (): Promise<void> => {
		const decoder = new TextDecoder();
		for await (const chunk of child.stderr.values({ preventCancel: true })) {
			notes += decoder.decode(chunk, { stream: true });
			if (/certificate \w+, SHA-256/.test(notes)) return;
		}
		throw new Error(`it ended: ${notes}`);
	};
	const kill = async (signal: NodeJS.Signals): Promise<number> => {
		child.kill(signal);
		return await within(PATIENCE_MS, "its end", child.exited);
	};
	try {
		await within(PATIENCE_MS, "its start", ready());
	} catch (error) {
		await kill("SIGKILL");
		throw error;
	}
	return {
		notes,
		port: Number(/ftpes:\/\/127\.0\.0\.1:(\d+)/.exec(notes)?.[1]),
		kill,
		[Symbol.asyncDispose]: async () => {
			await kill("SIGKILL");
		},
	};
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => join(folder, name))
		.filter((path) => statSync(path).isFile());
}

function passwordOf(data: string): string {
	const login = readFileSync(join(data, "initial-login.txt"), "utf8");
	return /^password: (.*)$/m.exec(login)?.[1] ?? "";
}

/** What `cert inspect` says of the certificate on the stick. */
async function inspected(executable: string): Promise<string> {
	const { exit, stdout } = await run(
		[executable, "cert", "inspect", "default", "--json"],
		{ cwd: "/" },
	);
	expect(exit).toBe(0);
	return stdout;
}

withCurl(
	"a stick is killed in the middle of an upload, moved, and starts again: same key, same login, no half file, no path stored",
	async () => {
		using folder = tempFolder();
		const { path, executable } = stickIn(folder.path);
		const data = join(path, "oceanftp-data");
		let fingerprint: string | undefined;
		{
			await using first = await start(executable, ["--portable"]);
			expect(first.notes).toContain(
				`Data folder    ${data}, because --portable puts it beside the executable`,
			);
			fingerprint = /SHA-256 +([0-9A-F:]+)/.exec(first.notes)?.[1];
			const source = join(folder.path, "big");
			writeFileSync(source, new Uint8Array(30_000_000));
			const upload = Bun.spawn(
				[
					...["curl", "-sk", "--ssl-reqd", "--limit-rate", "300k"],
					...["--user", `ocean:${passwordOf(data)}`, "-T", source],
					`ftp://127.0.0.1:${first.port}/big`,
				],
				{ stdio: ["ignore", "ignore", "ignore"] },
			);
			await becomes(
				() => "an upload under way",
				() => temporaryUploads(data).length > 0,
			);
			await first.kill("SIGKILL");
			await upload.exited;
		}
		expect(existsSync(join(data, "run", "lock"))).toBe(true);
		for (const file of filesIn(data)) {
			if (file.startsWith(join(data, "run"))) continue;
			expect(readFileSync(file, "latin1")).not.toContain("usb stick");
		}
		const moved = join(folder.path, "zweiter Ort");
		renameSync(path, moved);
		const there = join(moved, "oceanftp-data");
		await using second = await start(join(moved, "oceanftp"));
		expect(second.notes).toContain(
			`Data folder    ${there}, because it lies beside`,
		);
		expect(second.notes).toContain(fingerprint ?? "no fingerprint");
		expect(temporaryUploads(there)).toEqual([]);
		expect(existsSync(join(there, "files", "ocean", "big"))).toBe(false);
		const listed = await run([
			...["curl", "-sk", "--ssl-reqd"],
			...["--user", `ocean:${passwordOf(there)}`],
			`ftp://127.0.0.1:${second.port}/`,
		]);
		expect(listed).toMatchObject({ exit: 0, stdout: "" });
		expect(await second.kill("SIGTERM")).toBe(0);
		expect(readdirSync(join(there, "run"))).not.toContain("lock");
		// Beside the stick and what the test itself made there is nothing.
		expect(readdirSync(folder.path).sort()).toEqual([
			"big",
			"usb stick",
			"zweiter Ort",
		]);
	},
);

test.skipIf(!MAY_BE_NOBODY)(
	"a stick whose data folder cannot be written is refused, and the profile stays untouched",
	async () => {
		using folder = tempFolder();
		chmodSync(folder.path, 0o755);
		const { path, executable } = stickIn(folder.path);
		const data = join(path, "oceanftp-data");
		const home = join(folder.path, "home");
		mkdirSync(data, { mode: 0o500 });
		mkdirSync(home, { mode: 0o700 });
		chownSync(data, NOBODY, NOBODY);
		chownSync(home, NOBODY, NOBODY);
		const { exit, stderr } = await run([...AS_NOBODY, executable, "serve"], {
			cwd: "/",
			env: { HOME: home },
		});
		expect(exit).toBe(6);
		expect(stderr).toContain(`${data} may not be used`);
		expect(stderr).toContain("[file.no-right]");
		expect(readdirSync(home)).toEqual([]);
	},
);

const MAY_RENAME_MACHINE =
	process.getuid?.() === 0 &&
	hasClient("unshare") &&
	Bun.spawnSync(["unshare", "--uts", "true"]).exitCode === 0;

test.skipIf(!MAY_RENAME_MACHINE)(
	"a stick in another machine renews its own certificate for that machine's name, with the same key",
	async () => {
		using folder = tempFolder();
		const { executable } = stickIn(folder.path);
		await (await start(executable, ["--portable"])).kill("SIGTERM");
		const before = await inspected(executable);
		const script = 'hostname another-machine && exec "$0" "$@"';
		const elsewhere = ["unshare", "--uts", "sh", "-c", script];
		const there = await start(executable, [], elsewhere);
		expect(await there.kill("SIGTERM")).toBe(0);
		const after = await inspected(executable);
		expect(after).toContain("another-machine");
		expect(before).not.toContain("another-machine");
		expect(before).toContain(hostname());
		const keyOf = (text: string): unknown =>
			/"(?:publicKeySha256|spkiSha256|keySha256)":"(\w+)"/.exec(text)?.[1];
		expect(keyOf(after)).toBeDefined();
		expect(keyOf(after)).toBe(keyOf(before));
	},
	120_000,
);

/** Mounts an empty FAT image; undefined where the kernel, the tools or the rights for it are not there. */
function mountFat(folder: string): (Disposable & { path: string }) | undefined {
	const [image, path] = [join(folder, "fat.img"), join(folder, "fat")];
	mkdirSync(path, { recursive: true });
	const steps = [
		["truncate", "-s", "256M", image],
		["mkfs.vfat", image],
		["mount", "-o", "loop", image, path],
	];
	for (const [name = "", ...args] of steps) {
		const program =
			Bun.which(name) ?? Bun.which(name, { PATH: "/sbin:/usr/sbin" });
		if (program === null) return undefined;
		if (Bun.spawnSync([program, ...args]).exitCode !== 0) return undefined;
	}
	return {
		path,
		[Symbol.dispose]: () => {
			Bun.spawnSync(["umount", path]);
		},
	};
}

const KNOWS_FAT =
	process.getuid?.() === 0 &&
	existsSync("/proc/filesystems") &&
	readFileSync("/proc/filesystems", "utf8").includes("\tvfat\n");

test.skipIf(!KNOWS_FAT || !hasClient("curl"))(
	"a FAT stick works, warns that it keeps no permissions, and refuses names that it cannot hold (skipped where the kernel has no vfat to mount)",
	async () => {
		using folder = tempFolder();
		using fat = mountFat(folder.path);
		if (fat === undefined)
			throw new Error("vfat is there, but no image can be mounted");
		const executable = join(fat.path, "oceanftp");
		copyFileSync(BINARY, executable);
		// Else the first file that the server flushes would wait for the whole executable.
		Bun.spawnSync(["sync"]);
		const data = join(fat.path, "oceanftp-data");
		await using first = await start(executable, ["--portable"]);
		expect(first.notes).toContain("store.no-modes");
		const source = join(folder.path, "source");
		writeFileSync(source, "content");
		const curl = (...args: string[]): ReturnType<typeof run> =>
			run([
				...["curl", "-svk", "--ssl-reqd"],
				...["--user", `ocean:${passwordOf(data)}`, ...args],
			]);
		const url = `ftp://127.0.0.1:${first.port}/`;
		for (const [name, code] of [
			["a.txt", 226],
			["a%3Ab", 553],
			["what%3F", 553],
			["A.TXT", 226],
			["%C3%A4.txt", 226],
		]) {
			const { stderr } = await curl("-T", source, `${url}${name}`);
			expect(stderr).toContain(`\n< ${code} `);
		}
		const renames = [
			["a.txt", "a|b", 553],
			["a.txt", "b.txt", 250],
		];
		for (const [from, to, code] of renames) {
			const { stderr } = await curl(
				...["-Q", `RNFR ${from}`, "-Q", `RNTO ${to}`, url],
			);
			expect(stderr).toContain(`\n< ${code} `);
		}
		expect((await curl(`${url}B.TXT`)).stdout).toBe("content");
		const status = await run([executable, "status"], { cwd: "/" });
		expect(status).toMatchObject({ exit: 0, stderr: "" });
		await first.kill("SIGKILL");
		expect(existsSync(join(data, "run", "lock"))).toBe(true);
		await using second = await start(executable);
		expect(second.notes).toContain("store.no-modes");
		expect(readdirSync(join(data, "files", "ocean")).sort()).toEqual([
			"b.txt",
			"ä.txt",
		]);
		expect(await second.kill("SIGTERM")).toBe(0);
	},
	120_000,
);

withCurl(
	"the executable shares a folder once, and leaves nothing behind",
	async () => {
		using folder = tempFolder();
		writeFileSync(join(folder.path, "a.txt"), "hello\n");
		await using share = await startShare(folder.path, ["--once"], {
			runtime: "binary",
		});
		const { exit, stdout } = await run([
			...["curl", "-sk", "--ssl-reqd", ...share.login],
			`${share.url}/a.txt`,
		]);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: "hello\n" });
		expect(await within(PATIENCE_MS, "its end", share.exited)).toBe(0);
		expect(readdirSync(folder.path)).toEqual(["a.txt"]);
	},
);
