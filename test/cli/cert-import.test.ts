import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { answer, authority, issued } from "../certificates/authority.ts";
import {
	selfSigned,
	type Workshop,
	workshop,
} from "../certificates/openssl.ts";
import { type CertFolder, certFolder } from "./cert-kit.ts";

/** Imports files of a workshop, named as one who stands in it names them. */
function importIn(
	data: CertFolder,
	shop: Workshop,
	args: readonly string[],
	stdin?: string,
): ReturnType<CertFolder["cert"]> {
	return data.cert(["import", ...args], {
		cwd: shop.path,
		...(stdin === undefined ? {} : { stdin }),
	});
}

describe("cert import", () => {
	test("of cert2.key and bobscert.crt makes bobscert.key and bobscert.crt", async () => {
		using data = certFolder();
		using shop = workshop();
		selfSigned(shop, "bobscert");
		shop.write("cert2.key", shop.bytes("bobscert.key"));
		const dry = await importIn(data, shop, [
			...["cert2.key", "bobscert.crt", "--dry-run"],
		]);
		expect(dry.exit).toBe(0);
		expect(dry.stdout).toContain("would write  certs/bobscert.crt");
		expect(dry.stdout).toContain("would write  certs/bobscert.key");
		expect(dry.stdout).not.toContain("archive");
		expect(data.contents()).toEqual({});
		const { exit } = await importIn(data, shop, ["cert2.key", "bobscert.crt"]);
		expect(exit).toBe(0);
		expect(Object.keys(data.contents("certs"))).toEqual([
			"bobscert.crt",
			"bobscert.key",
		]);
		expect(data.mode("certs/bobscert.key")).toBe("600");
		expect(data.mode("certs/bobscert.crt")).toBe("644");
		const twice = await importIn(data, shop, [
			...["--key", "cert2.key", "bobscert.crt", "--name", "eve", "--json"],
		]);
		expect(JSON.parse(twice.stdout)).toMatchObject({
			schema: "oceanftp.cert-import/1",
			name: "eve",
			keyFrom: "cert2.key",
			dryRun: false,
			written: ["certs/eve.crt", "certs/eve.key"],
			archived: [],
			removed: [],
		});
	});

	test("takes one file from stdin", async () => {
		using data = certFolder();
		using shop = workshop();
		selfSigned(shop, "nas");
		const both = shop.text("nas.key") + shop.text("nas.crt");
		const args = ["-", "--name", "piped"];
		const { exit } = await importIn(data, shop, args, both);
		expect(exit).toBe(0);
		expect(data.text("certs/piped.crt")).toBe(shop.text("nas.crt"));
	});

	test("--force replaces another's pair, --dry-run says exactly what that touches", async () => {
		using data = certFolder();
		using shop = workshop();
		selfSigned(shop, "nas");
		await data.cert(["create", "nas"]);
		const before = data.contents();
		const files = ["nas.crt", "nas.key"];
		const refused = await importIn(data, shop, files);
		expect(refused.exit).toBe(5);
		expect(refused.stderr).toContain("[cert.exists]");
		const dry = await importIn(data, shop, [
			...[...files, "--force", "--dry-run", "--json"],
		]);
		expect(data.contents()).toEqual(before);
		const done = await importIn(data, shop, [...files, "--force", "--json"]);
		const untimed = (text: string): unknown =>
			JSON.parse(text.replaceAll(/-\d{8}T\d{6}Z/g, "-TIME"));
		expect(untimed(done.stdout)).toEqual({
			...(untimed(dry.stdout) as object),
			dryRun: false,
		});
		expect(untimed(done.stdout)).toMatchObject({
			written: ["certs/nas.crt", "certs/nas.key"],
			archived: [
				"certs/archive/nas-TIME.crt",
				"certs/archive/nas-TIME.csr",
				"certs/archive/nas-TIME.key",
			],
			removed: ["certs/nas.csr"],
		});
		expect(existsSync(join(data.path, "certs/nas.csr"))).toBe(false);
	});

	test("an authority's answer finds its request, is put in order, becomes the default, and is shown by the server's store", async () => {
		using data = certFolder();
		using shop = authority();
		await data.cert([
			...["create", "nas", "--san", "nas.example.com,192.0.2.7,gone.example"],
		]);
		const { pem } = await data.json(["csr", "nas"]);
		expect(pem).toBe(data.text("certs/nas.csr"));
		const key = data.text("certs/nas.key");
		answer(shop, pem, { out: "leaf.crt" });
		const wrongOrder = ["root.crt", "middle.crt", "leaf.crt"]
			.map((name) => shop.text(name))
			.join("");
		shop.write("answer.crt", wrongOrder);
		const { exit, stdout, stderr } = await importIn(data, shop, ["answer.crt"]);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(stdout).toContain("the open request certs/nas.csr");
		expect(stdout).toContain("asked for dns:gone.example");
		expect(stdout).toContain("[cert.root-in-chain]");
		expect(data.text("certs/nas.key")).toBe(key);
		expect(data.text("certs/nas.crt").match(/BEGIN CERT/g)).toHaveLength(2);
		expect((await data.cert(["default", "nas"])).exit).toBe(0);
		shop.write("chain.pem", data.text("certs/nas.crt"));
		expect(
			shop.openssl(
				...["verify", "-x509_strict", "-purpose", "sslserver"],
				...["-CAfile", "root.crt", "-untrusted", "chain.pem", "chain.pem"],
			),
		).toContain("OK");
		const [listed] = (await data.json(["list"])).certificates;
		expect(listed).toMatchObject({
			name: "nas",
			default: true,
			openRequest: false,
			certificate: { issuer: "CN=Test Middle", selfSigned: false },
			problem: null,
		});
		const later = await data.json(["renew", "nas"]);
		expect(later).toMatchObject({
			done: "requested",
			request: "certs/nas.csr",
			written: ["certs/nas.csr"],
		});
		expect(later.certificate.issuer).toBe("CN=Test Middle");
	});

	test("an explicit --key never falls back to the one in the store", async () => {
		using data = certFolder();
		using shop = authority();
		await data.cert(["create", "nas", "--san", "nas.example.com"]);
		answer(shop, data.text("certs/nas.csr"), { out: "nas.crt" });
		shop.openssl("genpkey", "-algorithm", "rsa", "-out", "other.key");
		const { exit, stderr } = await importIn(data, shop, [
			...["nas.crt", "--key", "other.key"],
		]);
		expect(exit).toBe(8);
		expect(stderr).toMatch(
			/^error: nas.crt and other.key are not a pair +\[cert.key-mismatch\]\n {2}why: nas.crt holds public key [0-9a-f]{4}\.\.[0-9a-f]{2} \(EC P-256\); other.key makes [0-9a-f]{4}\.\.[0-9a-f]{2} \(RSA 2048\)\n {2}fix: oceanftp cert import nas.crt {3}\(certs\/nas.key fits, its request is still open\)\n$/,
		);
	});

	test("of an encrypted key stores it decrypted for its owner only, and says so", async () => {
		using data = certFolder();
		using shop = workshop();
		selfSigned(shop, "nas");
		shop.openssl(
			...["pkcs8", "-topk8", "-in", "nas.key", "-out", "locked.key"],
			...["-passout", "pass:right"],
		);
		const { exit, stdout } = await importIn(
			data,
			shop,
			["nas.crt", "locked.key", "--passphrase-stdin"],
			"right\n",
		);
		expect(exit).toBe(0);
		expect(stdout).toContain("[key.decrypted]");
		expect(data.mode("certs/nas.key")).toBe("600");
		expect(data.text("certs/nas.key")).toStartWith("-----BEGIN PRIVATE KEY");
	});
});

/** One of everything that people hand over by mistake, and what fits together. */
function mistakes(): Workshop {
	const shop = authority();
	issued(shop, "nas");
	selfSigned(shop, "else");
	selfSigned(shop, "weak", { key: ["rsa:1024"] });
	shop.openssl("pkey", "-in", "nas.key", "-pubout", "-out", "nas.pub");
	shop.openssl(
		...["pkcs8", "-topk8", "-in", "nas.key", "-out", "locked.key"],
		...["-passout", "pass:right"],
	);
	shop.write("page.html", "<!doctype html><title>502</title>");
	shop.write("empty", "");
	shop.write("cut.crt", shop.text("nas.crt").slice(0, 300));
	return shop;
}

describe("cert import refuses", () => {
	let data: CertFolder;
	let shop: Workshop;
	let before: Record<string, string>;

	beforeAll(async () => {
		data = certFolder();
		shop = mistakes();
		await data.cert(["create", "other"]);
		before = data.contents();
	});

	afterAll(() => {
		data[Symbol.dispose]();
		shop[Symbol.dispose]();
	});

	test.each<[string, string[], number, string]>([
		["a file that is not there", ["none.crt"], 6, "file.no-right"],
		["a folder", ["."], 6, "file.no-right"],
		["no file", [], 2, "FILE is missing."],
		["stdin twice", ["-", "-"], 2, "usage.invalid"],
		[
			"stdin and the passphrase from it",
			["-", "--passphrase-stdin"],
			2,
			"--passphrase-file",
		],
		["a request", ["nas.csr"], 8, "cert.wrong-block"],
		["a public key", ["nas.pub"], 8, "a public key"],
		["a web page", ["page.html"], 8, "a web page"],
		["an empty file", ["empty"], 8, "an empty file"],
		["a certificate without its key", ["nas.crt"], 8, "cert.no-key"],
		["a key without its certificate", ["nas.key"], 8, "cert.unreadable"],
		["a truncated certificate", ["cut.crt", "nas.key"], 8, "cert.unreadable"],
		[
			"another certificate's key",
			["nas.crt", "--key", "else.key"],
			8,
			"cert.key-mismatch",
		],
		["a weak key", ["weak.crt", "weak.key"], 8, "cert.weak"],
		[
			"an encrypted key without a passphrase",
			["nas.crt", "locked.key"],
			8,
			"cert.key-encrypted",
		],
		[
			"a wrong passphrase",
			["nas.crt", "locked.key", "--passphrase-env", "WRONG"],
			8,
			"cert.bad-passphrase",
		],
		[
			"a name that is none",
			["nas.crt", "nas.key", "--name", "a/b"],
			2,
			"usage.invalid",
		],
	])("%s, and leaves certs/ as it was", async (_, args, status, says) => {
		const { exit, stdout, stderr } = await data.cert(["import", ...args], {
			cwd: shop.path,
			env: { WRONG: "wrong" },
			stdin: "",
		});
		expect({ exit, stdout }).toEqual({ exit: status, stdout: "" });
		expect(stderr).toContain(says);
		expect(data.contents()).toEqual(before);
	});
});
