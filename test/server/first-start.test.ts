import { describe, expect, test } from "bun:test";
import { openAccounts } from "../../src/accounts/index.ts";
import { decodeUtf8, memoryFolder, Secret } from "../../src/base/index.ts";
import { openCertificateStore } from "../../src/certificates/index.ts";
import { keyMaterial, scryptHasher } from "../../src/platform/index.ts";
import {
	defaultCertificate,
	ensureCertificate,
	ensureFirstUser,
	forgetInitialLogin,
	hasInitialLogin,
	readState,
	writeState,
} from "../../src/server/index.ts";

const hasher = scryptHasher();
const machine = () => ({ hostname: "nas", addresses: ["192.0.2.7"] });

async function certificates() {
	return openCertificateStore({
		folder: memoryFolder(),
		keys: keyMaterial,
		nowMs: Date.now,
	});
}

function tls(certificate: string, isCertificateChosen: boolean) {
	return {
		tls: {
			certificate,
			isCertificateChosen,
			control: "required",
			data: "required",
			minVersion: "1.2",
			ciphers: undefined,
			curves: undefined,
			sessionResumption: "prefer",
			closeNotify: "strict",
			lenientPbsz: false,
			ccc: false,
			clientAuth: "none",
			clientCa: undefined,
			clientCrl: undefined,
		},
	} as const;
}

describe("first user", () => {
	test("a server without accounts gets ocean, whose password is in the file and verifies", async () => {
		const folder = memoryFolder();
		const accounts = await openAccounts({ folder });
		const login = await ensureFirstUser({ folder, accounts, hasher });
		expect(login?.user).toBe("ocean");
		const password = login?.password ?? new Secret("");
		const stored = accounts.find("ocean")?.passwordHash ?? "";
		expect(await hasher.verify(password, stored)).toBe(true);
		const text = decodeUtf8(
			(await folder.read("initial-login.txt")) ?? new Uint8Array(),
		);
		expect(text).toContain(`password: ${password.reveal()}\n`);
	});

	test("a server with any account gets none, even if that one is disabled", async () => {
		const folder = memoryFolder();
		const accounts = await openAccounts({ folder });
		await accounts.add({ name: "bob", passwordHash: "", enabled: false });
		expect(await ensureFirstUser({ folder, accounts, hasher })).toBeUndefined();
		expect(await hasInitialLogin(folder)).toBe(false);
	});

	test("the file goes when that user's password changes, and for nobody else's", async () => {
		const folder = memoryFolder();
		const accounts = await openAccounts({ folder });
		await ensureFirstUser({ folder, accounts, hasher });
		await forgetInitialLogin(folder, "bob");
		expect(await hasInitialLogin(folder)).toBe(true);
		await forgetInitialLogin(folder, "OCEAN");
		expect(await hasInitialLogin(folder)).toBe(false);
	});
});

describe("certificate", () => {
	test("the default one is made once, for this machine's names", async () => {
		const store = await certificates();
		const settings = tls("default", false);
		const parts = { name: "default", settings, store, machine };
		expect(await ensureCertificate(parts)).toBe(true);
		const first = await store.load("default");
		expect(await ensureCertificate(parts)).toBe(false);
		expect((await store.load("default")).sha256).toBe(first.sha256);
		expect(first.names.map((name) => name.value)).toEqual(
			expect.arrayContaining(["nas", "nas.local", "192.0.2.7"]),
		);
	});

	test("a name that somebody chose is never made", async () => {
		const store = await certificates();
		for (const name of ["nosuch", "default"]) {
			const settings = tls(name, true);
			const made = await ensureCertificate({ name, settings, store, machine });
			expect(made).toBe(false);
		}
		expect(await store.list()).toEqual([]);
	});

	test("the default is the one that state.json names, unless the settings choose", () => {
		const state = { ports: {}, certificate: "one" };
		expect(defaultCertificate(tls("default", false), state)).toBe("one");
		expect(defaultCertificate(tls("two", true), state)).toBe("two");
		expect(defaultCertificate(tls("default", false), undefined)).toBe(
			"default",
		);
	});
});

describe("state", () => {
	test("what is written is read again, and the text before stays as .bak", async () => {
		const folder = memoryFolder();
		expect(await readState(folder)).toBeUndefined();
		const state = { ports: { explicit: 2121 }, certificate: "default" };
		await writeState(folder, state);
		expect(await readState(folder)).toEqual(state);
		await writeState(folder, { ...state, certificate: "other" });
		expect(
			decodeUtf8((await folder.read("state.json.bak")) ?? new Uint8Array()),
		).toContain('"default"');
	});

	test.each(["", "{", "[]", '{"schema":"oceanftp.state/2","certificate":"x"}'])(
		"damaged state %p is refused, not overwritten",
		async (text) => {
			const folder = memoryFolder();
			await folder.write("state.json", text);
			await expect(readState(folder)).rejects.toMatchObject({
				code: "config.syntax",
			});
		},
	);
});
