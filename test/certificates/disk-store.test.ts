import { expect, test } from "bun:test";
import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { diskFolder } from "../../src/platform/index.ts";
import { authority, handedOver, issued } from "./authority.ts";
import { workshop } from "./openssl.ts";
import { codeOf, failureOf, storeOn, wish } from "./store-kit.ts";

/** Every file below the folder with its permission bits. */
function modesBelow(path: string): readonly (readonly [string, number])[] {
	return readdirSync(path, { recursive: true, encoding: "utf8" })
		.map((name) => [name, lstatSync(join(path, name))] as const)
		.filter(([, facts]) => facts.isFile())
		.map(([name, facts]) => [name, facts.mode & 0o777]);
}

test("store on disk keeps every key for its owner alone, wherever it puts it, and leaves nothing staged", async () => {
	using disk = workshop();
	using shop = authority();
	const store = await storeOn(diskFolder(disk.path));
	await store.create(wish);
	await store.create({ ...wish, force: true });
	await store.renew("nas", { days: 30, newKey: "ecdsa-p256" });
	await store.rename("nas", "ftp");
	await store.create({ ...wish, name: "gone" });
	await store.remove("gone");
	issued(shop, "ftp");
	const files = handedOver(shop, "ftp.key", "ftp.crt", "middle.crt");
	await store.carryOut(await store.planImport({ files, force: true }));

	const modes = modesBelow(disk.path);
	const keys = modes.filter(([name]) => name.endsWith(".key"));
	expect(keys.length).toBe(5);
	expect(keys.filter(([, mode]) => mode !== 0o600)).toEqual([]);
	expect(modes.every(([name]) => /\.(key|csr|crt)$/.test(name))).toBe(true);
	expect(lstatSync(join(disk.path, "certs")).mode & 0o777).toBe(0o700);
	expect((await store.load("ftp")).leaf.issuer).toBe("CN=Test Middle");
});

test.each([0o640, 0o604, 0o620, 0o644, 0o666])(
	"store on disk refuses a key of mode %o, and says how to mend it",
	async (mode) => {
		using disk = workshop();
		const store = await storeOn(diskFolder(disk.path));
		await store.create(wish);
		await store.create({ ...wish, name: "good" });
		const key = join(disk.path, "certs/nas.key");
		chmodSync(key, mode);
		const failure = await failureOf(store.load("nas"));
		expect(failure.code).toBe("key.perm");
		expect(failure.exit).toBe(8);
		expect(failure.message).toStartWith("certs/nas.key");
		expect(failure.fix).toStartWith(`chmod 600 ${key};`);
		expect(await codeOf(store.setDefault("nas"))).toBe("key.perm");
		const found = await store.check({ withinMs: 0 });
		expect(
			found.map(({ name, verdict, problem }) => [name, verdict, problem?.code]),
		).toEqual([
			["good", "good", undefined],
			["nas", "unusable", "key.perm"],
		]);
		expect(readdirSync(join(disk.path, "certs")).sort()).toEqual([
			...["good.crt", "good.csr", "good.key"],
			...["nas.crt", "nas.csr", "nas.key"],
		]);

		await store.read("nas");
		chmodSync(key, 0o400);
		await store.load("nas");
	},
);
