import { describe, expect, test } from "bun:test";
import { memoryFolder } from "../../src/base/index.ts";
import {
	type CertificateStore,
	type LocalMachine,
	localNames,
	openCertificateStore,
} from "../../src/certificates/index.ts";
import type { ServerEvent } from "../../src/log/index.ts";
import { keyMaterial } from "../../src/platform/index.ts";
import {
	ExpiryWatch,
	renewOwnCertificates,
} from "../../src/server/certificate-care.ts";
import { selfSigned, workshop } from "../certificates/openssl.ts";

const DAY_MS = 86_400_000;
const machine: LocalMachine = { hostname: "nas", addresses: ["192.0.2.7"] };

/** A store whose clock the test moves. */
async function storeAt(clock: { nowMs: number }): Promise<CertificateStore> {
	return openCertificateStore({
		folder: memoryFolder(),
		keys: keyMaterial,
		nowMs: () => clock.nowMs,
	});
}

async function own(store: CertificateStore, days: number): Promise<void> {
	await store.create({
		name: "default",
		names: localNames(machine),
		algorithm: "ecdsa-p256",
		days,
	});
}

function care(
	store: CertificateStore,
	clock: { nowMs: number },
	now = machine,
) {
	const events: ServerEvent[] = [];
	const renewed = renewOwnCertificates({
		store,
		machine: () => now,
		log: { event: (event) => events.push(event) },
		nowMs: () => clock.nowMs,
		passphrase: undefined,
	});
	return { renewed, events };
}

describe("the program's own certificate", () => {
	test("is renewed with the same key before it ends, and not sooner", async () => {
		const clock = { nowMs: Date.now() };
		const store = await storeAt(clock);
		await own(store, 90);
		const first = await store.load("default");
		clock.nowMs += 59 * DAY_MS;
		expect(await care(store, clock).renewed).toEqual([]);
		clock.nowMs += 2 * DAY_MS;
		const { events, renewed } = care(store, clock);
		expect(await renewed).toEqual(["default"]);
		expect(events).toMatchObject([{ kind: "renewed", name: "default" }]);
		const second = await store.load("default");
		expect(second.leaf.spkiSha256).toBe(first.leaf.spkiSha256);
		expect(second.notAfterMs).toBeGreaterThan(first.notAfterMs + 500 * DAY_MS);
		expect(second.names).toEqual(first.names);
	});

	test("is renewed even when the server was off until after its end", async () => {
		const clock = { nowMs: Date.now() };
		const store = await storeAt(clock);
		await own(store, 10);
		clock.nowMs += 20 * DAY_MS;
		await expect(store.load("default")).rejects.toMatchObject({
			code: "cert.expired",
		});
		expect(await care(store, clock).renewed).toEqual(["default"]);
		await store.load("default");
	});

	test("is renewed when the machine has another address, with the new one in it", async () => {
		const clock = { nowMs: Date.now() };
		const store = await storeAt(clock);
		await own(store, 800);
		const moved = { ...machine, addresses: ["198.51.100.4"] };
		expect(await care(store, clock, moved).renewed).toEqual(["default"]);
		const { names } = await store.load("default");
		const addresses = names.filter(({ kind }) => kind === "ip");
		expect(addresses).toContainEqual({ kind: "ip", value: "198.51.100.4" });
		expect(addresses).not.toContainEqual({ kind: "ip", value: "192.0.2.7" });
		expect(await care(store, clock, moved).renewed).toEqual([]);
	});
});

test("a certificate that somebody imported is never touched", async () => {
	using shop = workshop();
	selfSigned(shop, "theirs", { days: 5 });
	const clock = { nowMs: Date.now() };
	const store = await storeAt(clock);
	const files = ["theirs.crt", "theirs.key"].map((name) => ({
		name,
		bytes: shop.bytes(name),
	}));
	await store.carryOut(await store.planImport({ files }));
	const before = await store.load("theirs");
	clock.nowMs += 4 * DAY_MS;
	const elsewhere = { hostname: "other", addresses: ["203.0.113.1"] };
	expect(await care(store, clock, elsewhere).renewed).toEqual([]);
	expect((await store.load("theirs")).sha256).toBe(before.sha256);
});

test("the end of a certificate is told once for each stage", async () => {
	const clock = { nowMs: Date.now() };
	const store = await storeAt(clock);
	await own(store, 100);
	const file = await store.load("default");
	const watch = new ExpiryWatch();
	const end = file.notAfterMs;
	const at = (daysLeft: number): string | undefined =>
		watch.warning(file, end - daysLeft * DAY_MS);
	expect(at(31)).toBeUndefined();
	expect(at(29.5)).toContain("in 29 days");
	expect(at(20)).toBeUndefined();
	expect(at(13.5)).toContain("in 13 days");
	expect(at(6.5)).toContain("in 6 days");
	expect(at(0.5)).toContain("today");
	expect(at(-1)).toContain("has ended");
	expect(at(-2)).toBeUndefined();
});

test("a certificate for names that somebody chose keeps them, also when localhost is among them", async () => {
	const clock = { nowMs: Date.now() };
	const store = await storeAt(clock);
	await store.create({
		name: "chosen",
		names: [
			{ kind: "dns", value: "localhost" },
			{ kind: "ip", value: "127.0.0.1" },
		],
		algorithm: "ecdsa-p256",
		days: 800,
	});
	const before = await store.load("chosen");
	expect(await care(store, clock).renewed).toEqual([]);
	expect((await store.load("chosen")).sha256).toBe(before.sha256);
});
