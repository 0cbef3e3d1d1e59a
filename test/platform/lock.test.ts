import { afterEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireLock, waitForLock } from "../../src/platform/index.ts";

const folders: string[] = [];

async function lockPath(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "oceanftp-lock-"));
	folders.push(folder);
	return join(folder, "run", "lock");
}

afterEach(async () => {
	for (const folder of folders.splice(0)) {
		await rm(folder, { recursive: true });
	}
});

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
	const child = Bun.spawn([process.execPath, "--version"], {
		stdout: "ignore",
	});
	await child.exited;
	return child.pid;
}

describe("lock", () => {
	test("a second holder is refused and told who has it; after release it is free", async () => {
		const path = await lockPath();
		const lock = await acquireLock(path);
		await expect(acquireLock(path)).rejects.toMatchObject({
			code: "lock.held",
			why: expect.stringContaining(String(process.pid)),
		});
		await lock.release();
		await lock.release();
		const again = await acquireLock(path);
		await again.release();
		expect(await readdir(join(path, ".."))).toEqual([]);
	});

	test.skipIf(process.platform !== "linux")(
		"a lock whose holder has ended unnoticed by its parent is taken over",
		async () => {
			const path = await lockPath();
			// The shell becomes a program that never asks how its child ended.
			const parent = Bun.spawn(
				["sh", "-c", "exec 3<&0; read line <&3 & echo $!; exec sleep 60"],
				{ stdin: "pipe", stdout: "pipe" },
			);
			const until = async (file: string, pattern: RegExp): Promise<void> => {
				while (!pattern.test(await readFile(file, "utf8"))) {
					// It is about to come.
				}
			};
			try {
				const { value } = await parent.stdout.getReader().read();
				const pid = new TextDecoder().decode(value).trim();
				await until(`/proc/${parent.pid}/comm`, /^sleep/);
				parent.stdin.write("go on\n");
				await parent.stdin.flush();
				await until(`/proc/${pid}/stat`, /^\d+ \(sh\) Z/);
				const stat = await readFile(`/proc/${pid}/stat`, "utf8");
				const started = stat.split(" ")[21];
				await (await acquireLock(path)).release();
				await writeFile(path, `${pid} ${started}\n`);
				const lock = await acquireLock(path);
				await lock.release();
			} finally {
				parent.kill("SIGKILL");
			}
		},
	);

	test.each(["gone", "reused number", "garbage", ""])(
		"a lock whose holder is %s is taken over",
		async (kind) => {
			const path = await lockPath();
			const first = await acquireLock(path);
			const content =
				kind === "gone"
					? `${await deadPid()} 1\n`
					: kind === "reused number"
						? `${process.pid} 1\n`
						: kind;
			await writeFile(path, content);
			const lock = await acquireLock(path);
			expect(await readFile(path, "utf8")).toStartWith(`${process.pid} `);
			await lock.release();
			await first.release();
		},
	);

	test("of many who find a dead lock one gets it", async () => {
		const path = await lockPath();
		await (await acquireLock(path)).release();
		await writeFile(path, `${await deadPid()} 1\n`);
		const results = await Promise.allSettled(
			Array.from({ length: 12 }, () => acquireLock(path)),
		);
		const got = results.filter((each) => each.status === "fulfilled");
		expect(got.length).toBe(1);
	});

	test("who waits gets it when the holder lets go, and gives up when the time is over", async () => {
		const path = await lockPath();
		const lock = await acquireLock(path);
		const options = { waitMs: 0, sentence: "Somebody is at it." };
		await expect(waitForLock(path, options)).rejects.toMatchObject({
			message: "Somebody is at it.",
		});
		const waiting = waitForLock(path, { ...options, waitMs: 45_000 });
		await lock.release();
		await (await waiting).release();
	});
});
