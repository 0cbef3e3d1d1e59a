import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { splitPem } from "../../src/certificates/der/pem.ts";
import {
	type ClientCertificate,
	readClientCertificate,
} from "../../src/certificates/index.ts";
import { makeMaterial } from "./client-path-material.ts";
import { type Workshop, workshop } from "./openssl.ts";

let shop: Workshop;
beforeAll(() => {
	shop = workshop();
	makeMaterial(shop);
}, 120_000);
afterAll(() => shop[Symbol.dispose]());

async function named(name: string): Promise<ClientCertificate> {
	const [block] = splitPem(shop.text(`${name}.crt`)).blocks;
	if (block === undefined) throw new Error(`${name}.crt is empty`);
	return await readClientCertificate(block.der);
}

describe("client certificate", () => {
	test("tells fingerprint, serial number and last day as openssl does", async () => {
		const revoked = await named("revoked");
		const said = shop.openssl(
			...["x509", "-in", "revoked.crt", "-noout"],
			...["-fingerprint", "-sha256", "-serial", "-enddate"],
		);
		const [, sha256 = ""] = /Fingerprint=(\S+)/.exec(said) ?? [];
		const [, end = ""] = /notAfter=(.+)/.exec(said) ?? [];
		expect(revoked.sha256).toBe(sha256.replaceAll(":", "").toLowerCase());
		expect(said).toContain("serial=A1\n");
		expect(revoked.serial).toBe("a1");
		expect(revoked.notAfterMs).toBe(Date.parse(end));
	});

	test("keeps wildcards, upper case and punycode as they stand", async () => {
		const { names } = await named("spelled");
		expect(names).toEqual([
			{ kind: "dns", value: "*.Example.ORG" },
			{ kind: "dns", value: "xn--bcher-kva.example" },
			{ kind: "email", value: "Alice@Example.org" },
			{ kind: "ip", value: "192.0.2.7" },
			{ kind: "uri", value: "ftp://alice@example.org/" },
		]);
	});

	test("reads the letters of a common name in UTF-8", async () => {
		const umlaut = await named("umlaut");
		expect(umlaut.commonName).toBe("Jörg");
		expect(umlaut.subject).toBe("CN=Jörg, OU=Büro");
	});

	test("has no common name when there are several", async () => {
		const several = await named("several");
		expect(several.commonName).toBeUndefined();
		expect(several.subject).toBe("C=DE, O=A\\, B, CN=alice+UID=7, CN=root");
	});

	test("leaves out alternative names that are not ASCII", async () => {
		const { names } = await named("utf8-dns");
		expect(names).toEqual([{ kind: "dns", value: "ok.example" }]);
	});

	test("gives no name that holds a NUL", async () => {
		expect((await named("nul")).names).toEqual([]);
		const { commonName, subject } = await named("nul-in-cn");
		expect(commonName).toBeUndefined();
		expect(subject).toBe("CN=?");
	});

	test("gives no name of broken UTF-8", async () => {
		expect((await named("broken-cn")).commonName).toBeUndefined();
	});
});
