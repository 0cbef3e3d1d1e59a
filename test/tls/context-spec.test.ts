import { describe, expect, test } from "bun:test";
import { createSecureContext } from "node:tls";
import { memoryFolder } from "../../src/base/index.ts";
import {
	openCertificateStore,
	parseNames,
} from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";
import { type ContextSpec, contextSpec, SUITES } from "../../src/tls/index.ts";

async function specFor(name: string): Promise<ContextSpec> {
	const store = await openCertificateStore({
		folder: memoryFolder(),
		keys: keyMaterial,
		nowMs: Date.now,
	});
	const certificate = await store.create({
		name,
		names: parseNames(["nas.example.com"]),
		algorithm: "ecdsa-p256",
		days: 30,
	});
	return contextSpec({ certificate });
}

describe("context spec", () => {
	test("is what the runtime can make a secure context of", async () => {
		const spec = await specFor("nas");
		expect(() =>
			createSecureContext({
				cert: spec.certificatePem,
				key: spec.keyPem.reveal(),
				minVersion: spec.minVersion,
				ciphers: spec.ciphers,
				sessionTimeout: spec.sessionTimeoutSeconds,
			}),
		).not.toThrow();
	});

	test("speaks TLS 1.2 and later, to FTP clients, with sessions of a day", async () => {
		const spec = await specFor("nas");
		expect(spec.minVersion).toBe("TLSv1.2");
		expect(spec.alpn).toEqual(["ftp"]);
		expect(spec.sessionTimeoutSeconds).toBe(86_400);
		expect(JSON.stringify(spec)).not.toContain("PRIVATE KEY");
	});

	test("takes another version and other ciphers where they are chosen", async () => {
		const { certificatePem, keyPem } = await specFor("nas");
		const spec = contextSpec({
			certificate: { certificatePem, keyPem },
			minVersion: "TLSv1.3",
			ciphers: "TLS_AES_256_GCM_SHA384",
		});
		expect(spec.minVersion).toBe("TLSv1.3");
		expect(spec.ciphers).toStartWith("TLS_AES_256_GCM_SHA384:ECDHE-");
	});

	test("keeps TLS 1.3 where ciphers of TLS 1.2 are chosen, and these alone", async () => {
		const { certificatePem, keyPem } = await specFor("nas");
		const { ciphers } = contextSpec({
			certificate: { certificatePem, keyPem },
			ciphers: "ECDHE-RSA-AES128-GCM-SHA256",
		});
		expect(ciphers).toBe(
			"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES128-GCM-SHA256",
		);
	});

	test.each(SUITES.map((suite) => [suite.name, suite] as const))(
		"offers %s, which has forward secrecy and authenticated encryption",
		(name, { version }) => {
			expect(name).toMatch(/GCM|CHACHA20_POLY1305|CHACHA20-POLY1305/);
			expect(name).toMatch(version === "TLSv1.3" ? /^TLS_/ : /^ECDHE-/);
		},
	);
});
