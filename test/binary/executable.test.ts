import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { AS_NOBODY, MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import { content, sha256, sha256OfFile } from "../support/content.ts";
import { BINARY, hasClient, run } from "../support/programs.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const withCurl = test.skipIf(!hasClient("curl"));

/** Moves a file up and down with curl over explicit and implicit TLS, and compares every byte. */
async function moveFiles(server: Server): Promise<void> {
	using folder = tempFolder();
	const file = join(folder.path, "file");
	const bytes = content(300_000, 23);
	writeFileSync(file, bytes);
	const ways = [
		`ftp://127.0.0.1:${server.explicit().port}`,
		`ftps://127.0.0.1:${server.implicit().port}`,
	];
	for (const [index, way] of ways.entries()) {
		const curl = [
			"curl",
			"--silent",
			"--show-error",
			"--insecure",
			"--ssl-reqd",
		];
		const user = ["--user", `${ALICE.name}:${ALICE.password}`];
		const url = `${way}/moved-${index}.bin`;
		const back = `${file}.${index}`;
		const up = await run([...curl, ...user, "--upload-file", file, url]);
		expect(up).toEqual({ exit: 0, stdout: "", stderr: "" });
		const down = await run([...curl, ...user, "--output", back, url]);
		expect(down).toEqual({ exit: 0, stdout: "", stderr: "" });
		expect(await sha256OfFile(back)).toBe(sha256(bytes));
	}
}

/** A folder with everything that could change a Bun program which is started in it. */
function plantHostileFiles(folder: string): void {
	const marker = JSON.stringify(join(folder, "marker"));
	const files = {
		"evil.ts": `require("node:fs").writeFileSync(${marker}, "ran");\n`,
		"bunfig.toml":
			'preload = ["./evil.ts"]\nlogLevel = "debug"\n[run]\npreload = ["./evil.ts"]\n',
		".env":
			"OCEANFTP_DATA=/hostile\nOCEANFTP_PORT=1\nOCEANFTP_NAME=hostile\nBUN_BE_BUN=1\nBUN_OPTIONS=--preload ./evil.ts\nNO_COLOR=\nHOME=/hostile\nXDG_DATA_HOME=/hostile\n",
		"tsconfig.json":
			'{ "compilerOptions": { "paths": { "*": ["./evil.ts"] } } ',
		"package.json": '{ "name": "hostile", "version": "6.6.6", "main": ',
	};
	for (const [name, text] of Object.entries(files))
		writeFileSync(join(folder, name), text);
	for (const name of [".env.local", ".env.production"])
		copyFileSync(join(folder, ".env"), join(folder, name));
}

describe("the executable", () => {
	test("is built", () => {
		expect(existsSync(BINARY)).toBe(true);
	});

	test("says which version it is, and makes no data folder for that", async () => {
		using folder = tempFolder();
		for (const word of ["version", "--version"]) {
			const { exit, stdout } = await run([BINARY, word], {
				cwd: folder.path,
				env: { HOME: folder.path },
			});
			expect(exit).toBe(0);
			expect(stdout).toContain(manifest.version);
		}
		expect(readdirSync(folder.path)).toEqual([]);
	});

	withCurl(
		"in an empty folder makes a user and moves files with curl",
		async () => {
			using folder = tempFolder();
			await using server = await startServer({
				runtime: "binary",
				cwd: folder.path,
			});
			await moveFiles(server);
			expect(readdirSync(folder.path)).toEqual([]);
		},
	);

	withCurl(
		"among hostile files runs none of them, and serves curl as ever",
		async () => {
			using folder = tempFolder();
			plantHostileFiles(folder.path);
			const before = readdirSync(folder.path).sort();
			await using server = await startServer({
				runtime: "binary",
				cwd: folder.path,
			});
			await moveFiles(server);
			expect(readdirSync(folder.path).sort()).toEqual(before);
		},
	);

	test("among hostile files finds its data folder and its version as in an empty one", async () => {
		using hostile = tempFolder();
		using empty = tempFolder();
		using home = tempFolder();
		plantHostileFiles(hostile.path);
		for (const word of ["paths", "version"]) {
			const env = { HOME: home.path };
			const there = await run([BINARY, word], { cwd: hostile.path, env });
			const here = await run([BINARY, word], { cwd: empty.path, env });
			expect(there).toEqual(here);
			expect(there.exit).toBe(0);
		}
		expect(existsSync(join(hostile.path, "marker"))).toBe(false);
	});

	withCurl(
		"in a read-only folder with spaces and umlauts serves curl from a data folder elsewhere",
		async () => {
			using folder = tempFolder();
			const app = join(folder.path, "usb stick", "ÄÖ dir", "my app");
			const data = join(folder.path, "data folder");
			mkdirSync(app, { recursive: true });
			mkdirSync(data, { mode: 0o700 });
			const executable = join(app, "oceanftp");
			copyFileSync(BINARY, executable);
			chmodSync(executable, 0o555);
			chmodSync(app, 0o555);
			chmodSync(folder.path, 0o755);
			if (MAY_BE_NOBODY) chownSync(data, NOBODY, NOBODY);
			try {
				await using server = await startServer({
					runtime: "binary",
					executable,
					data,
					cwd: app,
					...(MAY_BE_NOBODY ? { wrapper: AS_NOBODY } : {}),
				});
				await moveFiles(server);
				expect(readdirSync(app)).toEqual(["oceanftp"]);
			} finally {
				chmodSync(app, 0o755);
			}
		},
	);
});
