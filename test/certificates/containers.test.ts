import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { memoryFolder, Secret } from "../../src/base/index.ts";
import type { ImportPlan } from "../../src/certificates/index.ts";
import { authority, handedOver, issued } from "./authority.ts";
import { openLengths, plainPfx, secretOnly, withMac } from "./containers.ts";
import type { Workshop } from "./openssl.ts";
import { codeOf, failureOf, storeOn } from "./store-kit.ts";

let shop: Workshop;

beforeAll(() => {
	shop = authority();
	issued(shop, "nas");
	shop.write("chain.pem", shop.text("middle.crt") + shop.text("root.crt"));
});

afterAll(() => shop[Symbol.dispose]());

/** Makes a PKCS#12 file of the pair and its chain. */
function makePkcs12(out: string, ...args: readonly string[]): void {
	shop.openssl(
		...["pkcs12", "-export", "-inkey", "nas.key", "-in", "nas.crt"],
		...["-certfile", "chain.pem", "-out", out, ...args],
	);
}

/** What an import of files of the workshop would do. */
async function planOf(
	names: readonly string[],
	passphrase?: string,
): Promise<ImportPlan> {
	return (await storeOn()).planImport({
		files: handedOver(shop, ...names),
		...(passphrase === undefined ? {} : { passphrase: new Secret(passphrase) }),
	});
}

const codesOf = ({ findings }: ImportPlan): readonly string[] =>
	findings.map(({ code }) => code);

describe("a PKCS#12 file", () => {
	test("gives key, leaf and chain in order, leaves the root out, and says what was done", async () => {
		makePkcs12("nas.p12", "-passout", "pass:x y");
		const plan = await planOf(["nas.p12"], "x y");
		expect(plan.leaf.subject).toBe("CN=nas.example");
		expect(plan.keyFrom).toBe("nas.p12");
		expect(plan.name).toBe("nas");
		expect(plan.writes).toEqual(["certs/nas.key", "certs/nas.crt"]);
		expect(plan.intermediates.map(({ subject }) => subject)).toEqual([
			"CN=Test Middle",
		]);
		expect(codesOf(plan)).toEqual(["cert.root-in-chain", "key.decrypted"]);
	});

	test("with a passphrase asks for it, and tells a wrong one and an empty one from a missing one", async () => {
		for (const form of [[], ["-legacy"], ["-nomac"]]) {
			makePkcs12("locked.p12", "-passout", "pass:x y", ...form);
			const codes = [undefined, "", "X Y"].map((passphrase) =>
				codeOf(planOf(["locked.p12"], passphrase)),
			);
			expect(await Promise.all(codes)).toEqual([
				"cert.key-encrypted",
				"cert.bad-passphrase",
				"cert.bad-passphrase",
			]);
		}
	});

	test("whose passphrase is empty or that has none opens without one, and with an empty one", async () => {
		const open = ["-certpbe", "NONE", "-keypbe", "NONE"];
		for (const form of [[], ["-legacy"], open, [...open, "-nomac"]]) {
			makePkcs12("empty.p12", "-passout", "pass:", ...form);
			for (const passphrase of [undefined, ""]) {
				const plan = await planOf(["empty.p12"], passphrase);
				expect(plan.leaf.subject).toBe("CN=nas.example");
			}
		}
	});

	test("whose MAC was made with no passphrase at all, not an empty one, opens too", async () => {
		makePkcs12(
			...["bare.p12", "-passout", "pass:", "-nomac"],
			...["-certpbe", "NONE", "-keypbe", "NONE"],
		);
		const signed = await withMac(shop.bytes("bare.p12"), undefined);
		shop.write("null.p12", signed);
		expect((await planOf(["null.p12"])).leaf.subject).toBe("CN=nas.example");
		shop.write("empty.p12", await withMac(shop.bytes("bare.p12"), ""));
		expect((await planOf(["empty.p12"])).leaf.subject).toBe("CN=nas.example");
		expect(signed).not.toEqual(shop.bytes("empty.p12"));
	});

	test.each(["sha1", "sha256", "sha384", "sha512"])(
		"with a MAC of %s is checked",
		async (hash) => {
			makePkcs12("mac.p12", "-passout", "pass:ß🗝", "-macalg", hash);
			const plan = await planOf(["mac.p12"], "ß🗝");
			expect(plan.leaf.subject).toBe("CN=nas.example");
		},
	);

	test("with certificates only needs the key from elsewhere", async () => {
		shop.openssl(
			...["pkcs12", "-export", "-nokeys", "-in", "nas.crt"],
			...["-out", "only.p12", "-passout", "pass:x"],
		);
		expect(await codeOf(planOf(["only.p12"], "x"))).toBe("cert.no-key");
		const plan = await planOf(["only.p12", "nas.key"], "x");
		expect(plan.keyFrom).toBe("nas.key");
		expect(codesOf(plan)).toEqual(["cert.chain-gap"]);
	});

	test("in BER with open lengths and bytes in pieces is read like any other", async () => {
		makePkcs12("nas.p12", "-passout", "pass:x y");
		shop.write("open.p12", openLengths(shop.bytes("nas.p12")));
		expect(shop.bytes("open.p12").slice(0, 2)).toEqual(
			Uint8Array.of(0x30, 0x80),
		);
		const plan = await planOf(["open.p12"], "x y");
		expect(plan.intermediates).toHaveLength(1);
	});

	test("that is cut off anywhere, or changed anywhere, never opens", async () => {
		makePkcs12("nas.p12", "-passout", "pass:x y");
		const whole = shop.bytes("nas.p12");
		const store = await storeOn();
		const passphrase = new Secret("x y");
		const outcome = (bytes: Uint8Array): Promise<string> =>
			codeOf(
				store.planImport({ files: [{ name: "it.p12", bytes }], passphrase }),
			);
		const step = Math.ceil(whole.length / 40);
		for (let at = 4; at < whole.length; at += step) {
			const cut = await outcome(whole.slice(0, at));
			expect([at, cut]).toEqual([at, "cert.unreadable"]);
			const changed = whole.slice();
			changed[at] = (changed[at] ?? 0) ^ 0x55;
			expect([
				"cert.bad-passphrase",
				"cert.unreadable",
				"cert.wrong-block",
			]).toContain(await outcome(changed));
		}
	});

	test("that is damaged says so in a sentence with the file's name", async () => {
		makePkcs12("nas.p12", "-passout", "pass:x y");
		shop.write("cut.p12", shop.bytes("nas.p12").slice(0, 900));
		const cut = await failureOf(planOf(["cut.p12"], "x y"));
		expect(cut.message).toBe("cut.p12 is damaged");
		expect(cut.why).toBe("the structure is cut off");
		shop.write(
			"odd.p12",
			plainPfx(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05)),
		);
		const odd = await failureOf(planOf(["odd.p12"], "x y"));
		expect(odd.code).toBe("cert.unreadable");
		expect(odd.message).toBe("odd.p12 is a PKCS#12 file that cannot be read");
		expect(odd.fix).toContain("openssl pkcs12 -info -in odd.p12");
	});

	test("that holds nothing of use is told apart from one that is damaged", async () => {
		shop.write("empty.p12", plainPfx(secretOnly()));
		const failure = await failureOf(planOf(["empty.p12"]));
		expect(failure.code).toBe("cert.wrong-block");
		expect(failure.why).toBe(
			"it is a PKCS#12 file with neither a certificate nor a key",
		);
	});
});

describe("a PKCS#7 file", () => {
	test.each([
		["PEM", []],
		["DER", ["-outform", "DER"]],
	] as const)(
		"in %s gives its certificates in order, whatever theirs, without the root",
		async (_form, args) => {
			shop.write("mixed.pem", shop.text("chain.pem") + shop.text("nas.crt"));
			shop.openssl(
				...["crl2pkcs7", "-nocrl", "-certfile", "mixed.pem"],
				...["-out", "nas.p7b", ...args],
			);
			const plan = await planOf(["nas.p7b", "nas.key"]);
			expect(plan.certificatePem).toBe(
				shop.openssl("x509", "-in", "nas.crt") +
					shop.openssl("x509", "-in", "middle.crt"),
			);
			expect(codesOf(plan)).toEqual(["cert.root-in-chain"]);
		},
	);

	test.each([
		["DER", []],
		["BER of open lengths", ["-stream"]],
	] as const)(
		"that signs a message, in %s, gives its certificates too",
		async (_form, args) => {
			shop.write("message", "hello");
			shop.openssl(
				...["cms", "-sign", "-nodetach", "-binary", "-in", "message"],
				...["-signer", "nas.crt", "-inkey", "nas.key"],
				...["-certfile", "middle.crt", "-outform", "DER", ...args],
				...["-out", "signed.p7m"],
			);
			const plan = await planOf(["signed.p7m", "nas.key"]);
			expect(plan.intermediates.map(({ subject }) => subject)).toEqual([
				"CN=Test Middle",
			]);
		},
	);

	test("completes an open request as any answer does", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		shop.write("p7.pem", shop.text("nas.crt") + shop.text("middle.crt"));
		shop.openssl(
			...["crl2pkcs7", "-nocrl", "-certfile", "p7.pem", "-out", "answer.p7b"],
		);
		await folder.write("certs/open.key", shop.text("nas.key"), {
			secret: true,
		});
		await folder.write("certs/open.csr", shop.text("nas.csr"));
		const files = handedOver(shop, "answer.p7b");
		const plan = await store.planImport({ files });
		expect(plan).toMatchObject({
			...{ name: "open", completesRequest: true, findings: [] },
		});
	});

	test("without certificates is told from one that is cut off", async () => {
		shop.openssl("crl2pkcs7", "-nocrl", "-outform", "DER", "-out", "none.p7b");
		const none = await failureOf(planOf(["none.p7b", "nas.key"]));
		expect(none.code).toBe("cert.wrong-block");
		expect(none.why).toBe("it is a PKCS#7 file without certificates");
		shop.openssl(
			...["crl2pkcs7", "-nocrl", "-certfile", "nas.crt"],
			...["-outform", "DER", "-out", "nas.p7b"],
		);
		const whole = shop.bytes("nas.p7b");
		for (let at = 30; at < whole.length; at += 50) {
			shop.write("cut.p7b", whole.slice(0, at));
			expect(await codeOf(planOf(["cut.p7b", "nas.key"]))).toBe(
				"cert.unreadable",
			);
		}
	});
});
