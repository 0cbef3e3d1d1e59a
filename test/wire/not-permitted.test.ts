import { expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { AS_NOBODY, MAY_BE_NOBODY, NOBODY } from "../support/another-user.ts";
import { content, sha256, temporaryUploads } from "../support/content.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { member, USUAL } from "./channels.ts";

const OLD = content(5_000, 3);

/** Tests may run as root, whom nothing is forbidden: the server under test does not. */
test.skipIf(!MAY_BE_NOBODY)(
	"where the system forbids the server to write or read, each verb is 550, nothing changes, and the session goes on",
	async () => {
		using folder = tempFolder();
		chownSync(folder.path, NOBODY, NOBODY);
		await using server = await startServer({
			data: folder.path,
			wrapper: AS_NOBODY,
			cwd: "/",
		});
		const home = server.home(ALICE.name);
		chownSync(home, NOBODY, NOBODY);
		const shut = join(home, "shut");
		mkdirSync(join(shut, "sub"), { recursive: true });
		writeFileSync(join(shut, "kept.bin"), OLD);
		const secret = join(home, "secret.bin");
		writeFileSync(secret, OLD, { mode: 0o600 });
		const unlisted = join(home, "unlisted");
		mkdirSync(unlisted);
		chmodSync(unlisted, 0o711);
		const before = readdirSync(home, { recursive: true }).sort();
		await using ftp = await member(server, USUAL);

		for (const line of [
			"MKD shut/new",
			"RMD shut/sub",
			"DELE shut/kept.bin",
			"MFMT 20200101000000 shut/kept.bin",
			"SITE CHMOD 777 shut/kept.bin",
		])
			await ftp.expect(line, 550);
		await ftp.expect("RNFR shut/kept.bin", 350);
		await ftp.expect("RNTO stolen.bin", 550);
		const transfers = [
			"STOR shut/new.bin",
			"STOR shut/kept.bin",
			"APPE shut/kept.bin",
			"STOR secret.bin",
			"RETR secret.bin",
			"LIST unlisted",
			"MLSD unlisted",
			"NLST unlisted",
		];
		for (const line of transfers) {
			const arranged = await ftp.arrange("EPSV");
			const wire = await arranged.open();
			let reply = await ftp.command(line);
			// A listing is begun before its folder is opened.
			if (reply.code === 150) {
				await ftp.secureData(wire);
				reply = await ftp.reply();
			}
			expect({ line, code: reply.code }).toEqual({ line, code: 550 });
			wire.destroy();
		}

		expect(readdirSync(home, { recursive: true }).sort()).toEqual(before);
		expect(sha256(readFileSync(join(shut, "kept.bin")))).toBe(sha256(OLD));
		expect(temporaryUploads(folder.path)).toEqual([]);
		const down = await ftp.download("RETR shut/kept.bin");
		expect(sha256(down.bytes)).toBe(sha256(OLD));
		await ftp.upload("STOR own.bin", OLD);
		expect(sha256(readFileSync(join(home, "own.bin")))).toBe(sha256(OLD));
	},
);
