import { describe, expect, test } from "bun:test";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY_MS } from "../../src/base/index.ts";
import {
	openCertificateStore,
	parseNames,
} from "../../src/certificates/index.ts";
import { diskFolder, keyMaterial } from "../../src/platform/index.ts";
import { workshop } from "../certificates/openssl.ts";
import { startServer } from "../support/start-server.ts";
import { type CertFolder, certFolder } from "./cert-kit.ts";
import { call } from "./kit.ts";

/** Writes oceanftp.toml. */
function configure(data: CertFolder, text: string): string {
	const file = join(data.path, "oceanftp.toml");
	writeFileSync(file, text);
	return file;
}

/** A certificate that ended long ago, made by the store with a clock that stands in the past. */
async function expired(data: CertFolder, name: string): Promise<void> {
	const store = await openCertificateStore({
		folder: diskFolder(data.path),
		keys: keyMaterial,
		nowMs: () => Date.now() - 100 * DAY_MS,
	});
	const names = parseNames([`${name}.example`]);
	await store.create({ name, names, algorithm: "ecdsa-p256", days: 9 });
}

describe("cert list", () => {
	test("of nothing makes nothing, and is an empty document under --json", async () => {
		using data = certFolder();
		const { exit, stdout, stderr } = await data.cert(["list"]);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: "" });
		expect(stderr).toContain("There are no certificates.");
		expect(await data.json(["list"])).toEqual({
			schema: "oceanftp.certs/1",
			default: "default",
			certificates: [],
		});
		expect(data.contents()).toEqual({});
	});

	test("marks the default, and says what is wrong with one that cannot be used", async () => {
		using data = certFolder();
		await data.cert(["create", "nas", "--san", "nas.example", "--default"]);
		await expired(data, "old");
		const { stdout } = await data.cert(["list"]);
		const lines = stdout.trimEnd().split("\n");
		expect(lines[1]).toMatch(
			/^\* {2}nas {3}\d{4}-\d\d-\d\d, in 825 days +EC P-256 +self-signed +open +nas.example$/,
		);
		expect(lines[2]).toMatch(/^ {3}old /);
		expect(lines[3]).toContain("[cert.expired]");
		const { certificates } = await data.json(["list"]);
		expect(
			certificates.map((one: { problem: unknown }) => one.problem),
		).toEqual([null, { code: "cert.expired", error: expect.any(String) }]);
	});

	test("shows what there is also when the configuration is broken", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		configure(data, "tls = 5");
		const { exit, stdout, stderr } = await data.cert(["list"]);
		expect(exit).toBe(0);
		expect(stdout).toContain("nas");
		expect(stderr).toContain("The configuration is not read");
		expect((await data.cert(["remove", "nas", "--yes"])).exit).toBe(3);
	});
});

describe("cert check", () => {
	test("ends with 0, 10 or 8, and one document says why", async () => {
		using data = certFolder();
		expect((await data.cert(["check"])).exit).toBe(0);
		await data.cert(["create", "nas", "--days", "20", "--default"]);
		await data.cert(["create", "good"]);
		expect((await data.cert(["check", "good"])).exit).toBe(0);
		expect((await data.cert(["check", "--within", "2w"])).exit).toBe(0);
		const soon = await data.cert(["check", "--json"]);
		expect(soon.exit).toBe(10);
		expect(JSON.parse(soon.stdout)).toEqual({
			schema: "oceanftp.cert-check/1",
			verdict: "attention",
			certificates: [
				{
					name: "nas",
					verdict: "attention",
					problem: null,
					findings: [
						{
							code: "cert.expires-soon",
							level: "warning",
							text: expect.stringContaining("it ends on"),
						},
					],
				},
			],
		});
		await expired(data, "old");
		expect((await data.cert(["check"])).exit).toBe(10);
		const all = await data.cert(["check", "--all"]);
		expect(all.exit).toBe(8);
		expect(all.stdout).toContain("good: good");
		expect(all.stdout).toContain("old: unusable");
		expect(all.stdout).toContain("fix: oceanftp cert renew old");
	});

	test("looks at the certificates of listeners as well", async () => {
		using data = certFolder();
		await data.cert(["create", "nas", "--default"]);
		await expired(data, "old");
		configure(data, '[[listen]]\nmode = "implicit"\ncertificate = "old"\n');
		const { exit, stdout } = await data.cert(["check"]);
		expect(exit).toBe(8);
		expect(stdout).toMatch(/^nas: good\nold: unusable\n/);
	});

	test.each<[string, string[], number]>([
		["a name that is not there", ["none"], 4],
		["a name and --all", ["nas", "--all"], 2],
		["a time without a unit", ["--within", "30"], 2],
		["a time in years", ["--within", "1y"], 2],
	])("refuses %s", async (_, args, status) => {
		using data = certFolder();
		await data.cert(["create", "nas", "--default"]);
		const { exit, stdout } = await data.cert(["check", ...args]);
		expect({ exit, stdout }).toEqual({ exit: status, stdout: "" });
	});
});

describe("cert default", () => {
	test("is kept, and refused with the line when the configuration names another", async () => {
		using data = certFolder();
		await data.cert(["create", "a"]);
		await data.cert(["create", "b"]);
		expect(await data.json(["default", "a"])).toEqual({
			schema: "oceanftp.cert-default/1",
			name: "a",
			before: "default",
			dryRun: false,
			written: ["state.json"],
			archived: [],
			removed: [],
		});
		const config = configure(data, '[tls]\ncertificate = "a"\n');
		const before = data.contents();
		const { exit, stderr } = await data.cert(["default", "b"]);
		expect(exit).toBe(5);
		expect(stderr).toContain("[config.outranks]");
		expect(stderr).toContain(`${config}:2`);
		expect((await data.cert(["default", "none"])).exit).toBe(4);
		expect(data.contents()).toEqual(before);
		expect((await data.cert(["default", "a"])).exit).toBe(0);
	});

	test("refuses what could not be served, with 8", async () => {
		using data = certFolder();
		await data.cert(["create", "a", "--default"]);
		await expired(data, "old");
		const before = data.contents();
		const { exit, stderr } = await data.cert(["default", "old"]);
		expect(exit).toBe(8);
		expect(stderr).toContain("[cert.expired]");
		expect(data.contents()).toEqual(before);
	});

	test("works with the server running, which shows it to the next who connect", async () => {
		await using server = await startServer();
		const run = (...args: string[]): ReturnType<typeof call> =>
			call(["cert", ...args, "--data", server.data, "--json"]);
		const made = JSON.parse((await run("create", "new")).stdout);
		expect((await run("default", "new")).exit).toBe(0);
		await server.logged(/certificate new/);
		const { port } = server.implicit();
		const { stdout } = await run("inspect", `ftps://127.0.0.1:${port}`);
		expect(JSON.parse(stdout).certificate.sha256).toBe(made.certificate.sha256);
	});
});

describe("cert rename", () => {
	test("moves all three files, and the default with them", async () => {
		using data = certFolder();
		await data.cert(["create", "a", "--default"]);
		const before = data.contents("certs");
		expect(await data.json(["rename", "a", "b"])).toMatchObject({
			schema: "oceanftp.cert-rename/1",
			written: ["certs/b.crt", "certs/b.csr", "certs/b.key", "state.json"],
			removed: ["certs/a.crt", "certs/a.csr", "certs/a.key"],
		});
		expect(Object.values(data.contents("certs"))).toEqual(
			Object.values(before),
		);
		expect((await data.json(["list"])).default).toBe("b");
	});

	test.each<[string, string[], number, string]>([
		["a name that is taken", ["a", "B"], 5, "cert.exists"],
		["a name that is not there", ["none", "c"], 4, "cert.not-found"],
		["a name that is none", ["a", ".c"], 2, "usage.invalid"],
		["one name", ["a"], 2, "TO is missing."],
	])("refuses %s", async (_, args, status, says) => {
		using data = certFolder();
		await data.cert(["create", "a"]);
		await data.cert(["create", "b"]);
		const before = data.contents();
		const { exit, stderr } = await data.cert(["rename", ...args]);
		expect(exit).toBe(status);
		expect(stderr).toContain(says);
		expect(data.contents()).toEqual(before);
	});
});

describe("cert renew", () => {
	test("keeps the key of a self-signed one, and with --new-key makes one of the same kind", async () => {
		using data = certFolder();
		const flags = ["--san", "nas.example", "--days", "9", "--key", "rsa-2048"];
		await data.cert(["create", "nas", ...flags]);
		const before = data.contents("certs");
		const first = await data.json(["renew", "nas", "--days", "99"]);
		expect(first).toMatchObject({
			schema: "oceanftp.cert-renew/1",
			done: "renewed",
			request: null,
			certificate: { names: ["dns:nas.example"], key: "RSA 2048" },
			written: ["certs/nas.crt", "certs/nas.csr"],
		});
		expect(first.archived).toHaveLength(2);
		expect(data.contents("certs")["nas.key"]).toBe(before["nas.key"]);
		const { stdout } = await data.cert(["renew", "nas", "--new-key"]);
		expect(stdout).toContain("nas now ends on");
		expect(data.contents("certs")["nas.key"]).not.toBe(before["nas.key"]);
		const other = ["renew", "nas", "--new-key", "--key", "ecdsa-p256"];
		expect((await data.json(other)).certificate.key).toBe("EC P-256");
		const { pair } = await data.json(["inspect", "nas"]);
		expect(pair).toBe(true);
	});

	test.each<[string, string[], number]>([
		["a name that is not there", ["none"], 4],
		["--key without --new-key", ["nas", "--key", "ecdsa-p256"], 2],
		["days out of range", ["nas", "--days", "900"], 2],
	])("refuses %s", async (_, args, status) => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const before = data.contents();
		expect((await data.cert(["renew", ...args])).exit).toBe(status);
		expect(data.contents()).toEqual(before);
	});

	test("does nothing under --dry-run", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const before = data.contents();
		const { stdout } = await data.cert(["renew", "nas", "--dry-run"]);
		expect(stdout).toContain("would write");
		expect(data.contents()).toEqual(before);
	});
});

describe("cert csr", () => {
	test("prints the request as it is, and makes one with other names and the same key", async () => {
		using data = certFolder();
		using shop = workshop();
		await data.cert(["create", "nas", "--san", "nas.example"]);
		const before = data.contents();
		const same = await data.cert(["csr", "nas"]);
		expect(same.stdout).toBe(data.text("certs/nas.csr"));
		expect(data.contents()).toEqual(before);
		const made = await data.json([
			...["csr", "nas", "--san", "a.example,b.example", "--org", "New"],
		]);
		expect(made).toMatchObject({
			schema: "oceanftp.cert-request/1",
			new: true,
			written: ["certs/nas.csr"],
		});
		shop.write("new.csr", made.pem);
		const text = shop.openssl(
			...["req", "-verify", "-in", "new.csr", "-noout", "-text"],
		);
		expect(text).toContain("DNS:a.example, DNS:b.example");
		expect(text).toContain("O = New");
		const pubOf = (kind: string, file: string): string =>
			shop.openssl(kind, "-in", file, "-noout", "-pubkey");
		const crt = join(data.path, "certs/nas.crt");
		shop.write("old.crt", data.text("certs/nas.crt"));
		expect(pubOf("req", "new.csr")).toContain(pubOf("x509", crt));
		expect((await data.cert(["csr", "none"])).exit).toBe(4);
	});
});

describe("cert export", () => {
	test("gives the key only with --with-key, in a file for its owner only", async () => {
		using data = certFolder();
		using shop = workshop();
		await data.cert(["create", "nas"]);
		const chain = await data.cert(["export", "nas"]);
		expect(chain.stdout).toBe(data.text("certs/nas.crt"));
		const out = join(shop.path, "all.pem");
		const args = ["export", "nas", "--with-key", "--out", out];
		const { exit, stdout } = await data.cert(args);
		expect({ exit, stdout }).toEqual({ exit: 0, stdout: "" });
		expect(shop.text("all.pem")).toBe(
			data.text("certs/nas.key") + data.text("certs/nas.crt"),
		);
		expect(statSync(out).mode & 0o777).toBe(0o600);
		const again = await data.cert(args);
		expect(again.exit).toBe(5);
		expect(again.stderr).toContain("[file.exists]");
		expect((await data.cert([...args, "--force"])).exit).toBe(0);
		const der = join(shop.path, "nas.der");
		await data.cert(["export", "nas", "--format", "der", "--out", der]);
		shop.openssl("x509", "-inform", "DER", "-in", "nas.der", "-noout");
		const document = await data.json(["export", "nas", "--format", "der"]);
		expect(document).toEqual({
			schema: "oceanftp.cert-export/1",
			name: "nas",
			format: "der",
			withKey: false,
			file: null,
			base64: Buffer.from(shop.bytes("nas.der")).toString("base64"),
		});
	});

	test.each<[string, string[], string[]]>([
		["modern", [], []],
		["legacy", ["--legacy"], ["-legacy"]],
	])(
		"makes a %s p12 that openssl opens, key and chain",
		async (_, flags, openssl) => {
			using data = certFolder();
			using shop = workshop();
			await data.cert(["create", "nas"]);
			const { exit, stderr } = await data.cert(
				[
					...["export", "nas", "--format", "p12", "--with-key", ...flags],
					...["--out", join(shop.path, "nas.p12"), "--passphrase-stdin"],
				],
				{ stdin: "päss\n" },
			);
			expect({ exit, stderr: stderr.includes("owner") }).toEqual({
				exit: 0,
				stderr: true,
			});
			shop.openssl(
				...["pkcs12", "-in", "nas.p12", "-nodes", "-out", "opened.pem"],
				...["-passin", "pass:päss", ...openssl],
			);
			shop.openssl("pkey", "-in", "opened.pem", "-out", "opened.key");
			expect(shop.text("opened.key")).toBe(data.text("certs/nas.key"));
			expect(shop.text("opened.pem")).toContain("BEGIN CERTIFICATE");
		},
	);

	test.each<[string, string[], number]>([
		["a form that is none", ["nas", "--format", "jks"], 2],
		["a key in DER", ["nas", "--format", "der", "--with-key"], 2],
		["p12 without a passphrase", ["nas", "--format", "p12", "--with-key"], 2],
		["a name that is not there", ["none"], 4],
		["a folder that is not there", ["nas", "--out", "none/there"], 6],
	])("refuses %s", async (_, args, status) => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const { exit, stdout } = await data.cert(["export", ...args]);
		expect({ exit, stdout }).toEqual({ exit: status, stdout: "" });
	});
});

describe("cert remove", () => {
	test("needs a yes, and moves all files to the archive", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const before = data.contents("certs");
		const asked = await data.cert(["remove", "nas"]);
		expect(asked.exit).toBe(2);
		expect(asked.stderr).toContain("add --yes");
		expect(data.contents("certs")).toEqual(before);
		const { archived, removed } = await data.json(["remove", "nas", "--yes"]);
		expect(removed).toEqual([
			"certs/nas.crt",
			"certs/nas.csr",
			"certs/nas.key",
		]);
		expect(archived).toHaveLength(3);
		expect(Object.values(data.contents("certs"))).toEqual(
			Object.values(before),
		);
		expect(existsSync(join(data.path, "certs/nas.key"))).toBe(false);
		expect((await data.cert(["remove", "nas", "--yes"])).exit).toBe(4);
	});

	test("refuses the default, and what the configuration names, before it asks", async () => {
		using data = certFolder();
		for (const name of ["a", "b", "c"]) await data.cert(["create", name]);
		await data.cert(["default", "a"]);
		const config = configure(
			data,
			'[[listen]]\nmode = "implicit"\ncertificate = "b"\n',
		);
		const before = data.contents();
		const ofA = await data.cert(["remove", "a"]);
		expect(ofA.exit).toBe(5);
		expect(ofA.stderr).toContain("oceanftp cert default OTHER");
		const ofB = await data.cert(["remove", "b", "--yes"]);
		expect(ofB.exit).toBe(5);
		expect(ofB.stderr).toContain(config);
		expect((await data.cert(["rename", "b", "d"])).exit).toBe(5);
		expect(data.contents()).toEqual(before);
	});
});
