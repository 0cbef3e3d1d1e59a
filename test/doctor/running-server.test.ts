import { describe, expect, test } from "bun:test";
import type { TrialServer } from "../../src/doctor/trial-server.ts";
import {
	LOOPBACK,
	makeCertificate,
	type Patient,
	patient,
	said,
	verdicts,
} from "./kit.ts";

/** Makes a server look like the one that runs on the folder. */
function announce(where: Patient, { places }: TrialServer): void {
	const of = (wanted: string): { host: string; port: number }[] =>
		places
			.filter(({ mode }) => mode === wanted)
			.map(({ host, port }) => ({ host, port }));
	where.put("run/lock", `${process.pid} -\n`);
	where.put(
		"run/ready.json",
		JSON.stringify({
			schema: "oceanftp.ready/1",
			pid: process.pid,
			explicit: of("explicit"),
			implicit: of("implicit"),
		}),
	);
}

describe("the check of the running server", () => {
	test("is skipped when none runs, or it has not said where it listens", async () => {
		using well = await patient();
		expect(verdicts(await well.check("running"))).toEqual(["skip"]);
		well.put("run/lock", `${process.pid} -\n`);
		const found = await well.check("running");
		expect(verdicts(found)).toEqual(["skip"]);
		expect(said(found)).toContain("has not said where it listens");
	});

	test("finds it on both ports with the certificate of the store", async () => {
		using well = await patient();
		await makeCertificate(well);
		const trial = await well.trial();
		try {
			announce(well, trial);
			const found = await well.check("running");
			expect(verdicts(found)).toEqual(["ok", "ok"]);
			expect(said(found)).toContain("with the certificate default");
			const ports = await well.check("ports");
			expect(verdicts(ports)).toEqual(["ok", "ok"]);
			expect(said(ports)).toContain(`process ${process.pid}, listens on`);
		} finally {
			trial.stop();
		}
	});

	test("warns of a certificate that is not in the store any more", async () => {
		using well = await patient();
		await makeCertificate(well);
		const trial = await well.trial();
		try {
			announce(well, trial);
			await well.store.create({
				name: "default",
				names: [{ kind: "dns", value: "localhost" }],
				algorithm: "ecdsa-p256",
				days: 9,
				force: true,
			});
			const found = await well.check("running");
			expect(verdicts(found)).toEqual(["warn", "warn"]);
			expect(said(found)).toContain("not in the store");
		} finally {
			trial.stop();
		}
	});

	test("fails when nothing answers where it said it listens", async () => {
		using well = await patient();
		await makeCertificate(well);
		const trial = await well.trial();
		announce(well, trial);
		trial.stop();
		const found = await well.check("running");
		expect(verdicts(found)).toEqual(["FAIL", "FAIL"]);
		expect(said(found)).toContain("peer.unreachable");
	});

	test("does not try it where the configuration turns this machine away", async () => {
		using well = await patient(`${LOOPBACK}[access]\ndefault = "deny"\n`);
		await makeCertificate(well);
		const trial = await well.trial();
		try {
			announce(well, trial);
			const found = await well.check("running");
			expect(verdicts(found)).toEqual(["skip", "skip"]);
		} finally {
			trial.stop();
		}
	});
});

test("a round trip is made also where the configuration turns this machine away", async () => {
	using well = await patient(`${LOOPBACK}[access]\ndefault = "deny"\n`);
	await makeCertificate(well);
	const found = await well.check("round-trip.explicit.passive.tls13");
	expect(verdicts(found)).toEqual(["ok"]);
});
