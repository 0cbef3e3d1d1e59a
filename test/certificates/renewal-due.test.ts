import { describe, expect, test } from "bun:test";
import { DAY_MS, memoryFolder } from "../../src/base/index.ts";
import {
	type CertificateName,
	type ExpiryStage,
	expiryWarning,
	formatName,
	localNames,
	parseNames,
	renewalDue,
	renewalNames,
	type StoredCertificate,
} from "../../src/certificates/index.ts";
import { answer, authority, handedOver, issued } from "./authority.ts";
import { selfSigned, workshop } from "./openssl.ts";
import { storeOn, wish } from "./store-kit.ts";

const machine = localNames({
	hostname: "nas",
	addresses: ["192.0.2.7", "2001:db8::7", "fe80::1%eth0"],
});

/** A certificate of the program's own, as the list has it. */
async function own(
	days: number,
	names: readonly CertificateName[] = machine,
): Promise<StoredCertificate> {
	const store = await storeOn();
	await store.create({ ...wish, days, names });
	const [line] = await store.list();
	if (line === undefined) throw new Error("nothing was made");
	return line;
}

/** The kind of reason, so many days from now. */
function dueIn(
	days: number,
	facts: StoredCertificate,
	names?: readonly CertificateName[],
): string | undefined {
	return renewalDue(facts, Date.now() + days * DAY_MS, names)?.kind;
}

describe("the program's own certificate", () => {
	test.each([
		// Life and days: a day is behind it from the start.
		[825, 794, 796],
		[89, 58, 60],
		[29, 18, 20],
		[2, 0.5, 1.1],
		[1, 0.2, 0.4],
	])(
		"of %p days is not due for its end after %p days and is after %p",
		async (life, before, after) => {
			const facts = await own(life);
			expect(dueIn(before, facts)).toBeUndefined();
			expect(dueIn(after, facts)).toBe("ends-soon");
			expect(dueIn(life + 100, facts)).toBe("ends-soon");
		},
	);

	test.each([
		["nothing changes", "nas", ["192.0.2.7", "2001:db8::7"], undefined],
		["an address goes", "nas", ["2001:db8::7"], undefined],
		["an address comes", "nas", ["192.0.2.7", "192.0.2.8"], "names-changed"],
		["the name changes", "nas2", ["192.0.2.7"], "names-changed"],
		[
			"a passing IPv6 address comes",
			"nas",
			["2001:db8::7", "2001:db8::aaaa"],
			undefined,
		],
		["every IPv6 address is new", "nas", ["2001:db8::9"], "names-changed"],
	] as const)(
		"for the machine is due as it should when %s",
		async (_what, hostname, addresses, expected) => {
			const names = localNames({ hostname, addresses });
			expect(dueIn(0, await own(90), names)).toBe(expected);
		},
	);

	test("with chosen names does not follow the machine", async () => {
		const facts = await own(90, parseNames(["ftp.example.com"]));
		expect(dueIn(0, facts, machine)).toBeUndefined();
		expect(dueIn(70, facts, machine)).toBe("ends-soon");
		if (facts.leaf === undefined) throw new Error("no leaf");
		expect(renewalNames(facts.leaf, machine)).toEqual(facts.leaf.names);
	});

	test("is renewed with the machine's names, without addresses that are gone", async () => {
		const { leaf } = await own(90);
		if (leaf === undefined) throw new Error("no leaf");
		const now = localNames({ hostname: "ftp", addresses: ["192.0.2.9"] });
		expect(renewalNames(leaf, now).map(formatName)).toEqual([
			...["dns:ftp", "dns:ftp.local", "dns:localhost", "ip:192.0.2.9"],
			...["dns:nas", "dns:nas.local"],
		]);
	});

	test("says why in words", async () => {
		const facts = await own(90);
		const later = renewalDue(facts, Date.now() + 80 * DAY_MS);
		expect(later?.text).toMatch(/^it ends on \d{4}-\d\d-\d\d, in \d+ days$/);
		const names = localNames({ hostname: "nas", addresses: ["192.0.2.8"] });
		expect(renewalDue(facts, Date.now(), names)?.text).toBe(
			"this machine is now ip:192.0.2.8 too",
		);
	});

	test("stays its own when it is renewed, renamed, or another request is made", async () => {
		const folder = memoryFolder();
		const store = await storeOn(folder);
		await store.create(wish);
		await store.renew("nas", { days: 30, newKey: "ecdsa-p384" });
		await store.renew("nas", { days: 30 });
		await store.rename("nas", "ftp");
		await store.request("ftp", { names: parseNames(["other.example"]) });
		expect((await store.list()).map(({ isOwn }) => isOwn)).toEqual([true]);
	});
});

describe("a certificate that someone imported", () => {
	test("is never due, even if another Ocean FTP Server made it", async () => {
		using shop = workshop();
		const elsewhere = memoryFolder();
		await (await storeOn(elsewhere)).create({ ...wish, names: machine });
		for (const kind of ["key", "crt", "csr"]) {
			const content = await elsewhere.read(`certs/nas.${kind}`);
			shop.write(`nas.${kind}`, content ?? "");
		}
		selfSigned(shop, "other", { san: "DNS:localhost" });
		const store = await storeOn();
		for (const files of [
			handedOver(shop, "nas.key", "nas.crt", "nas.csr"),
			handedOver(shop, "other.key", "other.crt"),
		]) {
			await store.carryOut(await store.planImport({ files }));
		}
		const lines = await store.list();
		expect(lines.map(({ isOwn }) => isOwn)).toEqual([false, false]);
		for (const line of lines) {
			expect(dueIn(1000, line, machine)).toBeUndefined();
		}
	});

	test("is never due when an authority signed it", async () => {
		using shop = authority();
		issued(shop, "nas", { days: 3 });
		const store = await storeOn();
		const files = handedOver(shop, "nas.key", "nas.crt", "middle.crt");
		await store.carryOut(await store.planImport({ files }));
		await store.renew("nas", { days: 30 });
		const [line] = await store.list();
		expect(line?.hasRequest).toBe(true);
		expect(line && dueIn(10, line, machine)).toBeUndefined();
	});

	test("is never due when an authority answered the program's own request", async () => {
		using shop = authority();
		const store = await storeOn();
		await store.create(wish);
		answer(shop, await store.request("nas"), { out: "nas.crt" });
		const files = handedOver(shop, "nas.crt", "middle.crt");
		await store.carryOut(await store.planImport({ files }));
		expect((await store.list()).map(({ isOwn }) => isOwn)).toEqual([false]);
	});
});

describe("expiryWarning", () => {
	test.each<[number, number, ExpiryStage | undefined]>([
		[365, 31, undefined],
		[365, 30, 30],
		[365, 14.1, 30],
		[365, 14, 14],
		[365, 7, 7],
		[365, 1.5, 7],
		[365, 1, 1],
		[365, 0, 1],
		[365, -0.1, 0],
		[90, 30, 30],
		// A tenth of 90 days: every stage is a tenth.
		[9, 3.1, undefined],
		[9, 3, 30],
		[9, 1.4, 14],
		[9, 0.7, 7],
		[9, 0.1, 1],
	])("of a life of %p days with %p left is stage %p", (life, left, stage) => {
		const end = life * DAY_MS;
		expect(expiryWarning(0, end, end - left * DAY_MS)).toBe(stage);
	});
});
