import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { FtpsClient } from "../../src/doctor/ftps/ftps-client.ts";
import { roundTrip } from "../../src/doctor/ftps/round-trip.ts";
import {
	CHECKS,
	type ClientConnection,
	type ClientHello,
	type ClientSockets,
} from "../../src/doctor/index.ts";
import type { TrialServer } from "../../src/doctor/trial-server.ts";
import { clientSockets } from "../../src/platform/index.ts";
import { PATIENCE_MS } from "../support/deadline.ts";
import { LOOPBACK, makeCertificate, patient, said, verdicts } from "./kit.ts";

const TRIPS = CHECKS.map(({ id }) => id).filter((id) =>
	id.startsWith("round-trip."),
);

describe("a round trip", () => {
	test("is tried in all eight ways", () => {
		expect(TRIPS).toHaveLength(8);
	});

	test.each(TRIPS)(
		"%s works, and every data connection is resumed",
		async (id) => {
			using well = await patient();
			await makeCertificate(well);
			const found = await well.check(id);
			expect(said(found)).toContain("4 of 4 data connections resumed");
			expect(verdicts(found)).toEqual(["ok"]);
		},
	);

	test.each([
		["data required", 'data = "required"'],
		["data as the client likes", 'data = "client"'],
		["resumption required", 'session_resumption = "require"'],
		["client certificates required", 'client_auth = "required"'],
	])("works with %s", async (_, line) => {
		using well = await patient(`${LOOPBACK}[tls]\n${line}\n`);
		await makeCertificate(well);
		for (const id of [
			"round-trip.explicit.passive.tls13",
			"round-trip.implicit.active.tls12",
		]) {
			const found = await well.check(id);
			expect([said(found), ...verdicts(found)]).toEqual([said(found), "ok"]);
		}
	});

	test("by TLS 1.2 is refused where 1.3 is the least, which is right", async () => {
		using well = await patient(`${LOOPBACK}[tls]\nmin_version = "1.3"\n`);
		await makeCertificate(well);
		const found = await well.check("round-trip.explicit.passive.tls12");
		expect(verdicts(found)).toEqual(["ok"]);
		expect(said(found)).toContain("refused");
		const other = await well.check("round-trip.explicit.passive.tls13");
		expect(verdicts(other)).toEqual(["ok"]);
	});

	test("is made for each certificate that listeners have", async () => {
		using well = await patient(
			`${LOOPBACK}certificate = "other"\n[[listen]]\nmode = "implicit"\nport = 0\n`,
		);
		await makeCertificate(well);
		await makeCertificate(well, { name: "other" });
		const found = await well.check("round-trip.implicit.passive.tls13");
		expect(verdicts(found)).toEqual(["ok", "ok"]);
		expect(said(found)).toContain("certificate other:");
		expect(said(found)).toContain("certificate default:");
	});

	test("is skipped, and says so, when there is no usable certificate or no listener", async () => {
		using sick = await patient(`[[listen]]\nmode = "explicit"\nport = 0\n`);
		const without = await sick.check("round-trip.explicit.passive.tls13");
		expect(verdicts(without)).toEqual(["skip"]);
		expect(said(without)).toContain("cert.not-found");
		const other = await sick.check("round-trip.implicit.passive.tls13");
		expect(said(other)).toContain("no implicit listener");
	});

	test("fails when no passive port can be had", async () => {
		const taken = createServer();
		const { promise, resolve } = Promise.withResolvers<void>();
		taken.listen(0, "127.0.0.1", resolve);
		await promise;
		try {
			const address = taken.address();
			const port = typeof address === "object" ? (address?.port ?? 0) : 0;
			using sick = await patient(
				`${LOOPBACK}[passive]\nports = "${port}-${port}"\n`,
			);
			await makeCertificate(sick);
			const found = await sick.check("round-trip.explicit.passive.tls13");
			expect(verdicts(found)).toEqual(["FAIL"]);
			expect(said(found)).toContain("EPSV was answered: 425");
		} finally {
			taken.close();
		}
	});
});

/** Real sockets whose data connections behave otherwise. */
function tampered(
	change: (data: ClientConnection) => Partial<ClientConnection>,
): ClientSockets {
	let connections = 0;
	return {
		...clientSockets,
		connect: async (to, signal) => {
			const real = await clientSockets.connect(to, signal);
			connections++;
			if (connections === 1) return real;
			const changed = change(real);
			return new Proxy(real, {
				get: (target, name) => {
					const value: unknown = Reflect.get(
						name in changed ? changed : target,
						name,
					);
					return typeof value === "function" ? value.bind(target) : value;
				},
			});
		},
	};
}

describe("the client of doctor", () => {
	let trial: TrialServer;
	let sha256: string;
	let well: Awaited<ReturnType<typeof patient>>;

	beforeAll(async () => {
		well = await patient();
		await makeCertificate(well);
		sha256 = (await well.store.load("default")).sha256;
		trial = await well.trial();
	});
	afterAll(() => {
		trial.stop();
		well[Symbol.dispose]();
	});

	const explicit = (): TrialServer["places"][number] => {
		const place = trial.places.find(({ mode }) => mode === "explicit");
		if (place === undefined) throw new Error("no explicit listener");
		return place;
	};

	test("says nothing to a server that shows another certificate", async () => {
		const signal = AbortSignal.timeout(PATIENCE_MS);
		const attempt = FtpsClient.connect({
			sockets: clientSockets,
			target: { ...explicit(), version: "TLSv1.3", sha256: "00".repeat(32) },
			signal,
		});
		await expect(attempt).rejects.toThrow(
			`the control connection shows another certificate: SHA-256 ${sha256}`,
		);
	});

	test("shows the reply that it did not expect", async () => {
		const attempt = roundTrip({
			target: { ...explicit(), version: "TLSv1.3", sha256 },
			way: "passive",
			login: { user: "doctor", password: "wrong" },
			content: new Uint8Array(1),
			sockets: clientSockets,
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		await expect(attempt).rejects.toThrow("PASS was answered: 530");
	});

	test.each([
		[
			"a byte that changed on its way",
			"byte 7 came back changed",
			(data: ClientConnection) => ({
				read: async () => {
					const bytes = (await data.read())?.slice();
					// The listing has letters there, the file zeros.
					if (bytes?.[7] === 0) bytes[7] = 1;
					return bytes;
				},
			}),
		],
		[
			"a listing that was cut off",
			"the listing ended by fin, not close_notify",
			() => ({ ending: "fin" as const }),
		],
		[
			"another certificate on the data connection",
			"the data connection shows another certificate",
			(data: ClientConnection) => ({
				secure: async (hello: ClientHello) => ({
					...(await data.secure(hello)),
					sha256: "ab".repeat(32),
				}),
			}),
		],
		[
			"a data connection that shows none and resumes nothing",
			"shows another certificate: SHA-256 none",
			(data: ClientConnection) => ({
				secure: async (hello: ClientHello) => ({
					...(await data.secure(hello)),
					sha256: undefined,
					resumed: false,
				}),
			}),
		],
	])("notices %s", async (_, sentence, tamper) => {
		const attempt = roundTrip({
			target: { ...explicit(), version: "TLSv1.3", sha256 },
			way: "passive",
			login: trial.login,
			content: new Uint8Array(1000),
			sockets: tampered(tamper),
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		await expect(attempt).rejects.toThrow(sentence);
	});

	test("waits for a server that says nothing no longer than it was told", async () => {
		const sockets = new Set<Socket>();
		const mute: Server = createServer((socket) => sockets.add(socket));
		const { promise, resolve } = Promise.withResolvers<void>();
		mute.listen(0, "127.0.0.1", resolve);
		await promise;
		const address = mute.address();
		const port = typeof address === "object" ? (address?.port ?? 0) : 0;
		const control = new AbortController();
		const attempt = FtpsClient.connect({
			sockets: clientSockets,
			target: {
				host: "127.0.0.1",
				port,
				mode: "explicit",
				version: "TLSv1.3",
				sha256,
			},
			signal: control.signal,
		});
		control.abort(new Error("time is up"));
		try {
			await expect(attempt).rejects.toThrow("time is up");
		} finally {
			for (const socket of sockets) socket.destroy();
			mute.close();
		}
	});
});
