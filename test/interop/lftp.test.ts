import { describe, expect, test } from "bun:test";
import {
	cpSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { content, SIZES, sha256 } from "../support/content.ts";
import { hasClient, type RunResult, run } from "../support/programs.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const server = sharedServer();
const withLftp = test.skipIf(!hasClient("lftp"));
const FILES = 500;
/** Three times half a thousand files, each with a TLS handshake of its own, take a busy machine a while. */
const MIRROR_MS = 300_000;

type Way = "explicit" | "implicit";

/** Runs lftp commands as alice, under TLS on both channels, without retries. */
async function lftp(
	way: Way,
	settings: readonly string[],
	...commands: readonly string[]
): Promise<RunResult> {
	const { host, port } =
		way === "implicit" ? server().implicit() : server().explicit();
	const script = [
		"set ssl:verify-certificate no",
		"set ftp:ssl-force yes",
		"set ftp:ssl-protect-data yes",
		"set ftp:ssl-protect-list yes",
		"set net:max-retries 1",
		"set net:timeout 60",
		"set cmd:fail-exit yes",
		...settings.map((setting) => `set ${setting}`),
		`open -u ${ALICE.name},'${ALICE.password}' ${way === "implicit" ? "ftps" : "ftp"}://${host}:${port}`,
		...commands,
	].join("\n");
	using home = tempFolder();
	return await run(["lftp", "--norc", "-f", "/dev/stdin"], {
		stdin: `${script}\n`,
		env: { HOME: home.path },
		limitMs: MIRROR_MS,
	});
}

async function succeed(...args: Parameters<typeof lftp>): Promise<string> {
	const { exit, stdout, stderr } = await lftp(...args);
	if (exit !== 0) throw new Error(`lftp ended with ${exit}: ${stderr}`);
	return stdout;
}

/** A tree of small files of many sizes, in nested folders, with names that need care. */
function plant(folder: string): void {
	for (let i = 0; i < FILES; i++) {
		const below = join(folder, `f${i % 7}`, i % 3 === 0 ? "sub ä" : "sub");
		mkdirSync(below, { recursive: true });
		writeFileSync(join(below, `file ${i}.bin`), content((i * 97) % 20_000, i));
	}
}

/** Every file below a folder, with the hash of its bytes. */
function digests(folder: string): Record<string, string> {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return Object.fromEntries(
		names
			.filter((name) => statSync(join(folder, name)).isFile())
			.sort()
			.map((name) => [name, sha256(readFileSync(join(folder, name)))]),
	);
}

describe.each(["explicit", "implicit"] as const)("lftp over %s TLS", (way) => {
	for (const passive of [true, false]) {
		const settings = [`ftp:passive-mode ${passive ? "yes" : "no"}`];
		const mode = passive ? "passive" : "active";

		withLftp(
			`lftp moves files of every size up and down in ${mode} mode`,
			async () => {
				using folder = tempFolder();
				const up = join(folder.path, "up");
				mkdirSync(up);
				for (const size of SIZES)
					writeFileSync(join(up, `${size}.bin`), content(size));
				const remote = `sizes-${way}-${mode}`;
				const down = join(folder.path, "down");
				await succeed(
					way,
					settings,
					`mirror --reverse ${up} ${remote}`,
					`mirror ${remote} ${down}`,
				);
				expect(digests(down)).toEqual(digests(up));
				expect(Object.keys(digests(down))).toHaveLength(SIZES.length);
			},
		);
	}

	withLftp(
		`lftp mirrors a tree of ${FILES} files up and down`,
		async () => {
			using folder = tempFolder();
			const up = join(folder.path, "up");
			plant(up);
			const remote = `tree-${way}`;
			await succeed(way, [], `mirror --reverse ${up} ${remote}`);
			expect(digests(join(server().home(ALICE.name), remote))).toEqual(
				digests(up),
			);
			const down = join(folder.path, "down");
			await succeed(way, [], `mirror ${remote} ${down}`);
			expect(digests(down)).toEqual(digests(up));
			expect(Object.keys(digests(down))).toHaveLength(FILES);
			const again = await succeed(
				way,
				[],
				`mirror --verbose --dry-run ${remote} ${down}`,
			);
			expect(again).toBe("");
		},
		MIRROR_MS,
	);

	withLftp(
		"lftp resumes both ways, renames, deletes and removes folders",
		async () => {
			using folder = tempFolder();
			const bytes = content(200_000, 17);
			const home = server().home(ALICE.name);
			const base = `verbs-${way}`;
			mkdirSync(join(home, base));
			const local = join(folder.path, "local.bin");
			writeFileSync(local, bytes);
			writeFileSync(join(home, base, "up.bin"), bytes.subarray(0, 99_999));
			writeFileSync(join(folder.path, "down.bin"), bytes.subarray(0, 16_385));
			await succeed(
				way,
				[],
				`cd ${base}`,
				`put -c ${local} -o up.bin`,
				`lcd ${folder.path}`,
				"get -c up.bin -o down.bin",
				"mv up.bin moved.bin",
				"mkdir -p a/b",
				"rmdir a/b",
				"rm -r a",
			);
			expect(sha256(readFileSync(join(folder.path, "down.bin")))).toBe(
				sha256(bytes),
			);
			expect(readdirSync(join(home, base))).toEqual(["moved.bin"]);
			expect(sha256(readFileSync(join(home, base, "moved.bin")))).toBe(
				sha256(bytes),
			);
			await succeed(way, [], `rm ${base}/moved.bin`, `rmdir ${base}`);
		},
	);
});

describe("lftp listings", () => {
	withLftp(
		"lftp shows names, sizes and times with MLSD and with LIST",
		async () => {
			using folder = tempFolder();
			plant(folder.path);
			const home = server().home(ALICE.name);
			cpSync(join(folder.path, "f1"), join(home, "listed"), {
				recursive: true,
			});
			for (const mlsd of ["yes", "no"]) {
				const names = await succeed(
					"explicit",
					[`ftp:use-mlsd ${mlsd}`],
					"cls -1 --sort=name 'listed/sub ä/'",
				);
				const expected = readdirSync(join(home, "listed/sub ä")).sort();
				expect(names.trim().split("\n").sort()).toEqual(
					expected.map((name) => `listed/sub ä/${name}`),
				);
			}
		},
	);
});
