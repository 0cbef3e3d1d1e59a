import { describe, expect, test } from "bun:test";
import { memoryFolder } from "../../src/base/index.ts";
import {
	type CertificateFile,
	openCertificateStore,
	parseName,
} from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/index.ts";
import {
	chooseCertificate,
	contextSpec,
	hasCertificateFor,
	type ServedCertificates,
} from "../../src/tls/index.ts";

const store = await openCertificateStore({
	folder: memoryFolder(),
	keys: keyMaterial,
	nowMs: Date.now,
});

function make(name: string, ...names: string[]): Promise<CertificateFile> {
	return store.create({
		name,
		names: names.map(parseName),
		algorithm: "ecdsa-p256",
		days: 2,
	});
}

const files = [
	await make("main", "nas.example", "192.0.2.1"),
	await make("office", "scans.example", "*.office.example"),
];

const served: ServedCertificates = {
	defaultName: "main",
	byName: new Map(
		files.map((file) => [
			file.name,
			{ file, spec: contextSpec({ certificate: file }) },
		]),
	),
};

describe("the certificate that is shown", () => {
	test.each([
		["to a client that asks for no name", undefined, undefined, "main"],
		["to one that asks for its name", undefined, "nas.example", "main"],
		[
			"to one that asks for another's name",
			undefined,
			"scans.example",
			"office",
		],
		["for one label under a wildcard", undefined, "a.office.example", "office"],
		[
			"for two labels under a wildcard",
			undefined,
			"a.b.office.example",
			"main",
		],
		["for the wildcard's own domain", undefined, "office.example", "main"],
		["for a name that nobody has", undefined, "else.example", "main"],
		["at a listener with its own", "office", undefined, "office"],
		[
			"at a listener with its own, for another's name",
			"office",
			"nas.example",
			"main",
		],
		["at a listener whose own is gone", "gone", undefined, "main"],
	] as const)("%s is the right one", (_what, listener, serverName, name) => {
		const question = { listener, serverName };
		expect(chooseCertificate(served, question).file.name).toBe(name);
	});
});

describe("a certificate for a host", () => {
	test.each([
		["scans.example", true],
		["SCANS.Example", true],
		["192.0.2.1", true],
		["::ffff:192.0.2.1", true],
		["192.0.2.2", false],
		["else.example", false],
		["", false],
	])("is there for %p: %p", (host, isThere) => {
		expect(hasCertificateFor(served, host)).toBe(isThere);
	});
});
