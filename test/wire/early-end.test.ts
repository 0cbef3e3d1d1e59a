import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AT_ONCE_MS } from "../support/deadline.ts";
import { RUNTIMES } from "../support/programs.ts";
import { sharedServers } from "../support/shared-server.ts";
import { ALICE } from "../support/start-server.ts";
import { member } from "./channels.ts";

describe.each(RUNTIMES)("under %s", (runtime) => {
	const serverFor = sharedServers({ runtime });

	for (const mode of ["plain", "explicit"] as const) {
		for (const how of ["reset", "fin", "destroy"] as const) {
			test.each(["STOR never.bin", "RETR small.bin", "LIST"])(
				`a data connection (${mode}) that is gone (${how}) before its command is noticed at once: %s`,
				async (line) => {
					const server = serverFor(mode);
					writeFileSync(join(server.home(ALICE.name), "small.bin"), "small");
					await using ftp = await member(server, { mode, host: "127.0.0.1" });
					const data = await (await ftp.arrange("EPSV")).open();
					// The first answer may be written in the turn in which the connection is still to be accepted; the second not.
					await ftp.expect("NOOP", 200);
					await ftp.expect("NOOP", 200);
					data[how]();
					await ftp.expect("NOOP", 200);
					const started = performance.now();
					const codes = [(await ftp.command(line)).code];
					if (codes[0] === 150) codes.push((await ftp.reply()).code);
					expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
					// In clear, a FIN is the end of an upload, and says nothing about a download; small ones fit in the kernel.
					const allowed = mode === "plain" ? [425, 426, 226] : [425, 426, 522];
					expect(allowed).toContain(codes.at(-1) ?? 0);
					if (how === "reset" && line.startsWith("STOR"))
						expect(codes.at(-1)).not.toBe(226);
					await ftp.expect("NOOP", 200);
				},
			);
		}
	}

	test("ABOR ends a transfer whose client does not begin its TLS handshake", async () => {
		await using ftp = await member(serverFor("explicit"), {
			mode: "explicit",
			host: "127.0.0.1",
		});
		for (const line of ["STOR never.bin", "LIST"]) {
			await (await ftp.arrange("EPSV")).open();
			await ftp.expect(line, 150);
			const started = performance.now();
			await ftp.send("ABOR\r\n");
			await ftp.expectReply(426);
			await ftp.expectReply(226);
			expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
		}
	});

	test("ABOR in one write behind two transfers ends the second, which nobody connects to, at once", async () => {
		await using ftp = await member(serverFor("plain"), {
			mode: "plain",
			host: "127.0.0.1",
		});
		const started = performance.now();
		await ftp.send("STOR\r\nPASV\r\nLIST\r\nABOR\r\nPWD\r\n");
		const codes: number[] = [];
		while (codes.at(-1) !== 257) codes.push((await ftp.reply()).code);
		expect(codes.filter((code) => code !== 150)).toEqual([
			501, 227, 426, 226, 257,
		]);
		expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
	});
});
