import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AT_ONCE_MS } from "../support/deadline.ts";
import { passivePlace, RawFtp } from "../support/raw-ftp.ts";
import { HOSTS, PLAIN_FLAGS, sharedServers } from "../support/shared-server.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { Wire } from "../support/wire.ts";
import { guest, member, TLS_VERSIONS, USUAL } from "./channels.ts";

const serverFor = sharedServers();

describe.each(TLS_VERSIONS)("AUTH with %s", (version) => {
	for (const mechanism of ["TLS", "SSL", "TLS-C", "tls"]) {
		test(`${mechanism} starts TLS with the certificate that the server announced`, async () => {
			const server = serverFor("explicit");
			await using ftp = await RawFtp.connect({ ...server.explicit(), version });
			await ftp.expect(`AUTH ${mechanism}`, 234);
			await ftp.startTls();
			expect(ftp.control.protocol).toBe(version);
			expect(ftp.control.peerSha256).toBe(
				plainHex(server.ready.certificate.sha256),
			);
			await ftp.login();
		});
	}

	test("a command in the same segment behind AUTH is never run", async () => {
		const { host, port } = serverFor("explicit").explicit();
		await using ftp = await RawFtp.connect({ host, port, version });
		await ftp.send("AUTH TLS\r\nNOOP\r\n");
		const answers = await ftp.ended();
		expect(answers).not.toMatch(/^200/m);
		expect(answers).not.toMatch(/^234/m);
	});

	test("a command in a segment of its own behind AUTH is never run", async () => {
		const { host, port } = serverFor("explicit").explicit();
		await using ftp = await RawFtp.connect({ host, port, version });
		await ftp.send("AUTH TLS\r\n");
		await ftp.send("NOOP\r\n");
		const answers = await ftp.ended();
		expect(answers).not.toMatch(/^200/m);
	});
});

function plainHex(text: string): string {
	return text.replaceAll(":", "").toLowerCase();
}

describe("AUTH", () => {
	test("of an unknown mechanism is 504, and without one 501", async () => {
		await using ftp = await RawFtp.connect(serverFor("explicit").explicit());
		await ftp.expect("AUTH KERBEROS_V4", 504);
		await ftp.expect("AUTH", 501);
	});

	test("a second time inside TLS is 503", async () => {
		await using ftp = await guest(serverFor("explicit"), USUAL);
		await ftp.expect("AUTH TLS", 503);
	});

	test("after login is 503 or 534", async () => {
		await using ftp = await member(serverFor("plain"), {
			mode: "plain",
			host: "127.0.0.1",
		});
		expect([503, 534]).toContain((await ftp.command("AUTH TLS")).code);
	});
});

describe("protection", () => {
	test("PROT needs PBSZ, and PBSZ needs TLS", async () => {
		await using clear = await RawFtp.connect(serverFor("plain").explicit());
		await clear.expect("PBSZ 0", 503);
		await using ftp = await guest(serverFor("explicit"), USUAL);
		await ftp.login();
		await ftp.expect("PROT P", 503);
		await ftp.expect("PBSZ 4096", 200);
		await ftp.expect("PROT S", 536);
		await ftp.expect("PROT E", 536);
		await ftp.expect("PROT X", 504);
		await ftp.expect("PROT C", 534);
		await ftp.expect("PROT P", 200);
	});

	test("USER in clear text is refused with 530 where TLS is required", async () => {
		await using ftp = await RawFtp.connect(serverFor("explicit").explicit());
		await ftp.expect(`USER ${ALICE.name}`, 530);
	});

	for (const line of ["RETR a.txt", "STOR a.txt", "LIST", "MLSD"]) {
		test(`${line} without PROT P is 521 where it is required, before anything happens`, async () => {
			const server = serverFor("explicit");
			writeFileSync(join(server.home(ALICE.name), "a.txt"), "old");
			await using ftp = await guest(server, USUAL);
			await ftp.login();
			const arranged = await ftp.arrange("EPSV");
			await arranged.open();
			await ftp.expect(line, 521);
			await ftp.expect("NOOP", 200);
			await ftp.expect("SIZE a.txt", 213);
		});
	}

	test("clear data is served where the client may choose, and P on request", async () => {
		const server = serverFor("plain");
		writeFileSync(join(server.home(ALICE.name), "a.txt"), "text");
		await using ftp = await guest(server, { ...USUAL });
		await ftp.login();
		const clear = await ftp.download("RETR a.txt");
		expect(new TextDecoder().decode(clear.bytes)).toBe("text");
		await ftp.protect();
		const secure = await ftp.download("RETR a.txt");
		expect(secure.ending).toBe("close_notify");
		expect(new TextDecoder().decode(secure.bytes)).toBe("text");
	});
});

describe.each(HOSTS)("a data connection at %s", (host) => {
	const channel = { ...USUAL, host };

	test.each(["RETR a.txt", "STOR b.txt", "LIST"])(
		"that nobody arranged makes %s a 425",
		async (line) => {
			const server = serverFor("explicit");
			writeFileSync(join(server.home(ALICE.name), "a.txt"), "text");
			await using ftp = await member(server, channel);
			await ftp.expect(line, 425);
			await ftp.expect("NOOP", 200);
		},
	);

	test("may start TLS before the command and before the 150", async () => {
		const server = serverFor("explicit");
		writeFileSync(join(server.home(ALICE.name), "a.txt"), "text");
		await using ftp = await member(server, channel);
		const arranged = await ftp.arrange("EPSV");
		const wire = await arranged.open();
		const [, reply] = await Promise.all([
			ftp.secureData(wire),
			ftp.command("RETR a.txt"),
		]);
		expect(reply.code).toBe(150);
		expect(new TextDecoder().decode(await wire.readAll())).toBe("text");
		wire.end();
		await ftp.expectReply(226);
	});

	for (const how of ["fin", "reset"] as const) {
		test(`that the client ends by ${how} instead of starting TLS is 522 at once`, async () => {
			await using ftp = await member(serverFor("explicit"), channel);
			const arranged = await ftp.arrange("EPSV");
			const wire = await arranged.open();
			await ftp.expect("STOR never.txt", 150);
			const started = performance.now();
			wire[how]();
			await ftp.expectReply(522);
			expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
			await ftp.expect("SIZE never.txt", 550);
		});
	}

	test("that is arranged again replaces the first: its port is closed", async () => {
		await using ftp = await member(serverFor("explicit"), channel);
		const first = await ftp.arrange("EPSV");
		await ftp.arrange("EPSV");
		const reached = await first.open().then(
			(wire) => wire.read(),
			() => undefined,
		);
		expect(reached).toBeUndefined();
	});

	test("to an unknown network is refused with 522 and the list of known ones", async () => {
		await using ftp = await member(serverFor("explicit"), channel);
		const eprt = await ftp.expect(`EPRT |3|${host}|40000|`, 522);
		expect(eprt.text).toContain("(1,2)");
		await ftp.expect("EPSV 3", 522);
		await ftp.expect("EPSV ALL", 200);
		await ftp.expect("PASV", 503);
	});
});

describe("PORT and EPRT", () => {
	test.each([
		["another host", "PORT 127,0,0,2,156,64"],
		["a low port", "PORT 127,0,0,1,0,22"],
		["port 0", "PORT 127,0,0,1,0,0"],
		["another host", "EPRT |1|127.0.0.2|40000|"],
		["another host in mapped form", "EPRT |2|::ffff:127.0.0.2|40000|"],
		["the other loopback", "EPRT |2|::1|40000|"],
		["a low port", "EPRT |1|127.0.0.1|1023|"],
		["nonsense", "PORT 127,0,0,1,999,1"],
		["nonsense", "EPRT |1|localhost|40000|"],
	])("to %s are refused: %s", async (_what, line) => {
		await using ftp = await member(serverFor("explicit"), USUAL);
		const { code } = await ftp.command(line);
		expect([500, 501, 504, 522]).toContain(code);
		await ftp.expect("LIST", 425);
	});
});

describe("a stranger", () => {
	test("who connects to a passive port is closed, and the client is served all the same", async () => {
		const server = serverFor("explicit");
		writeFileSync(join(server.home(ALICE.name), "a.txt"), "text");
		await using ftp = await member(server, USUAL);
		for (const by of ["PASV", "EPSV"] as const) {
			const arranged = await ftp.arrange(by);
			const place = passivePlace(arranged.reply.text, "127.0.0.1");
			const stranger = await Wire.connect({
				...place,
				localAddress: "127.0.0.2",
			});
			expect((await stranger.readAll()).length).toBe(0);
			stranger.destroy();
			const wire = await arranged.open();
			await ftp.expect("RETR a.txt", 150);
			await ftp.secureData(wire);
			expect(new TextDecoder().decode(await wire.readAll())).toBe("text");
			wire.end();
			await ftp.expectReply(226);
		}
	});

	test("who comes after the command does not disturb either", async () => {
		const server = serverFor("explicit");
		writeFileSync(join(server.home(ALICE.name), "a.txt"), "text");
		await using ftp = await member(server, USUAL);
		const arranged = await ftp.arrange("EPSV");
		await ftp.send("RETR a.txt\r\n");
		const place = passivePlace(arranged.reply.text, "127.0.0.1");
		const stranger = await Wire.connect({
			...place,
			localAddress: "127.0.0.2",
		});
		expect((await stranger.readAll()).length).toBe(0);
		stranger.destroy();
		const wire = await arranged.open();
		await ftp.expectReply(150);
		await ftp.secureData(wire);
		expect(new TextDecoder().decode(await wire.readAll())).toBe("text");
		wire.end();
		await ftp.expectReply(226);
	});
});

describe("a client that misbehaves", () => {
	test("gets 500 and the end for a line without an end", async () => {
		await using ftp = await RawFtp.connect(serverFor("explicit").explicit());
		ftp.control.push(new Uint8Array(70_000).fill(65));
		expect((await ftp.reply()).code).toBe(500);
		expect(await ftp.ended()).toBe("");
	});

	test("gets 421 and the end after five wrong passwords", async () => {
		await using server = await startServer();
		await using ftp = await guest(server, USUAL);
		const codes: number[] = [];
		while (codes.at(-1) !== 421 && codes.length < 6) {
			const user = await ftp.command(`USER ${ALICE.name}`);
			if (user.code === 331) {
				codes.push((await ftp.command("PASS wrong")).code);
			} else codes.push(user.code);
		}
		expect(codes.slice(0, 4)).toEqual([530, 530, 530, 530]);
		expect(codes.at(-1)).toBe(421);
		expect(codes.length).toBeLessThanOrEqual(6);
		expect(await ftp.ended()).toBe("");
	}, 120_000);

	test("is told the same for an unknown user as for a wrong password", async () => {
		await using server = await startServer();
		await using ftp = await guest(server, USUAL);
		await ftp.expect("USER nobody", 331);
		const unknown = await ftp.expect("PASS wrong", 530);
		await ftp.expect(`USER ${ALICE.name}`, 331);
		const wrong = await ftp.expect("PASS wrong", 530);
		expect(unknown.text).toBe(wrong.text);
	});

	test.each([
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\n\r\n",
		"EHLO mail.example\r\n",
	])(
		"and speaks another protocol is closed, with nothing of it repeated: %j",
		async (text) => {
			await using ftp = await RawFtp.connect(serverFor("explicit").explicit());
			await ftp.send(text);
			const said = await ftp.ended();
			expect(said).not.toContain("HTTP/1.1");
			expect(said).not.toContain("mail.example");
		},
	);

	test("and speaks clear text to the implicit port is closed", async () => {
		const { host, port } = serverFor("explicit").implicit();
		const wire = await Wire.connect({ host, port });
		await wire.write("USER alice\r\n");
		const said = new TextDecoder().decode(await wire.readAll());
		expect(said).not.toContain("331");
		wire.destroy();
	});

	test("and speaks TLS to the explicit port at once is closed", async () => {
		const { host, port } = serverFor("explicit").explicit();
		const wire = await Wire.connect({ host, port });
		await wire.read();
		const handshake = wire.startTls().then(
			() => "secured",
			() => "refused",
		);
		expect(await handshake).toBe("refused");
		wire.destroy();
	});
});

describe("unknown and bad commands", () => {
	test("get the codes of the RFCs", async () => {
		await using ftp = await member(serverFor("explicit"), USUAL);
		await ftp.expect("XYZZY", 500);
		await ftp.expect("TYPE E", 504);
		await ftp.expect("MODE B", 504);
		await ftp.expect("STRU R", 504);
		await ftp.expect("REST abc", 501);
		await ftp.expect("REST -1", 501);
		await ftp.expect("RNTO x", 503);
		await ftp.expect("SIZE nosuch", 550);
		await ftp.expect("MDTM nosuch", 550);
		await ftp.expect("DELE nosuch", 550);
		await ftp.expect("CWD nosuch", 550);
		await ftp.expect("RNFR nosuch", 550);
		expect((await ftp.expect("SYST", 215)).text).toStartWith("215 UNIX");
	});

	test("before login are 530", async () => {
		await using ftp = await guest(serverFor("explicit"), USUAL);
		for (const line of ["PWD", "LIST", "RETR a", "STOR a", "PASV", "SIZE a"])
			await ftp.expect(line, 530);
	});

	test("REST beyond the end of a file is 554 at RETR", async () => {
		const server = serverFor("explicit");
		writeFileSync(join(server.home(ALICE.name), "a.txt"), "text");
		await using ftp = await member(server, USUAL);
		await ftp.arrange("EPSV");
		await ftp.expect("REST 5", 350);
		await ftp.expect("RETR a.txt", 554);
	});

	test("in pieces of one byte, and three in one segment, are understood", async () => {
		await using ftp = await member(serverFor("explicit"), USUAL);
		for (const char of "NOOP\r\n") await ftp.send(char);
		await ftp.expectReply(200);
		await ftp.send("NOOP\r\nSYST\r\nPWD\r\n");
		await ftp.expectReply(200);
		await ftp.expectReply(215);
		await ftp.expectReply(257);
	});

	test("FEAT lists AUTH, PBSZ, PROT and what is needed for resuming", async () => {
		await using ftp = await RawFtp.connect(serverFor("explicit").explicit());
		const { lines } = await ftp.expect("FEAT", 211);
		for (const feature of [
			"AUTH TLS",
			"PBSZ",
			"PROT",
			"REST STREAM",
			"UTF8",
			"EPSV",
			"SIZE",
			"MDTM",
		])
			expect(lines.join("\n")).toContain(` ${feature}`);
	});
});

describe("a path", () => {
	test.each([
		"../../etc/passwd",
		"/../../../../etc/passwd",
		"link/passwd",
		"/link/passwd",
		"folder/../../../etc/passwd",
	])("that leads out of the home is 550: RETR %s", async (path) => {
		const server = serverFor("explicit");
		const home = server.home(ALICE.name);
		mkdirSync(join(home, "folder"), { recursive: true });
		try {
			symlinkSync("/etc", join(home, "link"));
		} catch (error) {
			if (!String(error).includes("EEXIST")) throw error;
		}
		await using ftp = await member(server, USUAL);
		await ftp.arrange("EPSV");
		await ftp.expect(`RETR ${path}`, 550);
		await ftp.expect(`SIZE ${path}`, 550);
	});

	test("that leads out by a link can neither be listed nor written", async () => {
		const server = serverFor("explicit");
		const home = server.home(ALICE.name);
		mkdirSync(join(home, "out"), { recursive: true });
		symlinkSync("/", join(home, "out/root"));
		await using ftp = await member(server, USUAL);
		await ftp.expect("CWD out/root", 550);
		await ftp.arrange("EPSV");
		expect([550, 553]).toContain(
			(await ftp.command("STOR out/root/tmp/oceanftp-escaped")).code,
		);
		expect([550, 553]).toContain(
			(await ftp.command("MKD out/root/tmp/x")).code,
		);
	});

	test("with a NUL in it is 501", async () => {
		await using ftp = await member(serverFor("explicit"), USUAL);
		await ftp.expect("CWD a\0b", 501);
	});
});

describe("plain FTP", () => {
	test("works where it is allowed", async () => {
		await using server = await startServer({ flags: PLAIN_FLAGS });
		await using ftp = await RawFtp.connect(server.explicit());
		await ftp.login();
		const bytes = createHash("sha512").update("x").digest();
		await ftp.upload("STOR x", bytes);
		expect(Buffer.from((await ftp.download("RETR x")).bytes)).toEqual(bytes);
	});
});
