import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, SIZES, sha256, sha256OfFile } from "../support/content.ts";
import { DENO, hasClient, run } from "../support/programs.ts";
import { type DataCommand, RawFtp } from "../support/raw-ftp.ts";
import { ALICE, type Server, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import type { TlsVersion } from "../support/wire.ts";

const withDeno = test.skipIf(DENO === undefined);
const withDenoAndCurl = test.skipIf(DENO === undefined || !hasClient("curl"));

async function member(
	server: Server,
	way: "explicit" | "implicit",
	version: TlsVersion,
): Promise<RawFtp> {
	if (way === "implicit") {
		const ftp = await RawFtp.connect({
			...server.implicit(),
			implicit: true,
			version,
		});
		await ftp.login();
		return ftp;
	}
	const ftp = await RawFtp.connect({ ...server.explicit(), version });
	await ftp.secure();
	await ftp.login();
	await ftp.protect();
	return ftp;
}

const WAYS = (["explicit", "implicit"] as const).flatMap((way) =>
	(["TLSv1.2", "TLSv1.3"] as const).map((version) => [way, version] as const),
);

describe("the source under Deno", () => {
	withDeno(
		"logs in on deno, and moves files of every size over explicit and implicit TLS",
		async () => {
			await using server = await startServer({ runtime: "deno" });
			for (const [way, version] of WAYS) {
				await using ftp = await member(server, way, version);
				for (const by of ["EPSV", "PORT"] satisfies DataCommand[]) {
					for (const size of SIZES) {
						const bytes = content(size);
						const up = await ftp.upload("STOR deno.bin", bytes, { by });
						expect(up.replies.map(({ code }) => code)).toEqual([226]);
						const down = await ftp.download("RETR deno.bin", { by });
						expect(down.replies.map(({ code }) => code)).toEqual([226]);
						expect(sha256(down.bytes)).toBe(sha256(bytes));
						expect(down.ending).toBe("close_notify");
					}
				}
				await ftp.expect("DELE deno.bin", 250);
				await ftp.expect("QUIT", 221);
			}
		},
	);

	withDeno(
		"on deno refuses a truncated upload with 426 and keeps the old file",
		async () => {
			await using server = await startServer({ runtime: "deno" });
			const file = join(server.home(ALICE.name), "kept.bin");
			for (const [way, version] of WAYS) {
				for (const cut of ["fin", "reset"] as const) {
					writeFileSync(file, "old");
					await using ftp = await member(server, way, version);
					const data = await ftp.begin("STOR kept.bin");
					await data.write(content(20_000));
					data[cut]();
					await ftp.expectReply(426);
					expect(readFileSync(file, "utf8")).toBe("old");
				}
			}
		},
	);

	withDenoAndCurl("serves curl on deno", async () => {
		await using server = await startServer({ runtime: "deno" });
		using folder = tempFolder();
		const file = join(folder.path, "file");
		writeFileSync(file, content(5_000_000));
		for (const url of [
			`ftp://127.0.0.1:${server.explicit().port}/curl.bin`,
			`ftps://127.0.0.1:${server.implicit().port}/curl.bin`,
		]) {
			const curl = [
				"curl",
				"--silent",
				"--show-error",
				"--insecure",
				"--ssl-reqd",
			];
			const user = ["--user", `${ALICE.name}:${ALICE.password}`];
			const up = await run([...curl, ...user, "--upload-file", file, url]);
			expect(up).toEqual({ exit: 0, stdout: "", stderr: "" });
			const down = await run([
				...curl,
				...user,
				"--output",
				`${file}.back`,
				url,
			]);
			expect(down).toEqual({ exit: 0, stdout: "", stderr: "" });
			expect(await sha256OfFile(`${file}.back`)).toBe(
				sha256(content(5_000_000)),
			);
		}
	});
});
