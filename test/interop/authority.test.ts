import { expect, test } from "bun:test";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Workshop, workshop } from "../certificates/openssl.ts";
import {
	hasClient,
	oceanftp,
	type RunResult,
	run,
} from "../support/programs.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** An authority as real ones are: a root that signs an intermediate that signs servers. */
function makeAuthority(shop: Workshop): void {
	shop.write(
		"intermediate.ext",
		"basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n",
	);
	shop.openssl(
		...["req", "-x509", ...EC, "-subj", "/CN=Test Root", "-days", "30"],
		...["-keyout", "root.key", "-out", "root.pem"],
	);
	shop.openssl(
		...["req", ...EC, "-subj", "/CN=Test Intermediate"],
		...["-keyout", "intermediate.key", "-out", "intermediate.csr"],
	);
	shop.openssl(
		...["x509", "-req", "-in", "intermediate.csr", "-days", "20"],
		...["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"],
		...["-extfile", "intermediate.ext", "-out", "intermediate.pem"],
	);
}

/** What the authority sends back: the chain in the wrong order, the root in it. */
function answer(shop: Workshop): void {
	shop.openssl(
		...[
			"x509",
			"-req",
			"-in",
			"nas.csr",
			"-days",
			"10",
			"-copy_extensions",
			"copy",
		],
		...["-CA", "intermediate.pem", "-CAkey", "intermediate.key"],
		...["-CAcreateserial", "-out", "leaf.pem"],
	);
	const parts = ["root.pem", "leaf.pem", "intermediate.pem"];
	shop.write("answer.crt", parts.map((name) => shop.text(name)).join("\n"));
}

test.skipIf(!hasClient("curl") || !hasClient("openssl"))(
	"openssl and curl verify a certificate that went to an authority and came back, without -k",
	async () => {
		using shop = workshop();
		using data = tempFolder();
		const cert = async (...args: string[]): Promise<RunResult> => {
			const command = [...oceanftp("bun"), "cert", ...args];
			const result = await run([...command, "--data", data.path]);
			if (result.exit !== 0) throw new Error(result.stderr);
			return result;
		};
		makeAuthority(shop);
		await cert("create", "nas", "--san", "localhost,127.0.0.1");
		copyFileSync(
			join(data.path, "certs", "nas.csr"),
			join(shop.path, "nas.csr"),
		);
		answer(shop);

		await using server = await startServer({ data: data.path });
		const imported = await cert("import", join(shop.path, "answer.crt"));
		expect(`${imported.stdout}${imported.stderr}`).toContain("nas");
		await cert("default", "nas");
		await server.logged(/read again: the default certificate, now nas/);

		const { port } = server.explicit();
		const root = join(shop.path, "root.pem");
		const seen = await run(
			[
				...["openssl", "s_client", "-starttls", "ftp"],
				...["-connect", `127.0.0.1:${port}`, "-servername", "localhost"],
				...[
					"-CAfile",
					root,
					"-verify_return_error",
					"-verify_hostname",
					"localhost",
				],
			],
			{ stdin: "QUIT\n" },
		);
		expect(seen.stdout).toContain("Verify return code: 0 (ok)");

		const file = join(shop.path, "sent.txt");
		writeFileSync(file, "through an authority");
		const login = [
			"-sS",
			"-u",
			`${ALICE.name}:${ALICE.password}`,
			"--cacert",
			root,
		];
		const explicit = `ftp://localhost:${port}/sent.txt`;
		const implicit = `ftps://localhost:${server.implicit().port}/sent.txt`;
		const sent = await run([
			"curl",
			...login,
			"--ssl-reqd",
			"-T",
			file,
			explicit,
		]);
		expect(sent).toMatchObject({ exit: 0, stderr: "" });
		const received = await run(["curl", ...login, implicit]);
		expect(received).toEqual({
			exit: 0,
			stdout: "through an authority",
			stderr: "",
		});
	},
	120_000,
);
