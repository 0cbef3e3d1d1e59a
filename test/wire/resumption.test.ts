import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256 } from "../support/content.ts";
import { RUNTIMES } from "../support/programs.ts";
import type { RawFtp } from "../support/raw-ftp.ts";
import { sharedServer } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { member, TLS_VERSIONS } from "./channels.ts";

const OLD = content(5_000, 3);
const NEW = content(20_000, 9);
/** What comes over a connection that is turned away in order. */
const NOTHING = { bytes: 0, inOrder: true };

/** Everything below a folder: names with the hashes of their bytes. */
function state(folder: string): readonly string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.sort()
		.map((name) => {
			const hash = createHash("sha256");
			try {
				hash.update(readFileSync(join(folder, name)));
			} catch (error) {
				if (!String(error).includes("EISDIR")) throw error;
			}
			return `${name} ${hash.digest("hex")}`;
		});
}

/** Begins a transfer whose data connection the server refuses: behind the handshake, and in order. @returns what came nevertheless */
async function refused(
	ftp: RawFtp,
	line: string,
	session: Buffer | "none" = "none",
): Promise<{ readonly bytes: number; readonly inOrder: boolean }> {
	const arranged = await ftp.arrange("EPSV");
	const data = await arranged.open();
	await ftp.expect(line, 150);
	await ftp.secureData(data, { session });
	data.push(NEW);
	const { length } = await data.readAll();
	await ftp.expectReply(522);
	const inOrder = data.ending === "close_notify";
	data.destroy();
	return { bytes: length, inOrder };
}

describe.each(RUNTIMES)("under %s", (runtime) => {
	const requiring = sharedServer({
		runtime,
		config: '[tls]\nsession_resumption = "require"\n',
	});
	const preferring = sharedServer({
		runtime,
		config: '[tls]\nsession_resumption = "prefer"\n',
	});
	const indifferent = sharedServer({
		runtime,
		config: '[tls]\nsession_resumption = "off"\n',
	});

	describe.each(TLS_VERSIONS)(
		"session_resumption = require over %s",
		(version) => {
			const server = requiring;
			const client = (): Promise<RawFtp> =>
				member(server(), { mode: "explicit", host: "127.0.0.1", version });

			test.each(["STOR", "APPE"])(
				"%s without the session is 522, and the files are as they were",
				async (verb) => {
					const home = server().home(ALICE.name);
					writeFileSync(join(home, "old.bin"), OLD);
					await using ftp = await client();
					const before = state(home);
					for (const name of ["old.bin", "new.bin"]) {
						expect(await refused(ftp, `${verb} ${name}`)).toEqual(NOTHING);
						expect(state(home)).toEqual(before);
					}
					await ftp.expect("REST 100", 350);
					await refused(ftp, "STOR old.bin");
					expect(state(home)).toEqual(before);
					await ftp.upload("STOR old.bin", NEW);
					expect(sha256(readFileSync(join(home, "old.bin")))).toBe(sha256(NEW));
				},
			);

			test.each(["RETR old.bin", "LIST", "MLSD"])(
				"%s without the session is 522, and not one byte goes out",
				async (line) => {
					writeFileSync(join(server().home(ALICE.name), "old.bin"), OLD);
					await using ftp = await client();
					expect(await refused(ftp, line)).toEqual(NOTHING);
					const again = await ftp.download(line);
					expect(again.replies.map(({ code }) => code)).toEqual([226]);
				},
			);

			test("the log names the setting that refused", async () => {
				await using ftp = await client();
				await refused(ftp, "LIST");
				await server().logged(/session_resumption = require/);
			});

			const isBound = runtime === "bun";
			test(`a ticket of another control session ${isBound ? "is refused with 522" : "is taken (quirk: deno-shared-tickets)"}`, async () => {
				writeFileSync(join(server().home(ALICE.name), "old.bin"), OLD);
				await using first = await client();
				await using second = await client();
				const stolen = first.control.session;
				expect(stolen).toBeInstanceOf(Buffer);
				if (stolen === undefined) return;
				if (isBound) {
					const got = await refused(second, "RETR old.bin", stolen);
					expect(got).toEqual(NOTHING);
					return;
				}
				const data = await second.begin("RETR old.bin", { session: stolen });
				expect(data.resumed).toBe(true);
				expect((await data.readAll()).length).toBe(OLD.length);
				data.end();
				await second.expectReply(226);
			});

			for (const habit of ["the first for ever", "its newest each time"]) {
				test(`ten transfers in a row resume, when the client uses ${habit}`, async () => {
					writeFileSync(join(server().home(ALICE.name), "old.bin"), OLD);
					await using ftp = await client();
					let session = ftp.control.session;
					for (let round = 0; round < 5; round++) {
						const options = session === undefined ? {} : { session };
						const up = await ftp.begin("STOR up.bin", options);
						await up.write(NEW);
						up.end();
						await ftp.expectReply(226);
						const down = await ftp.begin("RETR old.bin", options);
						expect((await down.readAll()).length).toBe(OLD.length);
						down.end();
						await ftp.expectReply(226);
						expect([up.resumed, down.resumed]).toEqual([true, true]);
						if (habit.startsWith("its")) session = down.session;
					}
				});
			}
		},
	);

	describe.each(TLS_VERSIONS)(
		"session_resumption = prefer over %s",
		(version) => {
			const client = (): Promise<RawFtp> =>
				member(preferring(), { mode: "explicit", host: "127.0.0.1", version });

			test("a data connection resumes when the client offers the session, and is served in full when not", async () => {
				await using ftp = await client();
				const offered = [undefined, "none", undefined] as const;
				for (const session of offered) {
					const options = session === undefined ? {} : { session };
					const up = await ftp.upload("STOR preferred.bin", NEW, options);
					const down = await ftp.download("RETR preferred.bin", options);
					const codes = [...up.replies, ...down.replies].map(
						({ code }) => code,
					);
					expect(codes).toEqual([226, 226]);
					expect(sha256(down.bytes)).toBe(sha256(NEW));
					const resumed = session === undefined;
					expect([up.resumed, down.resumed]).toEqual([resumed, resumed]);
				}
			});
		},
	);

	describe.each(TLS_VERSIONS)("session_resumption = off over %s", (version) => {
		const client = (): Promise<RawFtp> =>
			member(indifferent(), { mode: "explicit", host: "127.0.0.1", version });

		test("no data connection needs the session", async () => {
			await using ftp = await client();
			for (let round = 0; round < 3; round++) {
				const data = await ftp.begin("STOR up.bin", { session: "none" });
				await data.write(NEW);
				data.end();
				await ftp.expectReply(226);
				const down = await ftp.download("RETR up.bin", { session: "none" });
				expect(sha256(down.bytes)).toBe(sha256(NEW));
			}
			const listed = await ftp.download("LIST");
			expect(listed.replies.map(({ code }) => code)).toEqual([226]);
		});
	});
});
