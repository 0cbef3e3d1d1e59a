import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { authority, issued } from "../certificates/authority.ts";
import { selfSigned, workshop } from "../certificates/openssl.ts";
import { certFolder } from "./cert-kit.ts";

const PASS = { env: { P: "päss phrase" } };
const GIVEN = ["--passphrase-env", "P"];

describe("encrypted key", () => {
	test("is made, opened by every command with its passphrase, and never stored in the clear", async () => {
		using data = certFolder();
		using shop = workshop();
		const made = await data.json(
			[
				"create",
				"nas",
				"--san",
				"nas.example",
				"--encrypt-key",
				"--default",
			].concat(GIVEN),
			PASS,
		);
		expect(made).toMatchObject({ keyEncrypted: true, default: true });
		const key = data.text("certs/nas.key");
		expect(key).toStartWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
		expect(data.mode("certs/nas.key")).toBe("600");
		shop.write("nas.key", key);
		shop.openssl(
			...["pkey", "-in", "nas.key", "-passin", `pass:${PASS.env.P}`],
			...["-out", "open.key"],
		);
		const { stdout } = await data.cert(["list"]);
		expect(stdout).toContain("EC P-256, encrypted");
		expect(stdout).not.toContain("[cert.key-encrypted]");
		const closed = await data.json(["inspect", "nas"]);
		expect({ pair: closed.pair, problems: closed.problems }).toEqual({
			pair: null,
			problems: [],
		});
		expect((await data.json(["inspect", "nas", ...GIVEN], PASS)).pair).toBe(
			true,
		);
		expect((await data.cert(["check"])).exit).toBe(8);
		expect((await data.cert(["check", ...GIVEN], PASS)).exit).toBe(0);
		const all = await data.cert(
			["export", "nas", "--with-key", ...GIVEN],
			PASS,
		);
		expect(all.stdout).toStartWith(shop.text("open.key"));
		expect(data.text("certs/nas.key")).toBe(key);
		for (const content of Object.values(data.contents()))
			expect(
				Buffer.from(content.split(" ")[1] ?? "", "base64").toString(),
			).not.toContain("BEGIN PRIVATE KEY");
	});

	test.each([
		[["csr", "nas", "--san", "new.example"]],
		[["default", "nas"]],
		[["renew", "nas"]],
		[["export", "nas", "--with-key"]],
	])("is opened by its passphrase only, for %j", async (args) => {
		using data = certFolder();
		await data.cert(["create", "nas", "--encrypt-key", ...GIVEN], PASS);
		const before = data.contents();
		const refused = await data.cert(args);
		expect(refused.exit).toBe(8);
		expect(refused.stderr).toContain("--passphrase-file");
		const wrong = await data.cert([...args, ...GIVEN], { env: { P: "x" } });
		expect(wrong.stderr).toContain("[cert.bad-passphrase]");
		expect(data.contents()).toEqual(before);
		expect((await data.cert([...args, ...GIVEN], PASS)).exit).toBe(0);
		expect(data.contents()["certs/nas.key"]).toBe(before["certs/nas.key"]);
	});

	test("is what --encrypt-key makes of an imported one, encrypted or not", async () => {
		using data = certFolder();
		using shop = workshop();
		selfSigned(shop, "nas");
		shop.openssl(
			...["pkcs8", "-topk8", "-in", "nas.key", "-out", "locked.key"],
			...["-passout", `pass:${PASS.env.P}`],
		);
		for (const key of ["nas.key", "locked.key"]) {
			const args = ["import", "nas.crt", key, "--encrypt-key", "--force"];
			const { exit, stdout } = await data.cert([...args, ...GIVEN], {
				...PASS,
				cwd: shop.path,
			});
			expect(exit).toBe(0);
			expect(stdout).toContain("[key.encrypted]");
			expect(data.text("certs/nas.key")).toContain("BEGIN ENCRYPTED");
			const { pair } = await data.json(["inspect", "nas", ...GIVEN], PASS);
			expect(pair).toBe(true);
		}
	});
});

describe("PKCS#12", () => {
	test.each<[string, string[]]>([
		["modern", []],
		["legacy", ["-legacy"]],
	])(
		"of the %s kind is imported with key and chain, and refused without its passphrase",
		async (_, flags) => {
			using data = certFolder();
			using shop = authority();
			issued(shop, "nas");
			shop.openssl(
				...["pkcs12", "-export", "-in", "nas.crt", "-inkey", "nas.key"],
				...["-certfile", "middle.crt", "-out", "bundle.p12"],
				...["-passout", "pass:secret", ...flags],
			);
			const missing = await data.cert([
				"import",
				join(shop.path, "bundle.p12"),
			]);
			expect(missing.exit).toBe(8);
			expect(missing.stderr).toContain("[cert.key-encrypted]");
			const args = ["import", join(shop.path, "bundle.p12"), ...GIVEN];
			const wrong = await data.cert(args, { env: { P: "Secret" } });
			expect(wrong.exit).toBe(8);
			expect(wrong.stderr).toContain("[cert.bad-passphrase]");
			expect(data.contents("")).toEqual({});
			const { exit } = await data.cert(args, { env: { P: "secret" } });
			expect(exit).toBe(0);
			expect(data.text("certs/bundle.crt")).toBe(
				shop.text("nas.crt").replace(/^[^-]+/, "") +
					shop.text("middle.crt").replace(/^[^-]+/, ""),
			);
			const { pair, findings } = await data.json(["inspect", "bundle"]);
			expect({ pair, findings }).toEqual({ pair: true, findings: [] });
		},
	);

	test("with its passphrase is inspected as a file", async () => {
		using data = certFolder();
		using shop = authority();
		issued(shop, "nas");
		shop.openssl(
			...["pkcs12", "-export", "-in", "nas.crt", "-inkey", "nas.key"],
			...["-certfile", "middle.crt", "-out", "bundle.p12"],
			...["-passout", `pass:${PASS.env.P}`],
		);
		const found = await data.json(
			["inspect", join(shop.path, "bundle.p12"), ...GIVEN],
			PASS,
		);
		expect(found).toMatchObject({
			certificate: { names: ["dns:nas.example"] },
			chain: [{ subject: "CN=Test Middle" }],
			keys: [{ fits: true }],
		});
	});
});
