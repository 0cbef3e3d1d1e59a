import { describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { RUNTIMES } from "../support/programs.ts";
import type { RawFtp } from "../support/raw-ftp.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { member, USUAL } from "./channels.ts";
import { limitedData, startOn } from "./limits-kit.ts";

const WHOLE = content(300_000, 4);
const PART = 120_000;

/** An upload that breaks when the server has so many bytes. */
async function breakOff(
	ftp: RawFtp,
	line: string,
	bytes: Uint8Array,
): Promise<void> {
	const data = await ftp.begin(line);
	await data.write(bytes);
	data.fin();
	await ftp.expectReply(426);
	data.destroy();
}

async function names(ftp: RawFtp, folder: string): Promise<string[]> {
	const { bytes } = await ftp.download(`NLST ${folder}`);
	const text = new TextDecoder().decode(bytes);
	return text.split("\r\n").filter(Boolean).sort();
}

describe.each(RUNTIMES)("with rules for files, under %s", (runtime) => {
	const server = sharedServer({
		runtime,
		config: `
[files]
interrupted = "keep"
trash = true
umask = "027"
denied_names = ["*.exe"]
hidden_names = [".ht*"]
[limits]
largest_file = 400000
`,
	});
	const fileOf = (name: string): string =>
		join(server().home(ALICE.name), name);

	test("a broken STOR leaves NAME.part, which REST and STOR complete and RNTO puts in place", async () => {
		writeFileSync(fileOf("film.mp4"), "the old one");
		await using ftp = await member(server(), USUAL);
		await breakOff(ftp, "STOR film.mp4", WHOLE.subarray(0, PART));
		expect(readFileSync(fileOf("film.mp4"), "utf8")).toBe("the old one");
		for (const end of [2 * PART, WHOLE.length]) {
			const { text } = await ftp.expect("SIZE film.mp4.part", 213);
			const sizeBytes = Number(text.split(" ")[1]);
			const kept = readFileSync(fileOf("film.mp4.part"));
			expect(sha256(kept)).toBe(sha256(WHOLE.subarray(0, sizeBytes)));
			await ftp.expect(`REST ${sizeBytes}`, 350);
			const rest = WHOLE.subarray(sizeBytes, end);
			const line = "STOR film.mp4.part";
			if (end < WHOLE.length) await breakOff(ftp, line, rest);
			else await ftp.upload(line, rest);
		}
		await ftp.expect("RNFR film.mp4.part", 350);
		await ftp.expect("RNTO film.mp4", 250);
		expect(sha256(readFileSync(fileOf("film.mp4")))).toBe(sha256(WHOLE));
		expect(existsSync(fileOf("film.mp4.part"))).toBe(false);
		expect(temporaryUploads(server().data)).toEqual([]);
	});

	test("an aborted STOR leaves NAME.part too, and a broken APPE nothing", async () => {
		writeFileSync(fileOf("log.txt"), "begun");
		await using ftp = await member(server(), USUAL);
		const data = await ftp.begin("STOR aborted.bin");
		await data.write(WHOLE.subarray(0, 10_000));
		while (!/[1-9]\d* bytes so far/.test((await ftp.command("STAT")).text));
		await breakOffWith(ftp, data);
		const kept = statSync(fileOf("aborted.bin.part")).size;
		expect(kept).toBeGreaterThan(0);
		expect(kept).toBeLessThanOrEqual(10_000);
		await breakOff(ftp, "APPE log.txt", WHOLE.subarray(0, 10_000));
		expect(readFileSync(fileOf("log.txt"), "utf8")).toBe("begun");
		expect(existsSync(fileOf("log.txt.part"))).toBe(false);
	});

	test("denied names are 553 for every command that makes one, and none is made", async () => {
		writeFileSync(fileOf("tool.bin"), "tool");
		await using ftp = await member(server(), USUAL);
		for (const line of ["STOR a.exe", "APPE A.EXE", "MKD b.Exe", "XMKD c.exe"])
			await ftp.expect(line, 553);
		await ftp.expect("RNFR tool.bin", 350);
		await ftp.expect("RNTO ./x/../tool.exe", 553);
		expect(readdirSync(fileOf(".")).join()).not.toMatch(/exe/i);
	});

	test("hidden names are in no listing, and 550 for every command", async () => {
		mkdirSync(fileOf("site"), { recursive: true });
		writeFileSync(fileOf("site/.htaccess"), "secret");
		writeFileSync(fileOf("site/index.html"), "shown");
		await using ftp = await member(server(), USUAL);
		expect(await names(ftp, "site")).toEqual(["site/index.html"]);
		for (const command of ["LIST site", "MLSD site", "LIST -R site"]) {
			const { bytes } = await ftp.download(command);
			expect(new TextDecoder().decode(bytes)).not.toContain(".htaccess");
		}
		for (const verb of ["SIZE", "MDTM", "MLST", "DELE", "RNFR", "HASH", "RETR"])
			await ftp.expect(`${verb} site/.htaccess`, 550);
		for (const verb of ["CWD", "RMD", "LIST", "NLST", "XCRC"])
			await ftp.expect(`${verb} site/.htaccess`, 550);
		await ftp.expect("SITE CHMOD 600 site/.htaccess", 550);
		await ftp.expect("MFMT 20200101000000 site/.htaccess", 550);
		await ftp.expect("STOR site/.htpasswd", 553);
		await ftp.expect("RNFR site/index.html", 350);
		await ftp.expect("RNTO site/.htaccess", 553);
		expect(readFileSync(fileOf("site/.htaccess"), "utf8")).toBe("secret");
	});

	test("a deleted file is in the trash, where no client gets", async () => {
		writeFileSync(fileOf("gone.txt"), "gone");
		await using ftp = await member(server(), USUAL);
		await ftp.expect("DELE gone.txt", 250);
		const [kept = ""] = readdirSync(fileOf(".trash")).filter((name) =>
			name.endsWith("-gone.txt"),
		);
		expect(readFileSync(fileOf(`.trash/${kept}`), "utf8")).toBe("gone");
		expect(await names(ftp, "/")).not.toContain("/.trash");
		for (const line of ["CWD .trash", `RETR .trash/${kept}`, "RMD .trash"])
			await ftp.expect(line, 550);
	});

	test("new files and folders have the modes of the umask in the settings", async () => {
		await using ftp = await member(server(), USUAL);
		await ftp.upload("STOR mode.txt", WHOLE.subarray(0, 10));
		await ftp.expect("MKD mode.d", 257);
		expect(statSync(fileOf("mode.txt")).mode & 0o777).toBe(0o640);
		expect(statSync(fileOf("mode.d")).mode & 0o777).toBe(0o750);
	});

	test("a file beyond the largest is 552 in mid-upload, leaves nothing, and ALLO says so before", async () => {
		await using ftp = await member(server(), USUAL);
		await ftp.expect("ALLO 400001", 552);
		await ftp.expect("ALLO 400000", 200);
		const data = await ftp.begin("STOR large.bin");
		data.push(content(400_001, 2));
		await ftp.expectReply(552);
		data.destroy();
		await ftp.expect("REST 400001", 350);
		await ftp.expect("STOR large.bin", 552);
		expect(readdirSync(fileOf(".")).join()).not.toContain("large");
		expect(temporaryUploads(server().data)).toEqual([]);
	});
});

async function breakOffWith(
	ftp: RawFtp,
	data: { destroy(): void },
): Promise<void> {
	await ftp.send("ABOR\r\n");
	await ftp.expectReply(426);
	await ftp.expectReply(226);
	data.destroy();
}

describe("with careful settings", () => {
	const server = sharedServer({
		config: `
[files]
overwrite = false
safe_names = "everywhere"
symlinks = "never"
[limits]
free_space = "1000TiB"
`,
	});
	const fileOf = (name: string): string =>
		join(server().home(ALICE.name), name);

	test("nothing is replaced: STOR and RNTO onto a file are 550, before any data connection", async () => {
		writeFileSync(fileOf("a"), "a");
		writeFileSync(fileOf("b"), "b");
		await using ftp = await member(server(), USUAL);
		await ftp.expect("STOR a", 550);
		await ftp.expect("RNFR b", 350);
		await ftp.expect("RNTO a", 550);
		expect(readFileSync(fileOf("a"), "utf8")).toBe("a");
	});

	test("names that not every system can hold are 553", async () => {
		await using ftp = await member(server(), USUAL);
		for (const name of ["CON", "aux.txt", "x.", "x ", "a:b", "a\\b", "a?"])
			await ftp.expect(`STOR ${name}`, 553);
		await ftp.expect("MKD nul", 553);
		await ftp.expect("RNFR b", 350);
		await ftp.expect("RNTO com1.txt", 553);
	});

	test("no link is followed", async () => {
		symlinkSync("b", fileOf("link"));
		await using ftp = await member(server(), USUAL);
		await ftp.expect("SIZE link", 550);
		expect(await names(ftp, "/")).not.toContain("/link");
	});

	test("uploads are 452 where the disk would get too full, and AVBL tells 0", async () => {
		await using ftp = await member(server(), USUAL);
		const { text } = await ftp.expect("AVBL", 213);
		expect(text).toEndWith(" 0");
		await ftp.expect("STOR new", 452);
	});
});

test("a server empties the trash at its start of what was there for trash_days", async () => {
	using data = await limitedData({ users: { alice: "" } });
	const trash = join(data.path, "files", "alice", ".trash");
	mkdirSync(trash, { recursive: true });
	const nameAt = (ms: number): string =>
		`${new Date(ms).toISOString().replaceAll(/[-:]/g, "")}-0a1b2c3d-a.txt`;
	const now = Date.now();
	const [old, young] = [nameAt(now - 8 * 86_400_000), nameAt(now - 86_400_000)];
	for (const name of [old, young]) writeFileSync(join(trash, name), "12345");
	const config = "[files]\ntrash = true\ntrash_days = 7\n";
	await using server = await startOn(data.path, { config });
	await server.logged(/trash emptied: 1 file, 5 B/);
	expect(readdirSync(trash)).toEqual([young]);
});
