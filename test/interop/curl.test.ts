import { beforeAll, describe, expect, test } from "bun:test";
import {
	closeSync,
	existsSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readFileSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { content, SIZES, sha256, sha256OfFile } from "../support/content.ts";
import { hasClient, type RunResult, run } from "../support/programs.ts";
import { sharedServer, sharedServers } from "../support/shared-server.ts";
import { ALICE, type Server } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const serverFor = sharedServers();
const withCurl = test.skipIf(!hasClient("curl"));
const LARGE = 64 * 1024 * 1024;
const GIB = 1024 ** 3;

type Way = "plain" | "explicit" | "implicit";
const WAYS: readonly Way[] = ["plain", "explicit", "implicit"];
const HOSTS: readonly string[] = ["127.0.0.1", "::1"];

function serverOf(way: Way): Server {
	return serverFor(way);
}

function url(way: Way, host: string, path: string): string {
	const server = serverOf(way);
	const { port } =
		way === "implicit" ? server.implicit(host) : server.explicit(host);
	const authority = host.includes(":") ? `[${host}]` : host;
	return `${way === "implicit" ? "ftps" : "ftp"}://${authority}:${port}/${path}`;
}

/** Runs curl as alice; TLS is demanded unless the way is plain. */
async function curl(way: Way, ...args: readonly string[]): Promise<RunResult> {
	const command = [
		"curl",
		"--silent",
		"--show-error",
		"--insecure",
		"--max-time",
		"60",
	];
	const tls = way === "plain" ? [] : ["--ssl-reqd"];
	const user = ["--user", `${ALICE.name}:${ALICE.password}`];
	return run([...command, ...tls, ...user, ...args]);
}

async function succeed(way: Way, ...args: readonly string[]): Promise<string> {
	const { exit, stdout, stderr } = await curl(way, ...args);
	if (exit !== 0) throw new Error(`curl ended with ${exit}: ${stderr}`);
	return stdout;
}

describe.each(WAYS.flatMap((way) => HOSTS.map((host) => [way, host] as const)))(
	"curl over %s FTP at %s",
	(way, host) => {
		const onDisk = (name: string): string =>
			join(serverOf(way).home(ALICE.name), name);

		for (const size of SIZES) {
			withCurl(`curl moves ${size} bytes up and down unchanged`, async () => {
				using folder = tempFolder();
				const file = join(folder.path, "file");
				writeFileSync(file, content(size));
				const name = `curl-${host.length}-${size}.bin`;
				await succeed(way, "--upload-file", file, url(way, host, name));
				expect(await sha256OfFile(onDisk(name))).toBe(sha256(content(size)));
				await succeed(way, "--output", `${file}.back`, url(way, host, name));
				// curl makes no file when there are no bytes.
				const back = existsSync(`${file}.back`)
					? readFileSync(`${file}.back`)
					: new Uint8Array();
				expect(sha256(back)).toBe(sha256(content(size)));
			});
		}

		withCurl("curl resumes a download and an upload", async () => {
			using folder = tempFolder();
			const file = join(folder.path, "file");
			const bytes = content(100_000, 11);
			writeFileSync(file, bytes);
			const name = `curl-${host.length}-resume.bin`;
			writeFileSync(onDisk(name), bytes.subarray(0, 16_385));
			const up = ["--continue-at", "-", "--upload-file", file];
			await succeed(way, ...up, url(way, host, name));
			expect(await sha256OfFile(onDisk(name))).toBe(sha256(bytes));
			writeFileSync(`${file}.part`, bytes.subarray(0, 16_383));
			const down = ["--continue-at", "-", "--output", `${file}.part`];
			await succeed(way, ...down, url(way, host, name));
			expect(await sha256OfFile(`${file}.part`)).toBe(sha256(bytes));
		});

		withCurl("curl makes folders, lists, renames and deletes", async () => {
			using folder = tempFolder();
			const file = join(folder.path, "file");
			writeFileSync(file, "text");
			const base = `curl-${host.length}-folder`;
			const upload = ["--ftp-create-dirs", "--upload-file", file];
			await succeed(way, ...upload, url(way, host, `${base}/sub/a%20b.txt`));
			const list = url(way, host, `${base}/sub/`);
			expect(await succeed(way, "--list-only", list)).toBe("a b.txt\n");
			expect(await succeed(way, list)).toMatch(/^-rw.* 4 .* a b\.txt\r?\n$/);
			const rename = ["--quote", "-RNFR a b.txt", "--quote", "-RNTO c.txt"];
			await succeed(way, ...rename, "--list-only", list);
			expect(existsSync(onDisk(`${base}/sub/c.txt`))).toBe(true);
			await succeed(way, "--quote", "-DELE c.txt", "--list-only", list);
			expect(await succeed(way, "--list-only", list)).toBe("");
		});

		withCurl(
			"curl is told that a password is wrong, and that a file is missing",
			async () => {
				const wrong = await run([
					...["curl", "--silent", "--insecure", "--max-time", "60"],
					...(way === "plain" ? [] : ["--ssl-reqd"]),
					...["--user", `${ALICE.name}:wrong`, url(way, host, "x")],
				]);
				expect(wrong.exit).toBe(67);
				const missing = await curl(way, url(way, host, "no-such-file"));
				expect(missing.exit).toBe(78);
			},
		);
	},
);

describe.each(["--tlsv1.2 --tls-max 1.2", "--tlsv1.3", "--disable-epsv"])(
	"curl with %s",
	(flags) => {
		withCurl(
			"curl moves a file up and down over explicit and implicit TLS",
			async () => {
				using folder = tempFolder();
				const file = join(folder.path, "file");
				writeFileSync(file, content(50_000));
				for (const way of ["explicit", "implicit"] as const) {
					const at = url(way, "127.0.0.1", "curl-flags.bin");
					await succeed(way, ...flags.split(" "), "--upload-file", file, at);
					await succeed(
						way,
						...flags.split(" "),
						"--output",
						`${file}.back`,
						at,
					);
					expect(await sha256OfFile(`${file}.back`)).toBe(
						sha256(content(50_000)),
					);
				}
			},
		);
	},
);

describe("curl in active mode", () => {
	withCurl(
		"curl moves a file up and down over plain FTP, with EPRT and with PORT",
		async () => {
			using folder = tempFolder();
			const file = join(folder.path, "file");
			writeFileSync(file, content(50_000));
			for (const flags of [[], ["--disable-eprt"]]) {
				const at = url("plain", "127.0.0.1", "curl-active.bin");
				const active = ["--ftp-port", "-", ...flags];
				await succeed("plain", ...active, "--upload-file", file, at);
				await succeed("plain", ...active, "--output", `${file}.back`, at);
				expect(await sha256OfFile(`${file}.back`)).toBe(
					sha256(content(50_000)),
				);
			}
		},
	);
});

describe("large files with curl", () => {
	const server = sharedServer();
	const at = (name: string): string =>
		`ftp://127.0.0.1:${server().explicit().port}/${name}`;
	let digest = "";
	beforeAll(() => {
		digest = sha256(content(LARGE));
	});

	withCurl("curl moves 64 MiB up and down unchanged", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "large");
		writeFileSync(file, content(LARGE));
		await succeed("explicit", "--upload-file", file, at("large"));
		const home = server().home(ALICE.name);
		expect(await sha256OfFile(join(home, "large"))).toBe(digest);
		await succeed("explicit", "--output", `${file}.back`, at("large"));
		expect(await sha256OfFile(`${file}.back`)).toBe(digest);
	});

	withCurl(
		"curl resumes a file of more than 5 GiB beyond 4 GiB, both ways",
		async () => {
			using folder = tempFolder();
			const tail = content(1024 * 1024, 13);
			const near = 5 * GIB - 65_536;
			const home = server().home(ALICE.name);
			mkdirSync(join(home, "huge"), { recursive: true });
			sparse(join(home, "huge/down"), 5 * GIB, tail);
			const part = join(folder.path, "part");
			writeFileSync(part, "");
			truncateSync(part, near);
			await succeed(
				"explicit",
				"--continue-at",
				"-",
				"--output",
				part,
				at("huge/down"),
			);
			expect(statSync(part).size).toBe(5 * GIB + tail.length);
			expect(await sha256OfFile(part, 5 * GIB)).toBe(sha256(tail));

			writeFileSync(join(home, "huge/up"), "");
			truncateSync(join(home, "huge/up"), near);
			await succeed(
				"explicit",
				"--continue-at",
				"-",
				"--upload-file",
				part,
				at("huge/up"),
			);
			expect(statSync(join(home, "huge/up")).size).toBe(5 * GIB + tail.length);
			expect(await sha256OfFile(join(home, "huge/up"), 5 * GIB)).toBe(
				sha256(tail),
			);
		},
	);
});

/** A file of `hole` bytes that take no room, and then the tail. */
function sparse(file: string, hole: number, tail: Uint8Array): void {
	const handle = openSync(file, "w");
	try {
		ftruncateSync(handle, hole);
		writeSync(handle, tail, 0, tail.length, hole);
	} finally {
		closeSync(handle);
	}
}
