import { expect, test } from "bun:test";
import { join } from "node:path";
import { selfSigned, workshop } from "../certificates/openssl.ts";
import { BINARY, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const SECRET = { OCEANFTP_TEST_PASSPHRASE: "geheim" };

test("the executable creates, imports from PKCS#7 and PKCS#12, exports, and serves what it imported", async () => {
	using shop = workshop();
	using data = tempFolder();
	selfSigned(shop, "theirs", { san: "DNS:theirs.example" });
	for (const [file, more] of [
		["modern.p12", []],
		["old.p12", ["-legacy"]],
	] as const) {
		shop.openssl(
			...["pkcs12", "-export", ...more, "-in", "theirs.crt"],
			...["-inkey", "theirs.key", "-passout", "pass:geheim", "-out", file],
		);
	}
	shop.openssl(
		...["crl2pkcs7", "-nocrl", "-certfile", "theirs.crt", "-out", "theirs.p7b"],
	);
	const cert = async (...args: string[]): Promise<string> => {
		const command = [BINARY, "cert", ...args, "--data", data.path];
		const { exit, stderr, stdout } = await run(command, { env: SECRET });
		if (exit !== 0) throw new Error(`cert ${args.join(" ")}: ${stderr}`);
		return stdout;
	};
	const passphrase = ["--passphrase-env", "OCEANFTP_TEST_PASSPHRASE"];
	const at = (file: string): string => join(shop.path, file);

	await cert("create", "made", "--san", "made.example", "--key", "rsa-2048");
	await cert("import", at("modern.p12"), "--name", "modern", ...passphrase);
	await cert("import", at("old.p12"), "--name", "old", ...passphrase);
	await cert("import", at("theirs.p7b"), at("theirs.key"), "--name", "plain");
	await cert("default", "plain");
	const out = at("back.p12");
	await cert(
		"export",
		"plain",
		"--format",
		"p12",
		"--with-key",
		"--out",
		out,
		...passphrase,
	);
	const read = shop.openssl(
		...["pkcs12", "-in", "back.p12", "-passin", "pass:geheim", "-nokeys"],
	);
	expect(read).toContain("BEGIN CERTIFICATE");
	const oldOut = at("old-back.p12");
	await cert(
		...["export", "plain", "--format", "p12", "--with-key", "--legacy"],
		...["--out", oldOut, ...passphrase],
	);
	const readOld = shop.openssl(
		...["pkcs12", "-in", "old-back.p12", "-passin", "pass:geheim"],
		...["-legacy", "-noenc", "-info"],
	);
	expect(readOld).toContain("BEGIN PRIVATE KEY");

	const listed: { certificates: { name: string }[] } = JSON.parse(
		await cert("list", "--json"),
	);
	const names = listed.certificates.map(({ name }) => name).sort();
	expect(names).toEqual(["made", "modern", "old", "plain"]);

	await using server = await startServer({
		data: data.path,
		runtime: "binary",
	});
	expect(server.ready.certificate.name).toBe("plain");
	await using ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login();
	expect(ftp.control.peerSha256).toBe(server.ready.certificate.sha256);
}, 120_000);
