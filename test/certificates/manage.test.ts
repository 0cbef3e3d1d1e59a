import { describe, expect, test } from "bun:test";
import {
	DAY_MS,
	type Folder,
	memoryFolder,
	Secret,
} from "../../src/base/index.ts";
import {
	type CertificateStore,
	type DefaultChoice,
	formatName,
	openCertificateStore,
	parseNames,
	splitPem,
} from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";
import { answer, authority, handedOver, issued } from "./authority.ts";
import { selfSigned, workshop } from "./openssl.ts";
import { cutEverywhere } from "./power-cut.ts";
import { codeOf, failureOf, snapshot, storeOn, wish } from "./store-kit.ts";

/** The choice in a file of the folder, so that it takes part in power cuts and snapshots. */
function choiceIn(folder: Folder): DefaultChoice {
	return {
		read: async () => {
			const bytes = await folder.read("certs/choice");
			return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
		},
		write: (name) => folder.write("certs/choice", name),
	};
}

function storeWithDefault(
	folder: Folder,
	usedBy?: (name: string) => string | undefined,
): Promise<CertificateStore> {
	return openCertificateStore({
		folder,
		keys: keyMaterial,
		nowMs: Date.now,
		defaultChoice: choiceIn(folder),
		...(usedBy === undefined ? {} : { usedBy }),
	});
}

const filesOf = async (folder: Folder): Promise<readonly string[]> =>
	(await folder.list("certs")).filter((name) => name !== "choice");

describe("rename", () => {
	test("takes all three files along", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const before = await store.create(wish);
		await store.rename("nas", "ftp");
		expect(await filesOf(folder)).toEqual(["ftp.crt", "ftp.csr", "ftp.key"]);
		expect((await store.load("ftp")).sha256).toBe(before.sha256);
	});

	test.each([
		["missing", "ftp", "cert.not-found"],
		["nas", "other", "cert.exists"],
		["nas", "NAS", "cert.exists"],
		["nas", "a/b", "usage.invalid"],
	] as const)(
		"of %s to %s ends in %s and changes nothing",
		async (from, to, code) => {
			const folder = memoryFolder();
			const store = await storeOn(folder);
			await store.create(wish);
			await store.create({ ...wish, name: "other" });
			const before = await snapshot(folder);
			expect(await codeOf(store.rename(from, to))).toBe(code);
			expect(await snapshot(folder)).toEqual(before);
		},
	);

	test("of the default takes the choice along, and no power cut leaves a default that is not there", async () => {
		const start = memoryFolder();
		const store = await storeWithDefault(start);
		await store.create(wish);
		await store.setDefault("nas");
		const seen = new Set<string>();
		await cutEverywhere(
			start,
			async (folder) => (await storeWithDefault(folder)).rename("nas", "ftp"),
			async (folder) => {
				const opened = await storeWithDefault(folder);
				const chosen = (await choiceIn(folder).read()) ?? "";
				seen.add(chosen);
				await opened.load(chosen);
			},
		);
		expect([...seen].sort()).toEqual(["ftp", "nas"]);
		await store.rename("nas", "ftp");
		expect(await choiceIn(start).read()).toBe("ftp");
		expect(await filesOf(start)).toEqual(["ftp.crt", "ftp.csr", "ftp.key"]);
	});
});

describe("remove", () => {
	test("moves all files to the archive", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		const before = Object.values(await snapshot(folder));
		await store.remove("nas");
		expect(await store.list()).toEqual([]);
		const after = await snapshot(folder);
		expect(
			Object.keys(after).every((path) => path.startsWith("certs/archive/nas-")),
		).toBe(true);
		expect(Object.values(after).toSorted()).toEqual(before.toSorted());
	});

	test("refuses the default and what the configuration names", async () => {
		const folder = memoryFolder();
		const used = (name: string): string | undefined =>
			name === "listener"
				? "oceanftp.toml:12 [[listen]] certificate"
				: undefined;
		const store = await storeWithDefault(folder, used);
		await store.create(wish);
		await store.create({ ...wish, name: "listener" });
		await store.setDefault("nas");
		const before = await snapshot(folder);
		expect(await codeOf(store.remove("nas"))).toBe("cert.in-use");
		const failure = await failureOf(store.remove("listener"));
		expect(failure.code).toBe("cert.in-use");
		expect(failure.why).toBe(
			"oceanftp.toml:12 [[listen]] certificate names it",
		);
		expect(await codeOf(store.rename("listener", "other"))).toBe("cert.in-use");
		expect(await snapshot(folder)).toEqual(before);
	});

	test("of what is not there is an error", async () => {
		expect(await codeOf((await storeOn()).remove("nas"))).toBe(
			"cert.not-found",
		);
	});
});

describe("default", () => {
	test("must be a certificate that can be served", async () => {
		const folder = memoryFolder();
		const store = await storeWithDefault(folder);
		await store.create(wish);
		await folder.remove("certs/nas.key");
		expect(await codeOf(store.setDefault("nas"))).toBe("cert.no-key");
		expect(await codeOf(store.setDefault("other"))).toBe("cert.not-found");
		expect(await choiceIn(folder).read()).toBeUndefined();
	});
});

describe("renew", () => {
	test("of a self-signed certificate keeps key, names and subject, and gives new dates", async () => {
		const folder = memoryFolder();
		const old = await (await storeOn(folder)).create({
			...wish,
			subject: { organization: "Müller", country: "DE", email: "a@b.example" },
			days: 20,
		});
		const later = await storeOn(folder, 30);
		expect(await codeOf(later.load("nas"))).toBe("cert.expired");
		expect(await later.renew("nas", { days: 90 })).toEqual({ kind: "renewed" });
		const renewed = await later.load("nas");
		expect(renewed.leaf.spkiSha256).toBe(old.leaf.spkiSha256);
		expect(renewed.leaf.subject).toBe(old.leaf.subject);
		expect(renewed.names).toEqual(old.names);
		expect(renewed.sha256).not.toBe(old.sha256);
		expect(Math.round((renewed.notAfterMs - old.notAfterMs) / DAY_MS)).toBe(
			100,
		);
		expect(await folder.list("certs/archive")).toHaveLength(2);
	});

	test("with a new key replaces the key, and archives the old one", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const old = await store.create(wish);
		await store.renew("nas", { days: 90, newKey: "rsa-2048" });
		const renewed = await store.load("nas");
		expect(renewed.leaf.key.description).toBe("RSA 2048");
		expect(renewed.leaf.spkiSha256).not.toBe(old.leaf.spkiSha256);
		expect(await folder.list("certs/archive")).toHaveLength(3);
	});

	test("with other names takes those, and another common name", async () => {
		const store = await storeOn();
		await store.create(wish);
		const names = parseNames(["new.example", "::1"]);
		await store.renew("nas", { days: 90, names });
		const { leaf } = await store.load("nas");
		expect(leaf.names).toEqual(names);
		expect(leaf.subject).toBe("CN=new.example");
	});

	test("of a certificate of an RSA, P-521 or Ed25519 key that someone else made works as well", async () => {
		using shop = workshop();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const kinds = {
			rsa: ["rsa:3072"],
			p521: ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
			ed: ["ed25519"],
		};
		for (const [name, key] of Object.entries(kinds)) {
			selfSigned(shop, name, { key });
			await store.carryOut(
				await store.planImport({
					files: handedOver(shop, `${name}.key`, `${name}.crt`),
				}),
			);
			await store.renew(name, { days: 90 });
			shop.write("renewed.crt", (await store.load(name)).certificatePem);
			expect(
				shop.openssl(
					"verify",
					"-x509_strict",
					"-CAfile",
					"renewed.crt",
					"renewed.crt",
				),
			).toContain("OK");
		}
	});

	test("of a certificate that an authority signed writes a request and goes on serving the old", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		issued(shop, "nas");
		await store.carryOut(
			await store.planImport({
				files: handedOver(shop, "nas.key", "nas.crt", "middle.crt"),
			}),
		);
		const old = await store.load("nas");
		expect(await store.renew("nas", { days: 90 })).toEqual({
			kind: "requested",
			file: "certs/nas.csr",
		});
		expect((await store.load("nas")).sha256).toBe(old.sha256);
		shop.write("new.csr", await store.request("nas"));
		expect(
			shop.openssl("req", "-verify", "-noout", "-text", "-in", "new.csr"),
		).toContain("DNS:nas.example");
		expect(
			await codeOf(store.renew("nas", { days: 90, newKey: "ecdsa-p256" })),
		).toBe("usage.invalid");

		answer(shop, shop.text("new.csr"), {
			out: "again.crt",
			san: "DNS:nas.example",
			days: 80,
		});
		const plan = await store.planImport({
			files: handedOver(shop, "again.crt", "middle.crt"),
		});
		expect(plan).toMatchObject({
			name: "nas",
			completesRequest: true,
			findings: [],
		});
	});

	test("leaves the old pair or the new one, wherever the power is cut", async () => {
		const start = memoryFolder();
		await (await storeOn(start)).create(wish);
		await cutEverywhere(
			start,
			async (folder) =>
				(await storeOn(folder)).renew("nas", {
					days: 90,
					newKey: "ecdsa-p256",
				}),
			async (folder) => {
				await (await storeOn(folder)).load("nas");
			},
		);
	});
});

describe("request", () => {
	test("is the one that is there until something else is asked for", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		const before = await snapshot(folder);
		const first = await store.request("nas");
		expect(await store.request("nas")).toBe(first);
		expect(await snapshot(folder)).toEqual(before);
	});

	test("with other names is a new one by the same key, which openssl accepts", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		const csr = await store.request("nas", {
			names: parseNames(["a.example", "192.0.2.9"]),
			subject: { organization: "Example" },
		});
		using shop = workshop();
		shop.write("new.csr", csr);
		const text = shop.openssl(
			"req",
			"-verify",
			"-noout",
			"-text",
			"-in",
			"new.csr",
		);
		expect(text).toContain("DNS:a.example, IP Address:192.0.2.9");
		expect(text).toContain("Subject: O = Example, CN = a.example");
		expect(await folder.list("certs/archive")).toHaveLength(1);
		await store.load("nas");
	});

	test("for an imported pair without one takes the certificate's names, the common name for want of others", async () => {
		using shop = workshop();
		shop.openssl(
			"req",
			"-x509",
			"-nodes",
			"-newkey",
			"rsa:2048",
			"-subj",
			"/O=Old/CN=old.example",
			"-keyout",
			"old.key",
			"-out",
			"old.crt",
		);
		const store = await storeOn();
		await store.carryOut(
			await store.planImport({ files: handedOver(shop, "old.key", "old.crt") }),
		);
		shop.write("old.csr", await store.request("old"));
		expect(shop.openssl("req", "-noout", "-text", "-in", "old.csr")).toContain(
			"DNS:old.example",
		);
	});

	test("needs the key, and its passphrase when it is encrypted", async () => {
		using shop = workshop();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		shop.write("nas.key", (await folder.read("certs/nas.key")) ?? "");
		shop.openssl(
			"pkcs8",
			"-topk8",
			"-in",
			"nas.key",
			"-out",
			"enc.key",
			"-passout",
			"pass:x y",
		);
		await folder.write("certs/nas.key", shop.text("enc.key"), { secret: true });
		const names = parseNames(["new.example"]);
		expect(await codeOf(store.request("nas", { names }))).toBe(
			"cert.key-encrypted",
		);
		await store.request("nas", { names, passphrase: new Secret("x y") });
		await folder.remove("certs/nas.key");
		expect(
			await codeOf(store.request("nas", { names: parseNames(["b.example"]) })),
		).toBe("cert.no-key");
	});
});

describe("check", () => {
	const verdicts = async (
		store: CertificateStore,
		withinDays = 0,
	): Promise<unknown> =>
		(await store.check({ withinMs: withinDays * DAY_MS })).map((result) => [
			result.name,
			result.verdict,
			result.problem?.code,
			...result.findings.map(({ code }) => code),
		]);

	test("calls good what is good, and warns in the time before the end", async () => {
		const store = await storeOn();
		await store.create({ ...wish, days: 20 });
		expect(await verdicts(store)).toEqual([["nas", "good", undefined]]);
		expect(await verdicts(store, 30)).toEqual([
			["nas", "attention", undefined, "cert.expires-soon"],
		]);
	});

	test("tells unusable from what needs attention", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create({ ...wish, name: "broken" });
		await folder.write("certs/broken.key", "");
		await store.create({ ...wish, name: "open" });
		await folder.remove("certs/open.crt");
		issued(shop, "alone");
		await store.carryOut(
			await store.planImport({
				files: handedOver(shop, "alone.key", "alone.crt"),
			}),
		);
		issued(shop, "rooted");
		await store.carryOut(
			await store.planImport({
				files: handedOver(shop, "rooted.key", "rooted.crt"),
			}),
		);
		await folder.write(
			"certs/rooted.crt",
			shop.text("rooted.crt") + shop.text("middle.crt") + shop.text("root.crt"),
		);
		expect(await verdicts(store)).toEqual([
			["alone", "attention", undefined, "cert.chain-gap"],
			["broken", "unusable", "key.unreadable"],
			["open", "attention", "cert.not-found"],
			["rooted", "attention", undefined, "cert.root-in-chain"],
		]);
		expect(await codeOf(store.check({ name: "none", withinMs: 0 }))).toBe(
			"cert.not-found",
		);
	});
});

describe("export", () => {
	test("gives no key unless it is asked for", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		issued(shop, "nas");
		await store.carryOut(
			await store.planImport({
				files: handedOver(shop, "nas.key", "nas.crt", "middle.crt"),
			}),
		);
		const labels = async (
			options: Parameters<CertificateStore["export"]>[1],
		): Promise<unknown> => {
			const { content, isSecret } = await store.export("nas", options);
			const { blocks } = splitPem(new TextDecoder().decode(content));
			return [isSecret, ...blocks.map(({ label }) => label)];
		};
		expect(await labels({ format: "pem" })).toEqual([false, "CERTIFICATE"]);
		expect(await labels({ format: "fullchain" })).toEqual([
			false,
			"CERTIFICATE",
			"CERTIFICATE",
		]);
		expect(await labels({ format: "fullchain", withKey: true })).toEqual([
			true,
			"PRIVATE KEY",
			"CERTIFICATE",
			"CERTIFICATE",
		]);
		shop.write(
			"nas.der",
			(await store.export("nas", { format: "der" })).content,
		);
		expect(
			shop.openssl(
				"x509",
				"-inform",
				"DER",
				"-in",
				"nas.der",
				"-noout",
				"-subject",
			),
		).toContain("nas.example");
		expect(
			await codeOf(store.export("nas", { format: "der", withKey: true })),
		).toBe("usage.invalid");
	});

	test("of the certificate alone does not need its key", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const made = await store.create(wish);
		await folder.remove("certs/nas.key");
		const { content } = await store.export("nas", { format: "fullchain" });
		expect(new TextDecoder().decode(content)).toBe(made.certificatePem);
		expect(
			await codeOf(store.export("nas", { format: "pem", withKey: true })),
		).toBe("cert.no-key");
	});
});

describe("import", () => {
	test("leaves the old pair or the new one, wherever the power is cut", async () => {
		using shop = authority();
		issued(shop, "nas");
		shop.openssl(
			...["pkcs12", "-export", "-inkey", "nas.key", "-in", "nas.crt"],
			...["-certfile", "middle.crt", "-passout", "pass:x", "-out", "nas.p12"],
		);
		const files = handedOver(shop, "nas.p12");
		const passphrase = new Secret("x");
		const start = memoryFolder();
		const old = await (await storeOn(start)).create(wish);
		const seen = new Set<string>();
		await cutEverywhere(
			start,
			async (folder) => {
				const store = await storeOn(folder);
				await store.carryOut(
					await store.planImport({ files, passphrase, force: true }),
				);
			},
			async (folder) => {
				const found = await (await storeOn(folder)).load("nas");
				seen.add(found.sha256 === old.sha256 ? "old" : "new");
				expect(found.names.map(formatName)).toContain(
					found.sha256 === old.sha256
						? "dns:nas.example.com"
						: "dns:nas.example",
				);
			},
		);
		expect([...seen].sort()).toEqual(["new", "old"]);
	});
});
