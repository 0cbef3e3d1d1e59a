import { describe, expect, test } from "bun:test";
import { memoryFolder, Secret } from "../../src/base/index.ts";
import { authority, handedOver, issued } from "./authority.ts";
import { workshop } from "./openssl.ts";
import { cutEverywhere } from "./power-cut.ts";
import { codeOf, failureOf, snapshot, storeOn, wish } from "./store-kit.ts";

const passphrase = new Secret("höher & weiter");
const WRONG = new Secret("höher");

describe("an encrypted key", () => {
	test("made by create is what openssl calls PBES2 with AES-256, and opens with its passphrase only", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const made = await store.create({ ...wish, encryptKey: passphrase });
		using shop = workshop();
		shop.write("nas.key", (await folder.read("certs/nas.key")) ?? "");
		const shape = shop.openssl("asn1parse", "-in", "nas.key");
		for (const part of ["PBES2", "PBKDF2", ":0927C0", "hmacWithSHA256"]) {
			expect(shape).toContain(part);
		}
		expect(shape).toContain("aes-256-cbc");
		const pass = ["-passin", `pass:${passphrase.reveal()}`];
		shop.write("nas.crt", made.certificatePem);
		expect(shop.openssl("pkey", "-in", "nas.key", ...pass, "-pubout")).toBe(
			shop.openssl("x509", "-in", "nas.crt", "-pubkey", "-noout"),
		);

		expect(await codeOf(store.load("nas"))).toBe("cert.key-encrypted");
		expect(await codeOf(store.load("nas", { passphrase: WRONG }))).toBe(
			"cert.bad-passphrase",
		);
		const loaded = await store.load("nas", { passphrase });
		expect(loaded.sha256).toBe(made.sha256);
		expect((await store.list())[0]?.problem?.code).toBe("cert.key-encrypted");
		expect((await store.check({ withinMs: 0, passphrase }))[0]?.verdict).toBe(
			"good",
		);
	});

	test("of two certificates with one passphrase shares no salt", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		for (const name of ["a", "b"]) {
			await store.create({ ...wish, name, encryptKey: passphrase });
		}
		using shop = workshop();
		const salts = await Promise.all(
			["a", "b"].map(async (name) => {
				shop.write("it.key", (await folder.read(`certs/${name}.key`)) ?? "");
				const shape = shop.openssl("asn1parse", "-in", "it.key");
				return /OCTET STRING +\[HEX DUMP\]:(\w{32})\n/.exec(shape)?.[1];
			}),
		);
		expect(salts[0]).toMatch(/^[0-9A-F]{32}$/);
		expect(salts[0]).not.toBe(salts[1]);
	});

	test("is not made with an empty passphrase, and nothing is written", async () => {
		using shop = authority();
		issued(shop, "nas");
		const folder = memoryFolder();
		const store = await storeOn(folder);
		const encryptKey = new Secret("");
		const files = handedOver(shop, "nas.key", "nas.crt");
		expect(await codeOf(store.create({ ...wish, encryptKey }))).toBe(
			"usage.invalid",
		);
		expect(await codeOf(store.planImport({ files, encryptKey }))).toBe(
			"usage.invalid",
		);
		expect(await snapshot(folder)).toEqual({});
	});

	test("is what an import stores when asked, and the plan says so", async () => {
		using shop = authority();
		issued(shop, "nas");
		const locked = ["-topk8", "-in", "nas.key", "-passout", "pass:old"];
		shop.openssl("pkcs8", ...locked, "-out", "locked.key");
		for (const [key, opening] of [
			["nas.key", {}],
			["locked.key", { passphrase: new Secret("old") }],
		] as const) {
			const folder = memoryFolder();
			const store = await storeOn(folder);
			const plan = await store.planImport({
				files: handedOver(shop, key, "nas.crt", "middle.crt"),
				...opening,
				encryptKey: passphrase,
			});
			expect(plan.findings.map(({ code }) => code)).toEqual(["key.encrypted"]);
			expect(JSON.stringify(plan)).not.toContain(passphrase.reveal());
			await store.carryOut(plan);
			const stored = new TextDecoder().decode(
				await folder.read("certs/nas.key"),
			);
			expect(stored).toStartWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
			expect((await store.load("nas", { passphrase })).leaf.subject).toBe(
				"CN=nas.example",
			);
		}
	});

	test("in the store cannot be changed by an import of its certificate", async () => {
		using shop = authority();
		issued(shop, "nas");
		const store = await storeOn();
		const files = handedOver(shop, "nas.key", "nas.crt", "middle.crt");
		await store.carryOut(await store.planImport({ files }));
		const again = handedOver(shop, "nas.crt", "middle.crt");
		const failure = await failureOf(
			store.planImport({ files: again, encryptKey: passphrase }),
		);
		expect(failure.code).toBe("usage.invalid");
		expect(failure.why).toContain("certs/nas.key");
	});

	test("stays encrypted through a renewal, with the old key and with a new one", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create({ ...wish, encryptKey: passphrase });
		const newKey = "ecdsa-p256";
		for (const options of [{}, { newKey } as const]) {
			expect(await codeOf(store.renew("nas", { days: 30, ...options }))).toBe(
				"cert.key-encrypted",
			);
			await store.renew("nas", { days: 30, passphrase, ...options });
			expect(await codeOf(store.load("nas"))).toBe("cert.key-encrypted");
			await store.load("nas", { passphrase });
		}
	});

	test("is exported only by who can open it", async () => {
		const store = await storeOn();
		await store.create({ ...wish, encryptKey: passphrase });
		const options = { format: "pem", withKey: true } as const;
		expect(await codeOf(store.export("nas", options))).toBe(
			"cert.key-encrypted",
		);
		const { content } = await store.export("nas", { ...options, passphrase });
		expect(new TextDecoder().decode(content)).toStartWith(
			"-----BEGIN PRIVATE KEY-----",
		);
	});

	test("is whole or not there, wherever the power is cut", async () => {
		const start = memoryFolder();
		await (await storeOn(start)).create(wish);
		const seen = new Set<string>();
		await cutEverywhere(
			start,
			async (folder) => {
				const store = await storeOn(folder);
				await store.create({ ...wish, encryptKey: passphrase, force: true });
			},
			async (folder) => {
				const store = await storeOn(folder);
				const code = await store.load("nas").then(
					() => "old",
					({ code }) => code,
				);
				seen.add(code);
				await store.load("nas", { passphrase });
			},
		);
		expect([...seen].sort()).toEqual(["cert.key-encrypted", "old"]);
	});
});

describe("export as PKCS#12", () => {
	test("wants a passphrase that is not empty", async () => {
		const store = await storeOn();
		await store.create(wish);
		const format = "p12";
		const missing = await failureOf(store.export("nas", { format }));
		expect(missing.code).toBe("usage.missing");
		expect(missing.fix).toContain("--passphrase-file");
		const exportPassphrase = new Secret("");
		expect(
			await codeOf(store.export("nas", { format, exportPassphrase })),
		).toBe("usage.invalid");
		expect(
			await codeOf(store.export("nas", { format: "pem", legacy: true })),
		).toBe("usage.invalid");
	});

	test("carries the chain, and marks key and leaf as a pair", async () => {
		using shop = authority();
		issued(shop, "nas");
		const store = await storeOn();
		const files = handedOver(shop, "nas.key", "nas.crt", "middle.crt");
		await store.carryOut(await store.planImport({ files }));
		const exported = await store.export("nas", {
			...({ format: "p12", withKey: true } as const),
			exportPassphrase: passphrase,
		});
		expect(exported.isSecret).toBe(true);
		shop.write("out.p12", exported.content);
		const text = shop.openssl(
			...["pkcs12", "-in", "out.p12", "-noenc"],
			...["-passin", `pass:${passphrase.reveal()}`],
		);
		expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
		expect(text.match(/friendlyName: nas\n/g)).toHaveLength(2);
		const ids = [...text.matchAll(/localKeyID: ([0-9A-F ]+)\n/g)];
		expect(ids).toHaveLength(2);
		expect(ids[0]?.[1]).toBe(ids[1]?.[1] ?? "");
	});
});
