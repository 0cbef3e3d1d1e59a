import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { becomes } from "../support/process-facts.ts";
import { RUNTIMES } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { member, USUAL } from "./channels.ts";

const MIB = 1024 * 1024;
const OLD = content(5_000, 3);
const NEW = content(2 * MIB, 9);
/** More than all buffers on the way hold. */
const BIG = content(32 * MIB, 5);

const MAY_MOUNT =
	process.getuid?.() === 0 &&
	Bun.which("mount") !== null &&
	Bun.which("umount") !== null &&
	canMount();

/** A small file system in memory, for as long as the block runs. */
function smallDisk(path: string, size: string): Disposable {
	mkdirSync(path, { recursive: true });
	const mount = ["mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path];
	const { exitCode, stderr } = Bun.spawnSync(mount);
	if (exitCode !== 0) throw new Error(`mount: ${stderr}`);
	return {
		[Symbol.dispose]: () => {
			Bun.spawnSync(["umount", "--lazy", path]);
		},
	};
}

/** Root in a container may not. */
function canMount(): boolean {
	using folder = tempFolder();
	try {
		using disk = smallDisk(folder.path, "64k");
		return disk !== undefined;
	} catch {
		return false;
	}
}

/** How large a file of the server's may be, until that is changed again. */
function limitFiles({ pid }: Server, size: string): void {
	const limit = ["prlimit", "--pid", String(pid), `--fsize=${size}:`];
	expect(Bun.spawnSync(limit).exitCode).toBe(0);
}

const withMount = test.skipIf(!MAY_MOUNT);
const withLimit = test.skipIf(Bun.which("prlimit") === null);
describe.each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime });
	const fileOf = (name: string): string =>
		join(server().home(ALICE.name), name);

	withMount(
		"a full disk is 452, the old file stays, and after making room the same session goes on",
		async () => {
			using data = tempFolder();
			using _disk = smallDisk(join(data.path, "files"), "1m");
			await using own = await startServer({
				runtime,
				data: data.path,
				// The disk is smaller than what stays free on it by default.
				config: "[limits]\nfree_space = 0\n",
			});
			const home = own.home(ALICE.name);
			const kept = join(home, "kept.bin");
			writeFileSync(kept, OLD);
			writeFileSync(join(home, "filler.bin"), content(500_000, 8));
			await using ftp = await member(own, USUAL);
			for (const line of ["STOR kept.bin", "APPE kept.bin", "STOR new.bin"]) {
				const upload = await ftp.begin(line);
				upload.push(NEW);
				upload.end();
				await ftp.expectReply(452);
				upload.destroy();
				expect(sha256(readFileSync(kept))).toBe(sha256(OLD));
				expect(existsSync(join(home, "new.bin"))).toBe(false);
				expect(temporaryUploads(data.path)).toEqual([]);
			}
			await ftp.expect("DELE filler.bin", 250);
			await ftp.upload("STOR new.bin", NEW.subarray(0, 600_000));
			expect(readFileSync(join(home, "new.bin")).length).toBe(600_000);
			await own.stop();
		},
	);

	test("a file that vanishes under a download is sent to its end", async () => {
		writeFileSync(fileOf("big.bin"), BIG);
		await using ftp = await member(server(), USUAL);
		const data = await ftp.begin("RETR big.bin");
		data.hold();
		unlinkSync(fileOf("big.bin"));
		data.release();
		expect(sha256(await data.readAll())).toBe(sha256(BIG));
		data.end();
		await ftp.expectReply(226);
		await ftp.expect("SIZE big.bin", 550);
	});

	test("a file that is replaced under a download is sent as it was", async () => {
		writeFileSync(fileOf("big.bin"), BIG);
		await using ftp = await member(server(), USUAL);
		const data = await ftp.begin("RETR big.bin");
		data.hold();
		writeFileSync(fileOf("next.bin"), OLD);
		renameSync(fileOf("next.bin"), fileOf("big.bin"));
		data.release();
		expect(sha256(await data.readAll())).toBe(sha256(BIG));
		data.end();
		await ftp.expectReply(226);
	});

	test("a file that shrinks under a download ends it with 451, after what is left of it, and the session goes on", async () => {
		writeFileSync(fileOf("big.bin"), BIG);
		await using ftp = await member(server(), USUAL);
		const data = await ftp.begin("RETR big.bin");
		data.hold();
		truncateSync(fileOf("big.bin"), 24 * MIB);
		data.release();
		const got = await data.readAll();
		data.end();
		expect(sha256(got)).toBe(sha256(BIG.subarray(0, got.length)));
		expect(got.length).toBeLessThan(BIG.length);
		await ftp.expectReply(451);
		await ftp.expect("NOOP", 200);
	});

	test("a permission that is taken away under a transfer does not break it", async () => {
		writeFileSync(fileOf("big.bin"), BIG);
		writeFileSync(fileOf("kept.bin"), OLD);
		await using ftp = await member(server(), USUAL);
		const down = await ftp.begin("RETR big.bin");
		down.hold();
		chmodSync(fileOf("big.bin"), 0);
		down.release();
		expect((await down.readAll()).length).toBe(BIG.length);
		down.end();
		await ftp.expectReply(226);
		const up = await ftp.begin("STOR kept.bin");
		await up.write(NEW.subarray(0, 1_000_000));
		const home = server().home(ALICE.name);
		await becomes(
			() => "an upload under way",
			() => temporaryUploads(home).length > 0,
		);
		chmodSync(fileOf("kept.bin"), 0o400);
		await up.write(NEW.subarray(1_000_000));
		up.end();
		await ftp.expectReply(226);
		expect(sha256(readFileSync(fileOf("kept.bin")))).toBe(sha256(NEW));
	});

	test("a working folder that is removed makes every command in it a 550, and CWD / leads out", async () => {
		mkdirSync(fileOf("gone"), { recursive: true });
		await using ftp = await member(server(), USUAL);
		await ftp.expect("CWD gone", 250);
		rmSync(fileOf("gone"), { recursive: true });
		await ftp.expect("PWD", 257);
		for (const line of ["SIZE a", "MKD a", "MLST", "DELE a", "RNFR a"])
			await ftp.expect(line, 550);
		for (const line of ["LIST", "NLST", "MLSD", "STOR a", "APPE a", "RETR a"]) {
			await ftp.arrange("EPSV");
			await ftp.expect(line, 550);
		}
		await ftp.expect("CDUP", 250);
		await ftp.expect("CWD gone", 550);
		await ftp.expect("CWD /", 250);
		await ftp.expect("MKD back", 257);
		await ftp.expect("RMD back", 250);
	});

	test("a folder that is removed under an upload makes it fail, and the session goes on", async () => {
		mkdirSync(fileOf("gone"), { recursive: true });
		await using ftp = await member(server(), USUAL);
		const up = await ftp.begin("STOR gone/a.bin");
		await up.write(NEW);
		rmSync(fileOf("gone"), { recursive: true });
		up.end();
		const { code } = await ftp.reply();
		expect([450, 451, 550, 553]).toContain(code);
		await ftp.expect("NOOP", 200);
		expect(existsSync(fileOf("gone"))).toBe(false);
	});

	withMount(
		"a file system that became read-only refuses with 550, and harms nothing",
		async () => {
			using data = tempFolder();
			const files = join(data.path, "files");
			using _disk = smallDisk(files, "8m");
			await using own = await startServer({
				runtime,
				data: data.path,
				// The disk is smaller than what stays free on it by default.
				config: "[limits]\nfree_space = 0\n",
			});
			const home = own.home(ALICE.name);
			const kept = join(home, "kept.bin");
			writeFileSync(kept, OLD);
			const remount = (how: string): number =>
				Bun.spawnSync(["mount", "-o", `remount,${how}`, files]).exitCode;
			await using ftp = await member(own, USUAL);
			expect(remount("ro")).toBe(0);
			for (const line of ["MKD a", "DELE kept.bin"])
				await ftp.expect(line, 550);
			await ftp.expect("RNFR kept.bin", 350);
			await ftp.expect("RNTO other.bin", 550);
			for (const line of ["STOR kept.bin", "STOR new.bin", "APPE kept.bin"]) {
				const arranged = await ftp.arrange("EPSV");
				const wire = await arranged.open();
				// Deno's access() knows nothing of read-only file systems: there it shows when the file is opened.
				const { code } = await ftp.command(line);
				if (code === 150) {
					await ftp.secureData(wire);
					await ftp.expectReply(550);
				} else expect(code).toBe(550);
			}
			const down = await ftp.download("RETR kept.bin");
			expect(sha256(down.bytes)).toBe(sha256(OLD));
			expect(remount("rw")).toBe(0);
			await ftp.upload("STOR kept.bin", NEW);
			expect(sha256(readFileSync(kept))).toBe(sha256(NEW));
			await own.stop();
		},
	);
});

describe.each(RUNTIMES)(
	"where the system limits the size of files, under %s",
	(runtime) => {
		withLimit(
			"a file that grows beyond what the system allows is 452, and the old one stays",
			async () => {
				await using own = await startServer({ runtime });
				const home = own.home(ALICE.name);
				const kept = join(home, "kept.bin");
				writeFileSync(kept, OLD);
				limitFiles(own, "1000000");
				await using ftp = await member(own, USUAL);
				for (const line of ["STOR kept.bin", "APPE kept.bin"]) {
					const upload = await ftp.begin(line);
					upload.push(NEW);
					upload.end();
					await ftp.expectReply(452);
					upload.destroy();
					expect(sha256(readFileSync(kept))).toBe(sha256(OLD));
					expect(temporaryUploads(own.data)).toEqual([]);
				}
				await ftp.upload("STOR kept.bin", NEW.subarray(0, 900_000));
				expect(readFileSync(kept).length).toBe(900_000);
				// Deno writes a large file of its own when it ends.
				limitFiles(own, "unlimited");
			},
		);
	},
);
