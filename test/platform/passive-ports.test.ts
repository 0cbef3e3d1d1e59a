import { afterEach, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import {
	type EphemeralPorts,
	parseEphemeralPorts,
} from "../../src/platform/net/ephemeral-ports.ts";
import { passivePorts } from "../../src/platform/net/passive-ports.ts";

const LOOPBACK = "127.0.0.1";
const open: Server[] = [];

afterEach(() => {
	for (const server of open.splice(0)) server.close();
});

function create(): Server {
	const server = createServer();
	open.push(server);
	return server;
}

/** A port that somebody else listens on. */
async function takenPort(): Promise<number> {
	const { port } = await passivePorts(undefined, () => undefined).lease(
		create,
		LOOPBACK,
	);
	return port;
}

function only(port: number, isReserved: boolean): EphemeralPorts {
	return { from: port - 1, to: port, isReserved: () => isReserved };
}

describe("the system's own ports", () => {
	test.each([
		["32768\t60999\n", "\n", 40000, false],
		["32768\t60999\n", "40000\n", 40000, true],
		["32768\t60999\n", "39000,40000-40002\n", 40001, true],
		["32768\t60999\n", "39000,40000-40002\n", 40003, false],
	])("of %p without %p: is %p kept back? %p", (range, reserved, port, is) => {
		const ports = parseEphemeralPorts(range, reserved);
		expect([ports?.from, ports?.to]).toEqual([32768, 60999]);
		expect(ports?.isReserved(port)).toBe(is);
	});

	test("begin above what only root may have", () => {
		expect(parseEphemeralPorts("100 2000", "")?.from).toBe(1024);
	});

	test.each(["", "100 200", "60999 32768", "a b", "32768 70000"])(
		"are not told by %p",
		(range) => {
			expect(parseEphemeralPorts(range, "")).toBeUndefined();
		},
	);
});

describe("passive ports without a range", () => {
	test("are the system's own", async () => {
		const from = (await takenPort()) - 50;
		const ports = passivePorts(undefined, () => ({
			from,
			to: from + 100,
			isReserved: () => false,
		}));
		const { port } = await ports.lease(create, LOOPBACK);
		expect(port).toBeWithin(from, from + 101);
		// The others are those that the system connects from.
		expect((port - from) % 2).toBe(1);
		expect(ports.usage()).toEqual({ leased: 1, size: undefined });
	});

	test("are any that is free when those are taken", async () => {
		const taken = await takenPort();
		const ports = passivePorts(undefined, () => only(taken, false));
		const { port } = await ports.lease(create, LOOPBACK);
		expect(port).not.toBe(taken);
		expect(port).toBeGreaterThan(0);
	});

	test("are none that an administrator kept back", async () => {
		const kept = await takenPort();
		await Promise.all(
			open.splice(0).map((server) => new Promise((done) => server.close(done))),
		);
		const ports = passivePorts(undefined, () => only(kept, true));
		expect((await ports.lease(create, LOOPBACK)).port).not.toBe(kept);
		const free = passivePorts(undefined, () => only(kept, false));
		expect((await free.lease(create, LOOPBACK)).port).toBe(kept);
	});

	test("are given back when their server closes", async () => {
		const ports = passivePorts(undefined);
		const { server } = await ports.lease(create, LOOPBACK);
		expect(ports.usage().leased).toBe(1);
		await new Promise((resolve) => server.close(resolve));
		expect(ports.usage().leased).toBe(0);
	});
});
