import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, SIZES, sha256 } from "../support/content.ts";
import type { Runtime } from "../support/programs.ts";
import { sharedServers } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { CHANNELS, member, TLS_CHANNELS } from "./channels.ts";

/** Everything that a client can do with files, over every channel, against the server as one runtime runs it. */
export function transferSuite(runtime: Runtime): void {
	const serverFor = sharedServers({ runtime });

	describe.each(CHANNELS.map((channel) => [channel.name, channel] as const))(
		`under ${runtime} over %s`,
		(_name, channel) => {
			const { by, mode } = channel;
			const path = (name: string): string =>
				join(serverFor(mode).home(ALICE.name), name);
			/** Every channel has names of its own, so that none finds another's file. */
			const own = (name: string): string =>
				`${channel.name.replaceAll(/[^\w]/g, "-")}-${name}`;

			test("files of every size go up and come down unchanged", async () => {
				await using ftp = await member(serverFor(mode), channel);
				for (const size of SIZES) {
					const bytes = content(size);
					const name = own(`${size}.bin`);
					const up = await ftp.upload(`STOR ${name}`, bytes, { by });
					expect(up.replies.map(({ code }) => code)).toEqual([226]);
					expect(sha256(readFileSync(path(name)))).toBe(sha256(bytes));
					const down = await ftp.download(`RETR ${name}`, { by });
					expect(down.replies.map(({ code }) => code)).toEqual([226]);
					expect(down.bytes.length).toBe(size);
					expect(sha256(down.bytes)).toBe(sha256(bytes));
					expect(down.ending).toBe(mode === "plain" ? "fin" : "close_notify");
				}
			});

			test("REST resumes a download and an upload, and APPE adds at the end", async () => {
				await using ftp = await member(serverFor(mode), channel);
				const bytes = content(40_000, 7);
				const name = own("resumed.bin");
				writeFileSync(path(name), bytes.subarray(0, 20_000));
				await ftp.expect("REST 20000", 350);
				await ftp.upload(`STOR ${name}`, bytes.subarray(20_000), { by });
				expect(sha256(readFileSync(path(name)))).toBe(sha256(bytes));
				await ftp.expect("REST 16385", 350);
				const down = await ftp.download(`RETR ${name}`, { by });
				expect(sha256(down.bytes)).toBe(sha256(bytes.subarray(16_385)));
				const whole = await ftp.download(`RETR ${name}`, { by });
				expect(whole.bytes.length).toBe(bytes.length);
				await ftp.upload(`APPE ${name}`, bytes, { by });
				expect(readFileSync(path(name)).length).toBe(80_000);
				await ftp.upload(`APPE ${own("new.bin")}`, bytes, { by });
				expect(sha256(readFileSync(path(own("new.bin"))))).toBe(sha256(bytes));
			});

			test("listings show what is there, and end in order", async () => {
				await using ftp = await member(serverFor(mode), channel);
				const folder = own("folder");
				const name = "ä file with spaces.txt";
				await ftp.expect(`MKD ${folder}`, 257);
				writeFileSync(path(join(folder, name)), "12345");
				const modified = new Date("2021-03-04T05:06:07Z");
				utimesSync(path(join(folder, name)), modified, modified);
				await ftp.expect(`CWD ${folder}`, 250);
				const text = async (line: string): Promise<string> => {
					const { bytes, ending } = await ftp.download(line, { by });
					expect(ending).toBe(mode === "plain" ? "fin" : "close_notify");
					return new TextDecoder().decode(bytes);
				};
				expect(await text("LIST")).toMatch(
					new RegExp(`^-rw\\S+ .* 5 Mar +4 +2021 ${name}\r\n$`),
				);
				expect(await text("NLST")).toBe(`${name}\r\n`);
				const facts = (await text("MLSD"))
					.split("\r\n")
					.find((line) => line.endsWith(` ${name}`));
				expect(facts?.toLowerCase()).toContain("type=file;");
				expect(facts?.toLowerCase()).toContain("size=5;");
				expect(facts?.toLowerCase()).toContain("modify=20210304050607;");
				const { lines } = await ftp.expect(`MLST ${name}`, 250);
				expect(lines[1]).toMatch(/^ \S*size=5;\S* .*ä file with spaces\.txt$/i);
				expect((await ftp.expect(`SIZE ${name}`, 213)).text).toBe("213 5");
				expect((await ftp.expect(`MDTM ${name}`, 213)).text).toBe(
					"213 20210304050607",
				);
				await ftp.expect(`RNFR ${name}`, 350);
				await ftp.expect("RNTO renamed.txt", 250);
				expect(existsSync(path(join(folder, "renamed.txt")))).toBe(true);
				await ftp.expect("DELE renamed.txt", 250);
				await ftp.expect("CDUP", 250);
				await ftp.expect(`RMD ${folder}`, 250);
				expect(existsSync(path(folder))).toBe(false);
			});
		},
	);

	describe.each(
		TLS_CHANNELS.map((channel) => [channel.name, channel] as const),
	)(`under ${runtime} TLS over %s`, (_name, channel) => {
		const { by, mode } = channel;

		test("ten data connections in a row resume the control connection's session", async () => {
			await using ftp = await member(serverFor(mode), channel);
			writeFileSync(join(serverFor(mode).home(ALICE.name), "small"), "small");
			expect(ftp.control.resumed).toBe(false);
			for (let round = 0; round < 5; round++) {
				const up = await ftp.upload("STOR up", content(10), { by });
				const down = await ftp.download("RETR small", { by });
				expect([up.resumed, down.resumed]).toEqual([true, true]);
			}
		});

		test("a data connection that does not resume is served too", async () => {
			await using ftp = await member(serverFor(mode), channel);
			writeFileSync(join(serverFor(mode).home(ALICE.name), "small"), "small");
			const down = await ftp.download("RETR small", { by, session: "none" });
			expect(down.replies.map(({ code }) => code)).toEqual([226]);
			expect(down.resumed).toBe(false);
		});
	});
}
