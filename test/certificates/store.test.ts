import { describe, expect, test } from "bun:test";
import { type Folder, memoryFolder, Secret } from "../../src/base/index.ts";
import { selfSigned, type Workshop, workshop } from "./openssl.ts";
import { codeOf, failureOf, snapshot, storeOn, wish } from "./store-kit.ts";

/** A folder with one good certificate, `nas`. */
async function stocked(): Promise<Folder> {
	const folder = memoryFolder();
	await (await storeOn(folder)).create(wish);
	return folder;
}

/** Puts a pair that openssl made into the folder. */
async function put(
	folder: Folder,
	shop: Workshop,
	name: string,
): Promise<void> {
	await folder.write(`certs/${name}.key`, shop.bytes(`${name}.key`), {
		secret: true,
	});
	await folder.write(`certs/${name}.crt`, shop.bytes(`${name}.crt`));
}

describe("store", () => {
	test("loads what it created, with a key that does not print", async () => {
		const folder = await stocked();
		const file = await (await storeOn(folder)).load("nas");
		expect(file.names).toEqual(wish.names);
		expect(String(file.keyPem)).toBe("***");
		expect(JSON.stringify(file)).not.toContain("PRIVATE");
		expect(file.certificatePem).toBe(
			new TextDecoder().decode(await folder.read("certs/nas.crt")),
		);
	});

	test("writes the key as a secret and nothing else so", async () => {
		const secrets: string[] = [];
		const memory = memoryFolder();
		const folder: Folder = {
			...memory,
			write: (path, content, options) => {
				if (options?.secret) secrets.push(path);
				return memory.write(path, content, options);
			},
			rename: async (from, to) => {
				if (secrets.includes(from)) secrets.push(to);
				return memory.rename(from, to);
			},
		};
		await (await storeOn(folder)).create(wish);
		const kept = await Promise.all(
			secrets.map(async (path) => [path, await folder.read(path)] as const),
		);
		expect(
			kept.filter(([, content]) => content !== undefined).map(([path]) => path),
		).toEqual(["certs/nas.key"]);
	});

	test("names what there is when a certificate is not found, and the one that was meant", async () => {
		const folder = await stocked();
		const store = await storeOn(folder);
		await store.create({ ...wish, name: "printer" });
		const failure = await failureOf(store.load("prnter"));
		expect(failure.code).toBe("cert.not-found");
		expect(failure.exit).toBe(4);
		expect(failure.why).toBe("there are: nas, printer");
		expect(failure.fix).toBe("did you mean printer?");
	});

	test("says that a request waits for its answer when there is a key and no certificate", async () => {
		const folder = await stocked();
		await folder.remove("certs/nas.crt");
		const failure = await failureOf((await storeOn(folder)).load("nas"));
		expect(failure.code).toBe("cert.not-found");
		expect(failure.message).toBe("nas has no certificate yet");
		expect(failure.fix).toContain("certs/nas.csr");
	});

	test("refuses to replace a certificate without force, and changes nothing", async () => {
		const folder = await stocked();
		const before = await snapshot(folder);
		const store = await storeOn(folder);
		expect(await codeOf(store.create(wish))).toBe("cert.exists");
		expect(
			await codeOf(store.create({ ...wish, name: "NAS", force: true })),
		).toBe("cert.exists");
		expect(await snapshot(folder)).toEqual(before);
	});

	test("with force keeps the old files in the archive and makes a new key", async () => {
		const folder = await stocked();
		const before = await snapshot(folder);
		const store = await storeOn(folder);
		const old = await store.load("nas");
		const made = await store.create({ ...wish, force: true });
		expect(made.leaf.spkiSha256).not.toBe(old.leaf.spkiSha256);

		const after = await snapshot(folder);
		const archived = Object.keys(after).filter((path) =>
			path.includes("/archive/"),
		);
		expect(archived).toHaveLength(3);
		expect(archived.map((path) => after[path])).toEqual([
			before["certs/nas.crt"],
			before["certs/nas.csr"],
			before["certs/nas.key"],
		]);
	});

	test("keeps two archives of one second apart", async () => {
		const folder = await stocked();
		const store = await storeOn(folder);
		await store.create({ ...wish, force: true });
		await store.create({ ...wish, force: true });
		await store.create({ ...wish, force: true });
		expect(await folder.list("certs/archive")).toHaveLength(9);
	});

	test("lists every name with what is wrong with it", async () => {
		const folder = await stocked();
		await folder.write("certs/broken.crt", "no certificate");
		await folder.write("certs/open.csr", "a request");
		await folder.write("certs/README.txt", "not ours");
		const lines = (await (await storeOn(folder)).list()).map((line) => [
			line.name,
			line.hasKey,
			line.hasRequest,
			line.leaf?.subject,
			line.problem?.code,
		]);
		expect(lines).toEqual([
			["broken", false, false, undefined, "cert.unreadable"],
			["nas", true, true, "CN=nas.example.com", undefined],
			["open", false, true, undefined, "cert.not-found"],
		]);
	});

	test("tells names without reading, and what is public as the list does, whatever the key is", async () => {
		const folder = await stocked();
		const [line] = await (await storeOn(folder)).list();
		await folder.write("certs/nas.key", "no key");
		const store = await storeOn(folder);
		expect(await store.listPublic()).toEqual([
			{
				name: "nas",
				hasKey: true,
				hasRequest: true,
				isOwn: true,
				leaf: line?.leaf,
			},
		]);
		const read = (): never => {
			throw new Error("a file was read");
		};
		const unread = await storeOn({ ...folder, read });
		expect(await unread.names()).toEqual(["nas"]);
	});

	test("reads a chain and gives it back as clean PEM", async () => {
		const folder = await stocked();
		using shop = workshop();
		selfSigned(shop, "other");
		const text = new TextDecoder().decode(await folder.read("certs/nas.crt"));
		const dirty = `\ufeff# leaf\r\n${text.replaceAll("\n", "\r\n")}# chain\r\n${shop.text("other.crt")}`;
		await folder.write("certs/nas.crt", dirty);
		const file = await (await storeOn(folder)).load("nas");
		expect(file.intermediates.map(({ subject }) => subject)).toEqual([
			"CN=other.example",
		]);
		expect(file.certificatePem).toBe(text + shop.text("other.crt"));
	});
});

type Spoil = (folder: Folder, shop: Workshop) => Promise<void> | void;

const spoiled: readonly (readonly [string, string, Spoil])[] = [
	[
		"a certificate without a key",
		"cert.no-key",
		(folder) => folder.remove("certs/nas.key"),
	],
	[
		"an empty key file",
		"key.unreadable",
		(folder) => folder.write("certs/nas.key", ""),
	],
	[
		"a key file with text",
		"key.unreadable",
		(folder) => folder.write("certs/nas.key", "hello"),
	],
	[
		"a cut-off key",
		"key.unreadable",
		async (folder) => {
			const key = (await folder.read("certs/nas.key")) ?? new Uint8Array();
			await folder.write("certs/nas.key", key.subarray(0, 100));
		},
	],
	[
		"a key with changed bytes",
		"key.unreadable",
		(folder) =>
			folder.write(
				"certs/nas.key",
				"-----BEGIN PRIVATE KEY-----\nMAoCAQAwBQYDK2VwBAA=\n-----END PRIVATE KEY-----\n",
			),
	],
	[
		"an empty certificate",
		"cert.unreadable",
		(folder) => folder.write("certs/nas.crt", ""),
	],
	[
		"a web page for a certificate",
		"cert.unreadable",
		(folder) => folder.write("certs/nas.crt", "<!DOCTYPE html><p>Log in"),
	],
	[
		"a request for a certificate",
		"cert.unreadable",
		async (folder) =>
			folder.write("certs/nas.crt", (await folder.read("certs/nas.csr")) ?? ""),
	],
	[
		"another key",
		"cert.key-mismatch",
		(folder, shop) => {
			selfSigned(shop, "other");
			return folder.write("certs/nas.key", shop.text("other.key"));
		},
	],
	[
		"a key of another kind",
		"cert.key-mismatch",
		(folder, shop) => {
			selfSigned(shop, "other", { key: ["rsa:2048"] });
			return folder.write("certs/nas.key", shop.text("other.key"));
		},
	],
	[
		"an RSA key of 1024 bits",
		"cert.weak",
		async (folder, shop) => {
			selfSigned(shop, "nas", { key: ["rsa:1024"] });
			await put(folder, shop, "nas");
		},
	],
	[
		"an encrypted key",
		"cert.key-encrypted",
		async (folder, shop) => {
			shop.write("plain.key", (await folder.read("certs/nas.key")) ?? "");
			shop.openssl(
				...["pkcs8", "-topk8", "-in", "plain.key", "-out", "nas.key"],
				...["-passout", "pass:open sesame", "-v2", "aes-256-cbc"],
			);
			await folder.write("certs/nas.key", shop.text("nas.key"));
		},
	],
];

describe("store with files that went wrong", () => {
	test.each(spoiled)(
		"%s fails with %s and leaves the folder as it is",
		async (_what, code, spoil) => {
			const folder = await stocked();
			using shop = workshop();
			await spoil(folder, shop);
			const before = await snapshot(folder);
			const store = await storeOn(folder);
			expect(await codeOf(store.load("nas"))).toBe(code as never);
			expect((await store.list())[0]?.problem?.code).toBe(code as never);
			expect(await snapshot(folder)).toEqual(before);
		},
	);

	test("a mismatch tells both public keys", async () => {
		const folder = await stocked();
		using shop = workshop();
		selfSigned(shop, "other", { key: ["rsa:2048"] });
		await folder.write("certs/nas.key", shop.text("other.key"));
		const failure = await failureOf((await storeOn(folder)).load("nas"));
		expect(failure.message).toBe(
			"certs/nas.crt and certs/nas.key are not a pair",
		);
		expect(failure.why).toMatch(
			/^certs\/nas\.crt holds public key [0-9a-f]{4}\.\.[0-9a-f]{2} \(EC P-256\); certs\/nas\.key makes [0-9a-f]{4}\.\.[0-9a-f]{2} \(RSA 2048\)$/,
		);
		expect(failure.exit).toBe(8);
	});

	test("an encrypted key opens with its passphrase and no other", async () => {
		const folder = await stocked();
		using shop = workshop();
		shop.write("plain.key", (await folder.read("certs/nas.key")) ?? "");
		shop.openssl(
			...["pkcs8", "-topk8", "-in", "plain.key", "-out", "nas.key"],
			...["-passout", "pass:open sesame", "-v2", "aes-256-cbc"],
		);
		await folder.write("certs/nas.key", shop.text("nas.key"));
		const store = await storeOn(folder);
		const file = await store.load("nas", {
			passphrase: new Secret("open sesame"),
		});
		expect(file.keyPem.reveal()).toContain("BEGIN PRIVATE KEY");
		expect(
			await codeOf(store.load("nas", { passphrase: new Secret("wrong") })),
		).toBe("cert.bad-passphrase");
	});

	test("an expired certificate is refused with the day, and can still be read", async () => {
		const folder = await stocked();
		const later = await storeOn(folder, 100);
		const failure = await failureOf(later.load("nas"));
		expect(failure.code).toBe("cert.expired");
		expect(failure.why).toMatch(
			/^it ended on \d{4}-\d\d-\d\d, (9|10) days ago$/,
		);
		expect(failure.fix).toBe("oceanftp cert renew nas");
		expect((await later.read("nas")).name).toBe("nas");
	});

	test("a certificate from the future is refused with the clock's word", async () => {
		const folder = await stocked();
		const failure = await failureOf((await storeOn(folder, -10)).load("nas"));
		expect(failure.code).toBe("cert.not-yet-valid");
	});

	test("a key on a curve that TLS does not have is refused", async () => {
		const folder = memoryFolder();
		using shop = workshop();
		selfSigned(shop, "nas", {
			key: ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
		});
		await put(folder, shop, "nas");
		expect(await codeOf((await storeOn(folder)).load("nas"))).toBe(
			"key.unreadable",
		);
	});
});
