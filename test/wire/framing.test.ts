import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { content, sha256 } from "../support/content.ts";
import { RUNTIMES } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { PLAIN_FLAGS, sharedServer } from "../support/shared-server.ts";
import { ALICE, type Place } from "../support/start-server.ts";
import { Wire } from "../support/wire.ts";
import { member, TLS_VERSIONS, USUAL } from "./channels.ts";

/** Must never come back: what a browser or mail client would run or believe. */
const MARK = "MARK-7f3a<script>";

const FOREIGN: readonly (readonly [string, string])[] = [
	[
		"a page that a browser asks for",
		`GET /${MARK} HTTP/1.1\r\nHost: ${MARK}\r\n\r\n`,
	],
	[
		"a form that a browser posts",
		`POST /${MARK} HTTP/1.1\r\nContent-Length: 40\r\n\r\nUSER alice\r\nPASS ${MARK}\r\n`,
	],
	["HTTP/2", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${MARK}`],
	["a mail client", `EHLO ${MARK}\r\nMAIL FROM:<${MARK}>\r\n`],
	["an old mail client", `HELO ${MARK}\r\n`],
	["a header line", `X-Header: ${MARK}\r\n`],
];

const LOGIN = `USER ${ALICE.name}\r\nPASS ${ALICE.password}\r\n`;

describe.each(RUNTIMES)("under %s", (runtime) => {
	const server = sharedServer({ runtime });
	const plain = sharedServer({ runtime, flags: PLAIN_FLAGS });

	describe("a whole session", () => {
		const lines = [
			...["SYST", "PBSZ 0", "PROT P", "TYPE I", "PWD"],
			...["MKD %", "CWD %", "RNFR x", "CDUP", "RMD %", "NOOP", "QUIT"],
		];
		const codes = [
			...[331, 230, 215, 200, 200, 200, 257],
			...[257, 250, 550, 250, 250, 200, 221],
		];
		const sessionIn = (folder: string): string =>
			`${LOGIN}${lines.map((line) => `${line.replace("%", folder)}\r\n`).join("")}`;
		const read = async (ftp: RawFtp): Promise<number[]> => {
			const got: number[] = [];
			while (got.length < codes.length) got.push((await ftp.reply()).code);
			expect(await ftp.ended()).toBe("");
			return got;
		};

		for (const version of TLS_VERSIONS) {
			const secured = async (): Promise<RawFtp> => {
				const ftp = await RawFtp.connect({ ...server().explicit(), version });
				await ftp.secure();
				return ftp;
			};

			test(`in one write over ${version} gets all its replies in order`, async () => {
				await using ftp = await secured();
				await ftp.send(sessionIn("lump"));
				expect(await read(ftp)).toEqual(codes);
			});

			test(`in one TLS record for each byte over ${version} gets the same replies`, async () => {
				await using ftp = await secured();
				const bytes = new TextEncoder().encode(sessionIn("bytes"));
				for (const byte of bytes) ftp.control.push(Uint8Array.of(byte));
				expect(await read(ftp)).toEqual(codes);
			});
		}

		test("in clear, byte by byte, gets the same replies but those about TLS", async () => {
			await using ftp = await RawFtp.connect(plain().explicit());
			const bytes = new TextEncoder().encode(sessionIn("clear"));
			for (const byte of bytes) ftp.control.push(Uint8Array.of(byte));
			const expected = codes.slice();
			expected.splice(3, 2, 503, 503);
			expect(await read(ftp)).toEqual(expected);
		});

		test("with LF alone gets the same replies", async () => {
			await using ftp = await RawFtp.connect(plain().explicit());
			await ftp.send(sessionIn("lines").replaceAll("\r\n", "\n"));
			const expected = codes.slice();
			expected.splice(3, 2, 503, 503);
			expect(await read(ftp)).toEqual(expected);
		});
	});

	describe.each(TLS_VERSIONS)("TLS records of %s", (version) => {
		test.each([1, 2, 5, 7, 1000])(
			"cut into TCP segments of %d bytes carry a handshake, a login and an upload",
			async (grain) => {
				await using ftp = await RawFtp.connect({
					...server().explicit(),
					version,
				});
				await ftp.expect("AUTH TLS", 234);
				await ftp.startTls({ grain });
				await ftp.login();
				await ftp.protect();
				const bytes = content(grain < 5 ? 3_000 : 40_000, grain);
				const arranged = await ftp.arrange("EPSV");
				const data = await arranged.open();
				await ftp.expect("STOR cut.bin", 150);
				const session = ftp.control.session;
				await data.startTls({ version, grain, session });
				await data.write(bytes);
				data.end();
				await ftp.expectReply(226);
				const file = join(server().home(ALICE.name), "cut.bin");
				expect(sha256(readFileSync(file))).toBe(sha256(bytes));
			},
		);
	});

	describe("another protocol", () => {
		const reflected = async (
			place: Place,
			text: string,
			before: readonly string[] = [],
		): Promise<string> => {
			await using ftp = await RawFtp.open({
				host: place.host,
				port: place.port,
			});
			for (const line of before) await ftp.send(line);
			await ftp.send(text);
			return await ftp.ended();
		};

		for (const [what, text] of FOREIGN) {
			test(`(${what}) at the explicit port is closed with nothing of it said back`, async () => {
				const said = await reflected(server().explicit(), text);
				expect(said).not.toContain("MARK");
				expect(said).toMatch(/^220 [^\r]*\r\n(421 [^\r]*\r\n)?$/);
			});

			test(`(${what}) inside TLS is closed with nothing of it said back`, async () => {
				await using ftp = await RawFtp.connect(server().explicit());
				await ftp.secure();
				await ftp.send(text);
				expect(await ftp.ended()).not.toContain("MARK");
			});

			test(`(${what}) at the implicit port is closed with nothing said at all`, async () => {
				const said = await reflected(server().implicit(), text);
				expect(said).not.toContain("MARK");
				expect(said).not.toMatch(/^\d{3} /m);
			});
		}

		test("(TLS) at the explicit port is closed, and the log gives the right URL", async () => {
			const { host, port } = server().explicit();
			const wire = await Wire.connect({ host, port });
			await wire.read();
			expect(
				await wire.startTls().then(
					() => "secured",
					() => "refused",
				),
			).toBe("refused");
			wire.destroy();
			await server().logged(/implicit|ftpes:|AUTH TLS/);
		});
	});

	test("every byte from 0 to 255, alone on a line, gets one well-formed reply", async () => {
		await using ftp = await member(server(), USUAL);
		for (let byte = 0; byte < 256; byte++) {
			// A line feed ends a line; 0x16 0x03 would begin a TLS record, 0x16 alone does not.
			if (byte === 10) continue;
			await ftp.send(Uint8Array.of(byte, 65, 13, 10));
			const { code } = await ftp.reply();
			expect([500, 501, 502]).toContain(code);
		}
		await ftp.expect("NOOP", 200);
	});

	describe.each(TLS_VERSIONS)("ALPN with %s", (version) => {
		const opened = async (
			alpn: readonly string[] | undefined,
			way: "explicit" | "implicit",
		): Promise<Wire> => {
			const { host, port } =
				way === "explicit" ? server().explicit() : server().implicit();
			const wire = await Wire.connect({ host, port });
			if (way === "explicit") {
				await wire.read();
				await wire.write("AUTH TLS\r\n");
				await wire.read();
			}
			await wire.startTls({ version, ...(alpn === undefined ? {} : { alpn }) });
			return wire;
		};

		for (const way of ["explicit", "implicit"] as const) {
			test(`at the ${way} port: ftp is answered, none is fine, and others are refused`, async () => {
				const chosen = await opened(["http/1.1", "ftp"], way);
				expect(chosen.alpn).toBe("ftp");
				chosen.destroy();
				const silent = await opened(undefined, way);
				expect(silent.alpn).toBeUndefined();
				silent.destroy();
				for (const alpn of [["http/1.1"], ["h2", "smtp"]]) {
					const outcome = opened(alpn, way).then(
						() => "served",
						() => "refused",
					);
					expect(await outcome).toBe("refused");
				}
			});
		}
	});
});
