import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workshop } from "../certificates/openssl.ts";
import { certFolder } from "./cert-kit.ts";
import { call } from "./kit.ts";

describe("cert create", () => {
	test("makes key, request and certificate with the same names, each in its mode", async () => {
		using data = certFolder();
		using shop = workshop();
		const { exit, stdout, stderr } = await data.cert([
			...["create", "nas", "--san", "nas.example.com,192.0.2.7"],
			...["--san", "email:a@b.example", "--san", "ftp://nas.example.com/"],
			...["--org", "Müller AG", "--unit", "IT", "--city", "Köln"],
			...["--state", "NRW", "--country", "de", "--email", "it@b.example"],
			...["--cn", "The NAS", "--days", "90", "--key", "ecdsa-p384"],
		]);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		for (const part of ["certs/nas.key", "in 90 days", "EC P-384", "Müller"])
			expect(stdout).toContain(part);
		expect([
			data.mode("certs"),
			data.mode("certs/nas.key"),
			data.mode("certs/nas.csr"),
			data.mode("certs/nas.crt"),
		]).toEqual(["700", "600", "644", "644"]);
		shop.openssl(
			"req",
			"-verify",
			"-noout",
			"-in",
			`${data.path}/certs/nas.csr`,
		);
		const crt = `${data.path}/certs/nas.crt`;
		shop.openssl("verify", "-x509_strict", "-CAfile", crt, crt);
		for (const file of ["x509 -in nas.crt", "req -in nas.csr"]) {
			const [kind = "", flag = "", name = ""] = file.split(" ");
			const text = shop.openssl(
				...[kind, flag, `${data.path}/certs/${name}`, "-noout", "-text"],
				...["-nameopt", "utf8"],
			);
			expect(text).toContain(
				"DNS:nas.example.com, IP Address:192.0.2.7, email:a@b.example, URI:ftp://nas.example.com/",
			);
			for (const part of ["Müller AG", "The NAS", "Köln", "it@b.example"])
				expect(text).toContain(part);
		}
	});

	test("is for this machine without --san, and never has an address in its CN", async () => {
		using data = certFolder();
		const local = await data.json(["create", "here"]);
		expect(local.schema).toBe("oceanftp.cert/1");
		expect(local.certificate.names).toContain("dns:localhost");
		expect(local.certificate.names).toContain("ip:127.0.0.1");
		expect(local.certificate.subject).not.toMatch(/CN=[\d:.]+$/);
		const address = await data.json(["create", "ip", "--san", "192.0.2.7"]);
		expect(address.certificate.subject).toBe("O=ip");
		const both = ["create", "both", "--san", "a.example", "--local-names"];
		const { names } = (await data.json(both)).certificate;
		expect(names.slice(0, 1)).toEqual(["dns:a.example"]);
		expect(names).toContain("dns:localhost");
	});

	test("with --default before the first start keeps the choice and no ports", async () => {
		using data = certFolder();
		const made = await data.json(["create", "nas", "--default"]);
		expect(made.default).toBe(true);
		expect(JSON.parse(data.text("state.json"))).toEqual({
			schema: "oceanftp.state/1",
			certificate: "nas",
		});
		expect(data.mode("state.json")).toBe("600");
		const { default: name, certificates } = await data.json(["list"]);
		expect({ name, marked: certificates[0].default }).toEqual({
			name: "nas",
			marked: true,
		});
	});

	test("--force keeps the old files in the archive", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const before = data.contents("certs");
		const refused = await data.cert(["create", "nas"]);
		expect(refused.exit).toBe(5);
		expect(refused.stderr).toContain("[cert.exists]");
		expect(data.contents("certs")).toEqual(before);
		const { archived } = await data.json(["create", "nas", "--force"]);
		expect(archived).toHaveLength(3);
		expect(data.contents("certs/archive")).toEqual(
			Object.fromEntries(
				Object.entries(before).map(([name, content]) => {
					const [kind = ""] = name.split(".").slice(-1);
					const kept = archived.find((path: string) => path.endsWith(kind));
					return [kept.split("/").at(-1), content];
				}),
			),
		);
		expect(data.contents("certs")["nas.key"]).not.toBe(before["nas.key"]);
	});

	test("says of Ed25519 that many clients refuse it", async () => {
		using data = certFolder();
		const args = ["create", "ed", "--key", "ed25519"];
		const { exit, stderr } = await data.cert(args);
		expect(exit).toBe(0);
		expect(stderr).toContain("Many FTP clients");
		const document = await data.json([...args, "--force"]);
		expect(document.warnings).toHaveLength(1);
	});

	test("--dry-run names the files, and makes nothing, not even the data folder", async () => {
		using data = certFolder();
		const missing = join(data.path, "missing");
		const args = ["create", "nas", "--default", "--dry-run"];
		const { exit, stdout } = await data.cert([...args]);
		expect(exit).toBe(0);
		for (const file of ["nas.key", "nas.csr", "nas.crt"])
			expect(stdout).toContain(`would write  certs/${file}`);
		expect(stdout).toContain("would write  state.json");
		expect(data.contents()).toEqual({});
		expect((await call(["cert", ...args, "--data", missing])).exit).toBe(0);
		expect(existsSync(missing)).toBe(false);
	});

	test.each<[string, string[], string]>([
		["RSA 512", ["x", "--key", "rsa-512"], "can be broken"],
		["RSA 1024", ["x", "--key", "rsa1024"], "can be broken"],
		["a kind of key that is none", ["x", "--key", "dsa"], "ecdsa-p256"],
		["826 days", ["x", "--days", "826"], "from 1 to 825"],
		["no days", ["x", "--days", "0"], "from 1 to 825"],
		["days that are no number", ["x", "--days", "1y"], "from 1 to 825"],
		["a name that is none", ["x", "--san", "192.168.1.300"], "a host name"],
		["an empty name", ["x", "--san", ","], "--san"],
		["a country of three letters", ["x", "--country", "DEU"], "country"],
		["a common name that is too long", ["x", "--cn", "x".repeat(65)], "64"],
		["a name that is a path", ["../x"], "A-Z"],
		["a name that is a device", ["con"], "device"],
		["no name", [], "NAME is missing."],
		["two names", ["x", "y"], '"y" is one word too many.'],
		[
			"a passphrase for a plain key",
			["x", "--passphrase-env", "P"],
			"--encrypt-key",
		],
		[
			"an empty passphrase",
			["x", "--encrypt-key", "--passphrase-env", "E"],
			"empty",
		],
		["a missing passphrase", ["x", "--encrypt-key"], "--passphrase-file"],
		[
			"two passphrases",
			["x", "--encrypt-key", "--passphrase-env", "P", "--passphrase-stdin"],
			"two ways",
		],
	])("refuses %s with 2 and makes nothing", async (_, args, says) => {
		using data = certFolder();
		const { exit, stdout, stderr } = await data.cert(["create", ...args], {
			env: { P: "secret", E: "" },
		});
		expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
		expect(stderr).toContain(says);
		expect(readdirSync(data.path)).toEqual([]);
	});

	test("refuses to choose a default that the configuration outranks, and makes nothing", async () => {
		using data = certFolder();
		const config = join(data.path, "oceanftp.toml");
		writeFileSync(config, '[tls]\ncertificate = "other"\n');
		const { exit, stderr } = await data.cert(["create", "nas", "--default"]);
		expect(exit).toBe(5);
		expect(stderr).toContain("[config.outranks]");
		expect(stderr).toContain(`${config}:2`);
		expect(existsSync(join(data.path, "certs"))).toBe(false);
	});

	test("two at once never mix a pair", async () => {
		using data = certFolder();
		const results = await Promise.all(
			[1, 2, 3].map(() => data.cert(["create", "nas", "--force"])),
		);
		expect(results.map(({ exit }) => exit)).toEqual([0, 0, 0]);
		const { pair } = await data.json(["inspect", "nas"]);
		expect(pair).toBe(true);
		expect(readdirSync(join(data.path, "run"))).toEqual([]);
		expect(readdirSync(join(data.path, "certs/archive"))).toHaveLength(6);
	});
});
