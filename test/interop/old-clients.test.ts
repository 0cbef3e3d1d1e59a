import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, SIZES, sha256 } from "../support/content.ts";
import { hasClient, type RunResult, run } from "../support/programs.ts";
import { PLAIN_FLAGS, sharedServer } from "../support/shared-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** These clients take the password in a URL or a flag, where every character counts. */
const BOB = { name: "bob", password: "plain4242" } as const;

const server = sharedServer({
	flags: PLAIN_FLAGS,
	users: { [BOB.name]: BOB.password },
});
const withTnftp = test.skipIf(!hasClient("tnftp"));
const withNcftp = test.skipIf(!hasClient("ncftpput"));
const withWput = test.skipIf(!hasClient("wput"));

function plant(folder: string): void {
	mkdirSync(folder, { recursive: true });
	for (const size of SIZES)
		writeFileSync(join(folder, `${size}.bin`), content(size));
}

/** Each file of a folder with the hash of its bytes. */
function digests(folder: string): Record<string, string> {
	return Object.fromEntries(
		readdirSync(folder)
			.sort()
			.map((name) => [name, sha256(readFileSync(join(folder, name)))]),
	);
}

async function succeed(
	command: readonly string[],
	options: Parameters<typeof run>[1] = {},
): Promise<RunResult> {
	const result = await run(command, options);
	if (result.exit === 0) return result;
	throw new Error(
		`${command[0]} ended with ${result.exit}: ${result.stdout}${result.stderr}`,
	);
}

describe.each(["passive", "active"])("plain FTP in %s mode", (mode) => {
	withTnftp("tnftp moves files of every size, lists and renames", async () => {
		using folder = tempFolder();
		const up = join(folder.path, "up");
		const down = join(folder.path, "down");
		plant(up);
		mkdirSync(down);
		const { host, port } = server().explicit();
		const remote = `tnftp-${mode}`;
		const lines = [
			`open ${host} ${port}`,
			`user ${BOB.name} ${BOB.password}`,
			`mkdir ${remote}`,
			`cd ${remote}`,
			`lcd ${up}`,
			"binary",
			"mput *",
			`lcd ${down}`,
			"mget *",
			"ls",
			"rename 1.bin one.bin",
			"size one.bin",
			"bye",
		];
		const { stdout } = await succeed(
			["tnftp", "-n", "-i", "-v", mode === "active" ? "-A" : "-p"],
			{
				stdin: lines.map((line) => `${line}\n`).join(""),
				env: { HOME: folder.path },
			},
		);
		expect(digests(down)).toEqual(digests(up));
		expect(stdout).toContain("1048576");
		const home = join(server().home(BOB.name), remote);
		expect(readdirSync(home)).toContain("one.bin");
	});

	withNcftp(
		"ncftpput and ncftpget move folders, and ncftpls lists them",
		async () => {
			using folder = tempFolder();
			const up = join(folder.path, "up");
			plant(up);
			const { host, port } = server().explicit();
			const login = [
				...["-u", BOB.name, "-p", BOB.password, "-P", String(port)],
				...[mode === "active" ? "-E" : "-F", "-t", "20"],
			];
			const options = { cwd: folder.path, env: { HOME: folder.path } };
			const remote = `ncftp-${mode}`;
			await succeed(
				["ncftpput", ...login, "-V", "-R", "-m", host, `/${remote}`, "up"],
				options,
			);
			const names = await succeed(
				["ncftpls", ...login, "-1", `ftp://${host}/${remote}/up/`],
				options,
			);
			expect(names.stdout.trim().split("\n").sort()).toEqual(
				readdirSync(up).sort(),
			);
			const down = join(folder.path, "down");
			mkdirSync(down);
			await succeed(
				["ncftpget", ...login, "-V", "-R", host, down, `/${remote}/up`],
				options,
			);
			expect(digests(join(down, "up"))).toEqual(digests(up));
		},
	);

	withWput("wput uploads files of every size, and resumes one", async () => {
		using folder = tempFolder();
		const up = join(folder.path, "up");
		plant(up);
		const { host, port } = server().explicit();
		const remote = `wput-${mode}`;
		const home = join(server().home(BOB.name), remote);
		mkdirSync(join(home, "up"), { recursive: true });
		const whole = content(1024 * 1024);
		writeFileSync(join(home, "up", "1048576.bin"), whole.subarray(0, 100_000));
		await succeed(
			[
				...["wput", "--disable-tls", "-B", "-t", "1", "-nv"],
				...(mode === "active" ? ["-p"] : []),
				...["--basename", `${folder.path}/`, up],
				`ftp://${BOB.name}:${BOB.password}@${host}:${port}/${remote}/`,
			],
			{ cwd: folder.path, env: { HOME: folder.path } },
		);
		// wput takes an empty file for one that is there already.
		const sent = digests(up);
		delete sent["0.bin"];
		const arrived = digests(join(home, "up"));
		delete arrived["0.bin"];
		expect(arrived).toEqual(sent);
	});
});
