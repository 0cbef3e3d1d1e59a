import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	type ClientTrust,
	readClientTrust,
} from "../../src/certificates/index.ts";
import { selfSigned, type Workshop, workshop } from "./openssl.ts";

let shop: Workshop;
beforeAll(() => {
	shop = workshop();
	selfSigned(shop, "ca");
	shop.openssl("x509", "-in", "ca.crt", "-outform", "DER", "-out", "ca.der");
	shop.openssl("req", "-new", "-key", "ca.key", "-subj", "/", "-out", "ca.csr");
	shop.write("index.txt", "");
	shop.write("lists.cnf", "[ca]\ndatabase=index.txt\ndefault_md=sha256\n");
	shop.openssl(
		...[
			"ca",
			"-gencrl",
			"-config",
			"lists.cnf",
			"-name",
			"ca",
			"-crldays",
			"9",
		],
		...["-cert", "ca.crt", "-keyfile", "ca.key", "-out", "ca.crl"],
	);
	shop.openssl(
		...["crl", "-in", "ca.crl", "-outform", "DER", "-out", "crl.der"],
	);
});
afterAll(() => shop[Symbol.dispose]());

function read(ca: Uint8Array, crl?: Uint8Array): Promise<ClientTrust> {
	return readClientTrust({
		ca: { file: "ca.pem", bytes: ca },
		...(crl === undefined ? {} : { crl: { file: "crl.pem", bytes: crl } }),
	});
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("client trust", () => {
	test("reads PEM with text around it, and the same certificate once", async () => {
		const pem = shop.text("ca.crt");
		const crlf = `\ufeffroots of 2026\r\n${pem.replaceAll("\n", "\r\n")}`;
		const trust = await read(bytes(`${crlf}and again\n${pem}`));
		expect(trust.roots).toHaveLength(1);
		expect(trust.intermediates).toHaveLength(0);
		expect(trust.crls).toHaveLength(0);
	});

	test("reads DER", async () => {
		const trust = await read(shop.bytes("ca.der"), shop.bytes("crl.der"));
		expect(trust.roots).toHaveLength(1);
		expect(trust.crls).toHaveLength(1);
	});

	test("keeps what it read when the caller's buffer is used again", async () => {
		const buffer = shop.bytes("ca.der");
		const trust = await read(buffer);
		const subject = trust.roots[0]?.subject.whole.slice();
		buffer.fill(0);
		expect(trust.roots[0]?.subject.whole).toEqual(subject ?? new Uint8Array());
	});

	const refusals: readonly (readonly [
		string,
		() => Promise<ClientTrust>,
		{ readonly message: string; readonly why: RegExp },
	])[] = [
		[
			"an empty bundle",
			() => read(new Uint8Array()),
			{ message: "ca.pem holds no certificate", why: /^found an empty file;/ },
		],
		[
			"a bundle of keys and requests",
			() => read(bytes(shop.text("ca.key") + shop.text("ca.csr"))),
			{
				message: "ca.pem holds no certificate",
				why: /^found a private key at line 1, a certificate request at line \d+;/,
			},
		],
		[
			"revocation lists in place of a bundle",
			() => read(shop.bytes("ca.crl")),
			{
				message: "ca.pem holds no certificate",
				why: /^found a list of revoked certificates at line 1;/,
			},
		],
		[
			"a bundle with a damaged certificate among good ones",
			() => {
				const der = shop.bytes("ca.der");
				const cut = Buffer.from(der.subarray(0, 200)).toString("base64");
				const damaged = `-----BEGIN CERTIFICATE-----\n${cut}\n-----END CERTIFICATE-----\n`;
				return read(bytes(damaged + shop.text("ca.crt")));
			},
			{
				message: "ca.pem cannot be read at line 1",
				why: /^the structure is cut off$/,
			},
		],
		[
			"a bundle that is cut off",
			() => read(bytes(shop.text("ca.crt").slice(0, 300))),
			{ message: "ca.pem cannot be read at line 1", why: /has no END line/ },
		],
		[
			"certificates in place of revocation lists",
			() => read(shop.bytes("ca.crt"), shop.bytes("ca.crt")),
			{
				message: "crl.pem holds no revocation list",
				why: /^found CERTIFICATE at line 1; expected X509 CRL/,
			},
		],
		[
			"an empty file of revocation lists",
			() => read(shop.bytes("ca.crt"), new Uint8Array()),
			{ message: "crl.pem holds no revocation list", why: /^found none;/ },
		],
		[
			"a revocation list that is cut off",
			() => read(shop.bytes("ca.crt"), shop.bytes("crl.der").subarray(0, 99)),
			{ message: "crl.pem cannot be read", why: /^the structure is cut off$/ },
		],
		[
			"a PEM revocation list without its end",
			() => read(shop.bytes("ca.crt"), bytes(shop.text("ca.crl").slice(0, 99))),
			{ message: "crl.pem cannot be read at line 1", why: /has no END line/ },
		],
	];
	for (const [what, attempt, { message, why }] of refusals) {
		test(`refuses ${what}`, async () => {
			const error = await attempt().then(
				() => undefined,
				(thrown: unknown) => thrown,
			);
			expect(error).toMatchObject({ code: "cert.unreadable", message });
			expect((error as { why: string }).why).toMatch(why);
		});
	}
});
