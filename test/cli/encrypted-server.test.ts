import { expect, test } from "bun:test";
import { RawFtp } from "../support/raw-ftp.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { call, dataFolder } from "./kit.ts";

const SECRET = { OCEANFTP_TEST_PASSPHRASE: "open sésame" };
const FLAGS = ["--passphrase-env", "OCEANFTP_TEST_PASSPHRASE"];

test("a server whose key is encrypted starts with the passphrase, and without it says which flag to give", async () => {
	using data = dataFolder();
	const made = await call(
		["cert", "create", "default", "--encrypt-key", ...FLAGS, ...data.flags],
		{ env: SECRET },
	);
	expect({ exit: made.exit, stderr: made.stderr }).toMatchObject({ exit: 0 });

	const serve = [
		"serve",
		"--host",
		"127.0.0.1",
		"--port",
		"0",
		"--implicit-port",
		"0",
	];
	const without = await call([...serve, ...data.flags]);
	expect(without.exit).toBe(8);
	expect(without.stderr).toContain("[cert.key-encrypted]");
	const wrong = await call([...serve, ...FLAGS, ...data.flags], {
		env: { OCEANFTP_TEST_PASSPHRASE: "wrong" },
	});
	expect(wrong.exit).toBe(8);
	expect(wrong.stderr).toContain("[cert.bad-passphrase]");

	await using server = await startServer({
		data: data.path,
		flags: FLAGS,
		env: SECRET,
	});
	await using ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login(ALICE.name);
	expect(ftp.control.peerSha256).toBe(server.ready.certificate.sha256);
	expect(server.stderr()).not.toContain(SECRET.OCEANFTP_TEST_PASSPHRASE);
}, 120_000);
