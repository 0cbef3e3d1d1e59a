import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { descriptors } from "../support/process-facts.ts";
import type { RawFtp } from "../support/raw-ftp.ts";
import type { Server } from "../support/start-server.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import type { Wire } from "../support/wire.ts";
import { clientOf, limitedData, startOn, uploadReply } from "./limits-kit.ts";

const MIB = 1024 * 1024;
/** Much more than all buffers on the way hold: when the last of it has left the client, the most of it has come. */
const LARGE = content(48 * MIB, 11);
const OLD = content(5_000, 3);

/** Whether a process has a thread that copies what comes in clear. */
function hasCopyingThread(pid: number): boolean {
	const tasks = `/proc/${pid}/task`;
	return readdirSync(tasks).some((task) => {
		try {
			return readFileSync(join(tasks, task, "comm"), "utf8") === "Worker\n";
		} catch {
			// It ended between the two looks.
			return false;
		}
	});
}

for (const runtime of ["bun", "binary"] as const) {
	describe.if(process.platform === "linux")(
		`what comes in clear faster than it is written, under ${runtime},`,
		() => {
			let data: TempFolder;
			let server: Server;
			beforeAll(async () => {
				data = await limitedData({
					users: {
						free: "",
						largest: 'largest_file = "40MiB"',
						bounded: 'quota = "80MiB"',
					},
				});
				server = await startOn(data.path, {
					runtime,
					config: '[files]\ninterrupted = "keep"\n',
				});
				for (const user of ["free", "largest", "bounded"]) {
					mkdirSync(server.home(user), { recursive: true });
				}
				// The first upload has the thread started, and does not wait for it.
				await using ftp = await clientOf(server, "free");
				for (let round = 0; !hasCopyingThread(server.pid); round++) {
					if (round === 20) throw new Error("no thread was started");
					await ftp.upload("STOR first", LARGE);
				}
			}, 120_000);
			afterAll(async () => {
				await server[Symbol.asyncDispose]();
				data[Symbol.dispose]();
			});
			const path = (name: string, user = "free"): string =>
				join(server.home(user), name);

			test.each([
				["as a new file", "STOR", 0, 0],
				["in place of one", "STOR", 5_000, 0],
				["at the end of one", "APPE", 5_000, 5_000],
				["from an offset on", "STOR", 5_000, 4_321],
			])("arrives whole %s", async (how, verb, oldBytes, keptBytes) => {
				const name = how.replaceAll(" ", "-");
				if (oldBytes > 0) writeFileSync(path(name), OLD.subarray(0, oldBytes));
				await using ftp = await clientOf(server, "free");
				await ftp.expect("TYPE I", 200);
				if (verb === "STOR" && keptBytes > 0) {
					await ftp.expect(`REST ${keptBytes}`, 350);
				}
				const { replies } = await ftp.upload(`${verb} ${name}`, LARGE);
				expect(replies.map(({ code }) => code)).toEqual([226]);
				const whole = Buffer.concat([OLD.subarray(0, keptBytes), LARGE]);
				expect(sha256(readFileSync(path(name)))).toBe(sha256(whole));
			});

			test("arrives whole by a connection that the server makes", async () => {
				await using ftp = await clientOf(server, "free");
				await ftp.upload("STOR active", LARGE, { by: "PORT" });
				expect(sha256(readFileSync(path("active")))).toBe(sha256(LARGE));
			});

			test("arrives whole from four clients at once", async () => {
				const names = ["a", "b", "c", "d"];
				await Promise.all(
					names.map(async (name, index) => {
						await using ftp = await clientOf(server, "free");
						await ftp.upload(`STOR ${name}`, LARGE.subarray(index));
					}),
				);
				for (const [index, name] of names.entries()) {
					const wanted = sha256(LARGE.subarray(index));
					expect(sha256(readFileSync(path(name)))).toBe(wanted);
				}
			});

			/** An upload of which most has come. */
			async function underWay(ftp: RawFtp, line: string): Promise<Wire> {
				const wire = await ftp.begin(line);
				await wire.write(LARGE);
				return wire;
			}

			test("and breaks off is no whole file: a reset is a 426, and what came is kept as a part", async () => {
				writeFileSync(path("kept"), OLD);
				await using ftp = await clientOf(server, "free");
				const wire = await underWay(ftp, "STOR kept");
				wire.reset();
				await ftp.expectReply(426);
				expect(sha256(readFileSync(path("kept")))).toBe(sha256(OLD));
				const part = readFileSync(path("kept.part"));
				expect(part.length).toBeGreaterThan(0);
				expect(sha256(part)).toBe(sha256(LARGE.subarray(0, part.length)));
				expect(temporaryUploads(server.home("free"))).toEqual([]);
			});

			test("is ended by ABOR, and the session goes on", async () => {
				writeFileSync(path("aborted"), OLD);
				await using ftp = await clientOf(server, "free");
				await underWay(ftp, "STOR aborted");
				await ftp.send("ABOR\r\n");
				await ftp.expectReply(426);
				await ftp.expectReply(226);
				expect(sha256(readFileSync(path("aborted")))).toBe(sha256(OLD));
				await ftp.expect("NOOP", 200);
			});

			test("and is more than a file may hold is a 552; what is as much is taken", async () => {
				await using ftp = await clientOf(server, "largest");
				const over = await uploadReply(ftp, "STOR f", LARGE);
				expect(over.code).toBe(552);
				expect(existsSync(path("f", "largest"))).toBe(false);
				const most = LARGE.subarray(0, 40 * MIB);
				expect((await uploadReply(ftp, "STOR f", most)).code).toBe(226);
				expect(sha256(readFileSync(path("f", "largest")))).toBe(sha256(most));
			});

			test("counts for a quota", async () => {
				await using ftp = await clientOf(server, "bounded");
				expect((await uploadReply(ftp, "STOR f", LARGE)).code).toBe(226);
				expect((await uploadReply(ftp, "STOR g", LARGE)).code).toBe(552);
				expect(existsSync(path("g", "bounded"))).toBe(false);
			});
		},
	);
}

test.skipIf(Bun.which("prlimit") === null)(
	"large uploads in clear arrive whole where few descriptors are left, and start no thread",
	async () => {
		using data = await limitedData({ users: { free: "" } });
		await using server = await startOn(data.path, { runtime: "bun" });
		const { pid } = server;
		mkdirSync(server.home("free"), { recursive: true });
		// For files, folders and the like. A thread would take three, and with one less the process would end.
		const most = descriptors(pid).length + 25;
		Bun.spawnSync(["prlimit", "--pid", `${pid}`, `--nofile=${most}:`]);
		await using ftp = await clientOf(server, "free");
		const path = join(server.home("free"), "f");
		// As many as have always been enough for a thread to be started.
		for (let round = 0; round < 5; round++) {
			await ftp.upload("STOR f", LARGE.subarray(round));
			expect(sha256(readFileSync(path))).toBe(sha256(LARGE.subarray(round)));
		}
		expect(hasCopyingThread(pid)).toBe(false);
	},
);
