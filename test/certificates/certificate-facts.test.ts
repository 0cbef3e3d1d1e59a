import { describe, expect, test } from "bun:test";
import { readCertificate, splitPem } from "../../src/certificates/index.ts";
import { selfSigned, type Workshop, workshop } from "./openssl.ts";

function derOf(shop: Workshop, name: string): Uint8Array {
	const [block] = splitPem(shop.text(name)).blocks;
	if (block === undefined) throw new Error(`${name} holds no block`);
	return block.der;
}

/** A certificate that openssl makes with these lines in its extensions section. */
async function withExtensions(
	shop: Workshop,
	extensions: readonly string[],
	...more: readonly string[]
): Promise<Awaited<ReturnType<typeof readCertificate>>> {
	shop.openssl(
		...[
			"req",
			"-x509",
			"-nodes",
			"-newkey",
			"ec",
			"-pkeyopt",
			"ec_paramgen_curve:P-256",
		],
		...["-keyout", "x.key", "-out", "x.crt", "-subj", "/CN=x", ...more],
		...extensions.flatMap((line) => ["-addext", line]),
	);
	return readCertificate(derOf(shop, "x.crt"));
}

describe("certificate facts", () => {
	test("tell an authority's certificate", async () => {
		using shop = workshop();
		const ca = await withExtensions(shop, []);
		expect(ca).toMatchObject({
			isCa: true,
			isSelfIssued: true,
			purposes: undefined,
			names: [],
		});
		expect(ca.subjectKeyId).toMatch(/^[0-9a-f]{40}$/);
		expect(ca.authorityKeyId).toBe(ca.subjectKeyId ?? "");
	});

	test("hold every purpose by its name, or its number", async () => {
		using shop = workshop();
		const { purposes } = await withExtensions(shop, [
			"extendedKeyUsage=serverAuth,clientAuth,1.3.6.1.4.1.311.10.3.4",
		]);
		expect(purposes).toEqual([
			"serverAuth",
			"clientAuth",
			"1.3.6.1.4.1.311.10.3.4",
		]);
	});

	test("hold names of the forms that clients compare and skip others", async () => {
		using shop = workshop();
		const { names } = await withExtensions(shop, [
			"subjectAltName=DNS:a.example,otherName:1.2.3;UTF8:x,IP:2001:db8::1,RID:1.2.3.4,URI:ftp://a/,email:a@b",
		]);
		expect(names).toEqual([
			{ kind: "dns", value: "a.example" },
			{ kind: "ip", value: "2001:db8::1" },
			{ kind: "uri", value: "ftp://a/" },
			{ kind: "email", value: "a@b" },
		]);
	});

	test("do not end a name at a NUL, which would make it another's", async () => {
		using shop = workshop();
		selfSigned(shop, "nas", { san: "DNS:bank.example.evil.example" });
		const der = derOf(shop, "nas.crt").slice();
		const text = Buffer.from(der).toString("latin1");
		der[text.indexOf(".evil")] = 0;
		const { names } = await readCertificate(der);
		expect(names).toEqual([
			{ kind: "dns", value: "bank.example\0evil.example" },
		]);
	});

	test("show no control characters or forged parts of a subject", async () => {
		using shop = workshop();
		const { subject, commonName } = await withExtensions(
			shop,
			[],
			"-utf8",
			"-subj",
			"/O=A, CN=b\\/c/CN=x\u001b[2Jé",
		);
		expect(subject).toBe("O=A\\, CN\\=b/c, CN=x?[2Jé");
		expect(commonName).toBe("x\u001b[2Jé");
	});

	test("reads dates beyond 2050, which have four digits of the year", async () => {
		using shop = workshop();
		const { notAfterMs } = await withExtensions(shop, [], "-days", "20000");
		const days = (notAfterMs - Date.now()) / 86_400_000;
		expect(Math.round(days)).toBe(20_000);
	});

	test("reads a certificate of version 1 and one with trust settings behind it", async () => {
		using shop = workshop();
		selfSigned(shop, "ca");
		shop.openssl(
			"req",
			"-nodes",
			"-newkey",
			"rsa:2048",
			"-subj",
			"/CN=v1",
			"-keyout",
			"v1.key",
			"-out",
			"v1.csr",
		);
		shop.openssl(
			"x509",
			"-req",
			"-in",
			"v1.csr",
			"-CA",
			"ca.crt",
			"-CAkey",
			"ca.key",
			"-CAcreateserial",
			"-out",
			"v1.crt",
		);
		const v1 = await readCertificate(derOf(shop, "v1.crt"));
		expect(v1).toMatchObject({
			subject: "CN=v1",
			issuer: "CN=ca.example",
			names: [],
			isCa: false,
		});
		expect(v1.key.description).toBe("RSA 2048");

		shop.openssl(
			"x509",
			"-in",
			"v1.crt",
			"-trustout",
			"-addtrust",
			"serverAuth",
			"-setalias",
			"me",
			"-out",
			"trusted.crt",
		);
		const trusted = await readCertificate(derOf(shop, "trusted.crt"));
		expect(trusted.sha256).toBe(v1.sha256);
	});

	test.each([
		[
			"rsa-pss",
			["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"],
			"RSA-PSS 2048",
		],
		["ed448", ["ed448"], "Ed448"],
		[
			"brainpool",
			["ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"],
			"EC brainpoolP256r1",
		],
		["an odd length of RSA", ["rsa:1030"], "RSA 1030"],
	] as const)("describe a key of %s", async (_kind, key, description) => {
		using shop = workshop();
		selfSigned(shop, "nas", { key });
		expect(
			(await readCertificate(derOf(shop, "nas.crt"))).key.description,
		).toBe(description);
	});

	test("of damaged bytes end in facts or in a DerError, never in another failure", async () => {
		using shop = workshop();
		selfSigned(shop, "nas", {
			san: "DNS:a.example,IP:::1,email:a@b,URI:ftp://a/",
		});
		const der = derOf(shop, "nas.crt");
		let refused = 0;
		for (let index = 0; index < der.length; index++) {
			for (const mask of [0xff, 0x01, 0x80]) {
				const changed = der.slice();
				changed[index] = (changed[index] ?? 0) ^ mask;
				await readCertificate(changed).catch((error: unknown) => {
					expect((error as Error).name).toBe("DerError");
					refused++;
				});
			}
			await expect(readCertificate(der.slice(0, index))).rejects.toHaveProperty(
				"name",
				"DerError",
			);
		}
		expect(refused).toBeGreaterThan(50);
	});
});
