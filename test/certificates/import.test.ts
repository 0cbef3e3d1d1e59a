import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Folder, memoryFolder, Secret } from "../../src/base/index.ts";
import type {
	CertificateStore,
	ImportPlan,
	ImportWish,
} from "../../src/certificates/index.ts";
import { answer, authority, handedOver, issued } from "./authority.ts";
import { selfSigned, type Workshop } from "./openssl.ts";
import { codeOf, failureOf, snapshot, storeOn, wish } from "./store-kit.ts";

const codes = ({ findings }: ImportPlan): readonly string[] =>
	findings.map(({ code }) => code);

/** Plans and carries out. */
async function importFrom(
	store: CertificateStore,
	shop: Workshop,
	...names: readonly string[]
): Promise<ImportPlan> {
	const plan = await store.planImport({ files: handedOver(shop, ...names) });
	await store.carryOut(plan);
	return plan;
}

async function textOf(folder: Folder, path: string): Promise<string> {
	return new TextDecoder().decode(await folder.read(path));
}

describe("import", () => {
	test("of a key and a certificate of two names stores both under the certificate's", async () => {
		using shop = authority();
		issued(shop, "bobscert");
		shop.write("cert2.key", shop.text("bobscert.key"));
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const plan = await importFrom(store, shop, "cert2.key", "bobscert.crt");
		expect(plan.writes).toEqual(["certs/bobscert.key", "certs/bobscert.crt"]);
		expect(plan.keyFrom).toBe("cert2.key");
		expect(await folder.list("certs")).toEqual([
			"bobscert.crt",
			"bobscert.key",
		]);
		expect((await store.load("bobscert")).leaf.subject).toBe(
			"CN=bobscert.example",
		);
	});

	test("with a name stores both under that", async () => {
		using shop = authority();
		issued(shop, "bobscert");
		const store = await storeOn();
		const files = handedOver(shop, "bobscert.key+bobscert.crt");
		const plan = await store.planImport({ files, name: "ftp" });
		expect(plan.writes).toEqual(["certs/ftp.key", "certs/ftp.crt"]);
	});

	test.each([
		[["nas.key", "nas.crt", "middle.crt"], []],
		[["nas.crt+middle.crt", "nas.key"], []],
		[["middle.crt", "nas.crt", "nas.key"], []],
		[["root.crt+middle.crt+nas.crt+nas.key"], ["cert.root-in-chain"]],
		[["nas.crt+nas.crt+middle.crt+middle.crt+nas.key"], []],
	] as const)(
		"of %p gives the same chain, whatever the order",
		async (names, expected) => {
			using shop = authority();
			issued(shop, "nas");
			const folder = memoryFolder();
			const store = await storeOn(folder);
			const files = handedOver(shop, ...names);
			const plan = await store.planImport({ files, name: "nas" });
			await store.carryOut(plan);
			expect(codes(plan)).toEqual([...expected]);
			expect(await textOf(folder, "certs/nas.crt")).toBe(
				shop.openssl("x509", "-in", "nas.crt") +
					shop.openssl("x509", "-in", "middle.crt"),
			);
			shop.write("chain.pem", await textOf(folder, "certs/nas.crt"));
			expect(
				shop.openssl(
					...["verify", "-x509_strict", "-CAfile", "root.crt"],
					...["-untrusted", "chain.pem", "chain.pem"],
				),
			).toContain("OK");
		},
	);

	test("of a chain of two intermediates in the wrong order puts it right and says so", async () => {
		using shop = authority();
		shop.write("low.ext", "basicConstraints=critical,CA:TRUE\n");
		shop.openssl(
			"req",
			"-nodes",
			"-newkey",
			"rsa:2048",
			"-subj",
			"/CN=Low",
			"-keyout",
			"low.key",
			"-out",
			"low.csr",
		);
		shop.openssl(
			"x509",
			"-req",
			"-in",
			"low.csr",
			"-CA",
			"middle.crt",
			"-CAkey",
			"middle.key",
			"-CAcreateserial",
			"-extfile",
			"low.ext",
			"-out",
			"low.crt",
		);
		shop.openssl(
			"req",
			"-nodes",
			"-newkey",
			"rsa:2048",
			"-subj",
			"/CN=nas",
			"-keyout",
			"nas.key",
			"-out",
			"nas.csr",
		);
		shop.write(
			"nas.ext",
			"subjectAltName=DNS:nas\nextendedKeyUsage=serverAuth\n",
		);
		shop.openssl(
			"x509",
			"-req",
			"-in",
			"nas.csr",
			"-CA",
			"low.crt",
			"-CAkey",
			"low.key",
			"-CAcreateserial",
			"-extfile",
			"nas.ext",
			"-out",
			"nas.crt",
		);
		const store = await storeOn();
		const plan = await store.planImport({
			files: handedOver(shop, "nas.key", "middle.crt", "low.crt", "nas.crt"),
		});
		expect(plan.intermediates.map(({ subject }) => subject)).toEqual([
			"CN=Low",
			"CN=Test Middle",
		]);
		expect(codes(plan)).toEqual(["cert.chain-order"]);

		const gap = await store.planImport({
			files: handedOver(shop, "nas.key", "middle.crt", "nas.crt"),
		});
		expect(gap.intermediates).toEqual([]);
		const found = gap.findings.find(({ code }) => code === "cert.chain-gap");
		expect(found?.level).toBe("warning");
		expect(found?.text).toContain("the certificate of CN=Low is missing");
	});

	test("does not take an issuer by its name alone", async () => {
		using shop = authority();
		using impostor = authority();
		issued(shop, "nas");
		shop.write("other-middle.crt", impostor.text("middle.crt"));
		const store = await storeOn();
		const plan = await store.planImport({
			files: handedOver(shop, "nas.key", "nas.crt", "other-middle.crt"),
		});
		expect(plan.intermediates).toEqual([]);
		expect(codes(plan)).toEqual(["cert.chain-gap", "cert.ignored"]);
	});

	test("planned changes nothing, and carried out writes exactly what the plan says", async () => {
		using shop = authority();
		issued(shop, "nas");
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create({ ...wish, name: "other" });
		const before = await snapshot(folder);
		const plan = await store.planImport({
			files: handedOver(shop, "nas.key", "nas.crt"),
		});
		expect(await snapshot(folder)).toEqual(before);
		await store.carryOut(plan);
		const added = Object.keys(await snapshot(folder)).filter(
			(path) => !(path in before),
		);
		expect(added.toSorted()).toEqual([...plan.writes].sort());
	});

	test("of an encrypted key asks for the passphrase and stores the key decrypted", async () => {
		using shop = authority();
		issued(shop, "nas");
		shop.openssl(
			"pkcs8",
			"-topk8",
			"-in",
			"nas.key",
			"-out",
			"enc.key",
			"-passout",
			"pass:open sesame",
		);
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const files = handedOver(shop, "enc.key", "nas.crt", "middle.crt");
		expect(await codeOf(store.planImport({ files }))).toBe(
			"cert.key-encrypted",
		);
		expect(
			await codeOf(store.planImport({ files, passphrase: new Secret("no") })),
		).toBe("cert.bad-passphrase");
		const plan = await store.planImport({
			files,
			passphrase: new Secret("open sesame"),
		});
		expect(codes(plan)).toEqual(["key.decrypted"]);
		await store.carryOut(plan);
		expect(await textOf(folder, "certs/nas.key")).toStartWith(
			"-----BEGIN PRIVATE KEY-----",
		);
	});

	test("of an unencrypted key that fits needs no passphrase for another that is encrypted", async () => {
		using shop = authority();
		issued(shop, "nas");
		issued(shop, "other");
		shop.openssl(
			"pkcs8",
			"-topk8",
			"-in",
			"other.key",
			"-out",
			"enc.key",
			"-passout",
			"pass:x",
		);
		const store = await storeOn();
		const plan = await store.planImport({
			files: handedOver(shop, "enc.key", "nas.key", "nas.crt", "middle.crt"),
		});
		expect(plan.keyFrom).toBe("nas.key");
	});

	test("of what would serve but badly warns and goes on", async () => {
		using shop = authority();
		shop.openssl(
			"req",
			"-x509",
			"-nodes",
			"-newkey",
			"rsa:2048",
			"-subj",
			"/CN=old",
			"-keyout",
			"old.key",
			"-out",
			"old.crt",
			"-addext",
			"extendedKeyUsage=clientAuth",
			"-days",
			"5",
		);
		const store = await storeOn(memoryFolder(), 20);
		const plan = await store.planImport({
			files: handedOver(shop, "old.key", "old.crt"),
		});
		expect(codes(plan)).toEqual([
			"cert.expired",
			"cert.no-san",
			"cert.is-ca",
			"cert.eku",
		]);
		expect(plan.findings.every(({ level }) => level === "warning")).toBe(true);
	});

	test("from standard input is named by the certificate's common name", async () => {
		using shop = authority();
		issued(shop, "nas");
		const [file] = handedOver(shop, "nas.key+nas.crt");
		const store = await storeOn();
		const plan = await store.planImport({
			files: [{ name: "-", bytes: file?.bytes ?? new Uint8Array() }],
		});
		expect(plan.name).toBe("nas.example");
	});
});

describe("an authority's answer", () => {
	test("finds its key in the store, completes the request and archives the self-signed certificate", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const own = await store.create(wish);
		answer(shop, await store.request("nas"), { out: "from-the-authority.cer" });
		const before = await snapshot(folder);
		const plan = await importFrom(
			store,
			shop,
			"from-the-authority.cer",
			"middle.crt",
		);

		expect(plan).toMatchObject({
			name: "nas",
			keyFrom: "certs/nas.key",
			writes: ["certs/nas.crt"],
			archives: ["crt"],
			completesRequest: true,
			findings: [],
		});
		const after = await snapshot(folder);
		expect(after["certs/nas.key"]).toBe(before["certs/nas.key"] ?? "");
		expect(after["certs/nas.csr"]).toBe(before["certs/nas.csr"] ?? "");
		const archived = Object.entries(after).filter(([path]) =>
			path.includes("archive"),
		);
		expect(archived.map(([, content]) => content)).toEqual([
			before["certs/nas.crt"] ?? "",
		]);
		const served = await store.load("nas");
		expect(served.sha256).not.toBe(own.sha256);
		expect(served.leaf.issuer).toBe("CN=Test Middle");
	});

	test("with its chain in the wrong order and the root within is put right, in PEM, PKCS#7 and PKCS#12", async () => {
		using shop = authority();
		const forms = {
			"answer.pem": undefined,
			"answer.p7b": ["crl2pkcs7", "-nocrl", "-certfile"],
			"answer.p12": ["pkcs12", "-export", "-nokeys", "-in"],
		} as const;
		const rest: Readonly<Record<string, readonly string[]>> = {
			"answer.p12": ["-passout", "pass:"],
		};
		for (const [file, how] of Object.entries(forms)) {
			const folder = memoryFolder();
			const store = await storeOn(folder);
			await store.create(wish);
			answer(shop, await store.request("nas"), { out: "leaf.crt" });
			shop.write(
				"answer.pem",
				["root.crt", "leaf.crt", "middle.crt"].map(shop.text).join(""),
			);
			if (how !== undefined) {
				const more = rest[file] ?? [];
				shop.openssl(...how, "answer.pem", "-out", file, ...more);
			}
			const plan = await importFrom(store, shop, file);
			expect(plan).toMatchObject({ name: "nas", completesRequest: true });
			expect(codes(plan)).toEqual(["cert.root-in-chain"]);
			shop.write("chain.pem", await textOf(folder, "certs/nas.crt"));
			const verify = ["verify", "-x509_strict", "-CAfile", "root.crt"];
			expect(
				shop.openssl(...verify, "-untrusted", "chain.pem", "chain.pem"),
			).toContain("OK");
			await store.load("nas");
		}
	});

	test("is not undone by a self-signed certificate of the same key, unless forced", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const own = await store.create({ ...wish, days: 300 });
		answer(shop, await store.request("nas"), { out: "answer.crt" });
		await importFrom(store, shop, "answer.crt", "middle.crt");
		shop.write("own.crt", own.certificatePem);
		const files = handedOver(shop, "own.crt");
		const failure = await failureOf(store.planImport({ files }));
		expect(failure.code).toBe("cert.exists");
		expect(failure.why).toContain("signed by an authority");
		await store.planImport({ files, force: true });
	});

	test("that lacks names which were asked for says which", async () => {
		using shop = authority();
		const store = await storeOn();
		await store.create(wish);
		answer(shop, await store.request("nas"), {
			out: "answer.crt",
			san: "DNS:nas.example.com",
		});
		const plan = await store.planImport({
			files: handedOver(shop, "answer.crt", "middle.crt"),
		});
		expect(plan.findings.map(({ text }) => text)).toEqual([
			"the request asked for ip:192.0.2.7, the certificate does not have it",
		]);
	});

	test("cannot be stored under another name than its key's", async () => {
		using shop = authority();
		const store = await storeOn();
		await store.create(wish);
		answer(shop, await store.request("nas"), { out: "answer.crt" });
		const files = handedOver(shop, "answer.crt");
		const failure = await failureOf(store.planImport({ files, name: "ftp" }));
		expect(failure.code).toBe("usage.invalid");
		expect(failure.fix).toContain("cert rename nas ftp");
	});

	test("finds the key by its request when the key is encrypted, and leaves it so", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		answer(shop, await store.request("nas"), { out: "answer.crt" });
		shop.write("plain.key", await textOf(folder, "certs/nas.key"));
		shop.openssl(
			"pkcs8",
			"-topk8",
			"-in",
			"plain.key",
			"-out",
			"nas.key",
			"-passout",
			"pass:x y",
		);
		await folder.write("certs/nas.key", shop.text("nas.key"), { secret: true });
		const plan = await store.planImport({
			files: handedOver(shop, "answer.crt"),
		});
		expect(plan.key).toBeUndefined();
		await store.carryOut(plan);
		expect(await codeOf(store.load("nas"))).toBe("cert.key-encrypted");
		const options = { passphrase: new Secret("x y") };
		const served = await store.load("nas", options);
		expect(served.leaf.issuer).toBe("CN=Test Middle");
		const [line] = await store.check({ withinMs: 0, ...options });
		expect(line?.verdict).toBe("attention");
		expect(line?.findings.map(({ code }) => code)).toEqual(["cert.chain-gap"]);
	});

	test("that ends later replaces an older answer without force, and one that ends sooner does not", async () => {
		using shop = authority();
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		const csr = await store.request("nas");
		for (const days of [30, 60]) {
			answer(shop, csr, { out: "answer.crt", days });
			await importFrom(store, shop, "answer.crt", "middle.crt");
		}
		answer(shop, csr, { out: "answer.crt", days: 40 });
		const before = await snapshot(folder);
		const files = handedOver(shop, "answer.crt", "middle.crt");
		const failure = await failureOf(store.planImport({ files }));
		expect(failure.code).toBe("cert.exists");
		expect(failure.why).toContain("the new one sooner");
		expect(await snapshot(folder)).toEqual(before);
		expect((await store.planImport({ files, force: true })).archives).toEqual([
			"crt",
		]);
	});
});

describe("import onto a name that is taken", () => {
	test("by another key is refused, and with force archives the whole old set", async () => {
		using shop = authority();
		issued(shop, "nas");
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		const before = await snapshot(folder);
		const files = handedOver(shop, "nas.key", "nas.crt", "middle.crt");
		expect(await codeOf(store.planImport({ files }))).toBe("cert.exists");
		expect(
			await codeOf(store.planImport({ files, name: "NAS", force: true })),
		).toBe("cert.exists");
		expect(await snapshot(folder)).toEqual(before);

		await store.carryOut(await store.planImport({ files, force: true }));
		const after = await snapshot(folder);
		expect(
			Object.keys(after).filter((path) => !path.includes("archive")),
		).toEqual(["certs/nas.crt", "certs/nas.key"]);
		const archived = Object.entries(after).filter(([path]) =>
			path.includes("archive"),
		);
		expect(archived.map(([, content]) => content).toSorted()).toEqual(
			Object.values(before).toSorted(),
		);
		expect((await store.load("nas")).leaf.subject).toBe("CN=nas.example");
	});
});

/** What it is, the code it ends in, the files, and what else is said with them. */
type Case = readonly [
	string,
	string,
	(shop: Workshop) => readonly string[],
	Omit<Partial<ImportWish>, "files">?,
];

const P12 = ["pkcs12", "-export", "-inkey", "nas.key", "-in", "nas.crt"];

/** Writes a file and hands it over beside the key. */
const beside =
	(name: string, content: string | Uint8Array) =>
	(shop: Workshop): readonly string[] => {
		shop.write(name, content);
		return [name, "nas.key"];
	};

/** What people hand over by mistake, the code it ends in, and the files. */
const mistakes: readonly Case[] = [
	["a certificate without a key", "cert.no-key", () => ["nas.crt"]],
	["a key without a certificate", "cert.unreadable", () => ["nas.key"]],
	["a request", "cert.wrong-block", () => ["nas.csr"]],
	[
		"a certificate and another's key",
		"cert.key-mismatch",
		(shop) => {
			issued(shop, "other");
			return ["nas.crt", "other.key"];
		},
	],
	[
		"a key of another kind",
		"cert.key-mismatch",
		(shop) => {
			issued(shop, "other", { key: ["rsa:2048"] });
			return ["nas.crt", "other.key"];
		},
	],
	[
		"a public key",
		"cert.wrong-block",
		(shop) => {
			shop.openssl("pkey", "-in", "nas.key", "-pubout", "-out", "nas.pub");
			return ["nas.crt", "nas.pub"];
		},
	],
	[
		"an OpenSSH key",
		"cert.wrong-block",
		(shop) => {
			shop.write(
				"id",
				"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
			);
			return ["nas.crt", "id"];
		},
	],
	[
		"a web page",
		"cert.wrong-block",
		(shop) => {
			shop.write("nas.cer", "<html><body>Please log in</body></html>");
			return ["nas.cer", "nas.key"];
		},
	],
	[
		"an empty file",
		"cert.wrong-block",
		(shop) => {
			shop.write("empty.crt", "");
			return ["empty.crt", "nas.key"];
		},
	],
	[
		"parameters alone",
		"cert.wrong-block",
		(shop) => {
			shop.openssl("ecparam", "-name", "prime256v1", "-out", "ec.pem");
			return ["ec.pem", "nas.crt"];
		},
	],
	[
		"a certificate that is cut off",
		"cert.unreadable",
		(shop) => {
			shop.write("cut.crt", shop.text("nas.crt").slice(0, 300));
			return ["cut.crt", "nas.key"];
		},
	],
	[
		"a certificate in DER that is cut off",
		"cert.unreadable",
		(shop) => {
			shop.openssl(
				"x509",
				"-in",
				"nas.crt",
				"-outform",
				"DER",
				"-out",
				"nas.der",
			);
			shop.write("cut.der", shop.bytes("nas.der").slice(0, 200));
			return ["cut.der", "nas.key"];
		},
	],
	[
		"a certificate with a line missing",
		"cert.unreadable",
		(shop) => {
			const lines = shop.text("nas.crt").split("\n");
			shop.write("gap.crt", lines.toSpliced(3, 1).join("\n"));
			return ["gap.crt", "nas.key"];
		},
	],
	[
		"a key that is cut off",
		"key.unreadable",
		(shop) => {
			shop.write("cut.key", shop.text("nas.key").slice(0, 100));
			return ["cut.key", "nas.crt"];
		},
	],
	[
		"a key with a line missing",
		"key.unreadable",
		(shop) => {
			const lines = shop.text("nas.key").split("\n");
			shop.write("gap.key", lines.toSpliced(2, 1).join("\n"));
			return ["gap.key", "nas.crt"];
		},
	],
	[
		"an encrypted key",
		"cert.key-encrypted",
		(shop) => {
			shop.openssl(
				"ec",
				"-in",
				"nas.key",
				"-aes128",
				"-passout",
				"pass:x",
				"-out",
				"enc.key",
			);
			return ["enc.key", "nas.crt"];
		},
	],
	[
		"an RSA key of 1024 bits",
		"cert.weak",
		(shop) => {
			selfSigned(shop, "weak", { key: ["rsa:1024"] });
			return ["weak.key", "weak.crt"];
		},
	],
	[
		"an RSA key of 512 bits",
		"cert.weak",
		(shop) => {
			selfSigned(shop, "weak", { key: ["rsa:512"] });
			return ["weak.key", "weak.crt"];
		},
	],
	[
		"a key on a curve that TLS lacks",
		"key.unreadable",
		(shop) => {
			selfSigned(shop, "curve", {
				key: ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
			});
			return ["curve.key", "curve.crt"];
		},
	],
	[
		"a revocation list",
		"cert.wrong-block",
		(shop) => {
			shop.write(
				"list.crl",
				"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
			);
			return ["list.crl", "nas.key"];
		},
	],
	[
		"a PuTTY key",
		"cert.wrong-block",
		beside("id.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"),
	],
	[
		"an SSH public key",
		"cert.wrong-block",
		beside("id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@nas\n"),
	],
	[
		"a PGP key",
		"cert.wrong-block",
		beside(
			"me.asc",
			"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBGAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
		),
	],
	["JSON", "cert.wrong-block", beside("nas.crt.json", '{"certificate": 1}')],
	["text", "cert.wrong-block", beside("nas.txt", "the certificate is here\n")],
	[
		"a ZIP archive",
		"cert.wrong-block",
		beside("nas.zip", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0)),
	],
	[
		"a Java key store",
		"cert.wrong-block",
		beside("nas.jks", Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2)),
	],
	[
		"a picture",
		"cert.wrong-block",
		beside("nas.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0)),
	],
	[
		"a request in DER",
		"cert.wrong-block",
		(shop) => {
			const der = ["-outform", "DER", "-out", "nas.csr.der"];
			shop.openssl("req", "-in", "nas.csr", ...der);
			return ["nas.csr.der"];
		},
	],
	[
		"a BEGIN line that lost its END",
		"cert.unreadable",
		(shop) => {
			const text = shop.text("nas.crt").replace(/-----END.*/, "");
			return beside("noend.crt", text)(shop);
		},
	],
	[
		"a certificate with characters that are not base64",
		"cert.unreadable",
		(shop) => {
			const text = shop.text("nas.crt").replace("MII", "M*I");
			return beside("odd.crt", text)(shop);
		},
	],
	[
		"only an authority's certificates",
		"cert.no-key",
		() => ["middle.crt", "root.crt"],
	],
	[
		"a wrong passphrase for a key",
		"cert.bad-passphrase",
		(shop) => {
			const pass = ["-passout", "pass:x", "-out", "enc8.key"];
			shop.openssl("pkcs8", "-topk8", "-in", "nas.key", ...pass);
			return ["enc8.key", "nas.crt"];
		},
		{ passphrase: new Secret("y") },
	],
	[
		"a PKCS#12 file without its passphrase",
		"cert.key-encrypted",
		(shop) => {
			shop.openssl(...P12, "-passout", "pass:x", "-out", "nas.p12");
			return ["nas.p12"];
		},
	],
	[
		"a wrong passphrase for a PKCS#12 file",
		"cert.bad-passphrase",
		() => ["nas.p12"],
		{ passphrase: new Secret("y") },
	],
	[
		"a PKCS#12 file that is cut off",
		"cert.unreadable",
		(shop) => {
			shop.write("cut.p12", shop.bytes("nas.p12").slice(0, 500));
			return ["cut.p12"];
		},
		{ passphrase: new Secret("x") },
	],
	[
		"a PKCS#7 file that is cut off",
		"cert.unreadable",
		(shop) => {
			const der = ["-outform", "DER", "-out", "nas.p7b"];
			shop.openssl("crl2pkcs7", "-nocrl", "-certfile", "nas.crt", ...der);
			shop.write("cut.p7b", shop.bytes("nas.p7b").slice(0, 99));
			return ["cut.p7b", "nas.key"];
		},
	],
	[
		"a PKCS#7 file without a certificate",
		"cert.wrong-block",
		(shop) => {
			shop.openssl("crl2pkcs7", "-nocrl", "-out", "none.p7b");
			return ["none.p7b", "nas.key"];
		},
	],
	[
		"the key for others' eyes in the key's place: a certificate",
		"cert.wrong-block",
		() => ["nas.crt"],
		{ keyFile: { name: "middle.crt", bytes: new TextEncoder().encode("-") } },
	],
	[
		"an empty passphrase to encrypt the key with",
		"usage.invalid",
		() => ["nas.key", "nas.crt"],
		{ encryptKey: new Secret("") },
	],
	[
		"a name that leads out of the folder",
		"usage.invalid",
		() => ["nas.key", "nas.crt"],
		{ name: "../nas" },
	],
	[
		"a name that is taken",
		"cert.exists",
		() => ["nas.key", "nas.crt"],
		{ name: "first" },
	],
	[
		"a name that none can be made of",
		"usage.missing",
		(shop) => {
			shop.openssl(
				"req",
				"-x509",
				"-key",
				"nas.key",
				"-subj",
				"/O=x",
				"-out",
				"aux.crt",
			);
			return ["aux.crt", "nas.key"];
		},
	],
];

describe("import of a mistake", () => {
	let shop: Workshop;
	beforeAll(() => {
		shop = authority();
		issued(shop, "nas");
	});
	afterAll(() => shop[Symbol.dispose]());

	test("is known in more than forty kinds", () => {
		expect(new Set(mistakes.map(([what]) => what)).size).toBeGreaterThan(40);
	});

	test.each(
		mistakes.map(
			([what, code, make, extra = {}]) => [what, code, make, extra] as const,
		),
	)(
		"%s ends in %s and leaves the store as it is",
		async (_what, code, make, extra) => {
			const names = make(shop);
			const folder = memoryFolder();
			const store = await storeOn(folder);
			await store.create({ ...wish, name: "first" });
			const before = await snapshot(folder);
			const failure = await failureOf(
				store.planImport({ files: handedOver(shop, ...names), ...extra }),
			);
			expect(failure.code).toBe(code as never);
			expect(failure.exit).toBeGreaterThan(1);
			expect(failure.message).not.toBe("");
			expect(`${failure.why ?? ""}${failure.fix ?? ""}`).not.toBe("");
			expect(await snapshot(folder)).toEqual(before);
		},
	);

	test("names a key that was given explicitly and the one in the store that fits", async () => {
		using shop = authority();
		issued(shop, "other", { key: ["rsa:2048"] });
		const store = await storeOn();
		await store.create(wish);
		answer(shop, await store.request("nas"), { out: "nas.crt" });
		const [keyFile] = handedOver(shop, "other.key");
		if (keyFile === undefined) throw new Error("no key file");
		const files = handedOver(shop, "nas.crt");
		const failure = await failureOf(store.planImport({ files, keyFile }));
		expect(failure.message).toBe("nas.crt and other.key are not a pair");
		expect(failure.why).toMatch(
			/nas\.crt holds public key \S+ \(EC P-256\); other\.key makes \S+ \(RSA 2048\)/,
		);
		expect(failure.fix).toBe(
			"oceanftp cert import nas.crt   (certs/nas.key fits, its request is still open)",
		);
	});

	test("takes a key in the store when one that was handed over does not fit, and says so", async () => {
		using shop = authority();
		issued(shop, "other");
		const store = await storeOn();
		await store.create(wish);
		answer(shop, await store.request("nas"), { out: "nas.crt" });
		const plan = await store.planImport({
			files: handedOver(shop, "nas.crt", "middle.crt", "other.key"),
		});
		expect(plan.keyFrom).toBe("certs/nas.key");
		expect(plan.findings.map(({ text }) => text)).toEqual([
			"not used: the key in other.key, which does not fit",
		]);
	});
});
