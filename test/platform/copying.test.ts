import { afterAll, describe, expect, test } from "bun:test";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { LentSocket, Taken } from "../../src/files/index.ts";
import {
	type Copier,
	createCopier,
} from "../../src/platform/copying/copier.ts";
import type { CopyReport } from "../../src/platform/copying/order.ts";
import {
	CopyThreads,
	copyThreads,
} from "../../src/platform/copying/threads.ts";
import { PositionedWriter } from "../../src/platform/disk/positioned-writer.ts";
import { clearInflow } from "../../src/platform/net/clear-inflow.ts";
import {
	descriptorOf,
	stopReading,
} from "../../src/platform/net/descriptor.ts";
import { Receiver } from "../../src/platform/net/receiver.ts";
import { content, sha256 } from "../support/content.ts";
import { becomes, descriptors } from "../support/process-facts.ts";
import { socketPair } from "../support/socket-pair.ts";
import { tempFolder } from "../support/temp-folder.ts";

const MIB = 1024 * 1024;
const isLinux = process.platform === "linux";

/** A file that is open for writing. */
function target(path: string): { readonly file: number } & Disposable {
	const file = openSync(path, "w");
	return { file, [Symbol.dispose]: () => closeSync(file) };
}

/** The number of a socket from which nobody reads. */
function numberOf(socket: Socket): number {
	const number = descriptorOf(socket);
	if (number === undefined) throw new Error("the socket has no number");
	return number;
}

/** All of it is in the other end's buffer. */
function written(client: Socket, bytes: Uint8Array): Promise<void> {
	return new Promise((resolve) => {
		client.write(bytes, () => resolve());
	});
}

async function copier(): Promise<Copier> {
	const found = await createCopier();
	if (found === undefined) throw new Error("nothing can be copied here");
	return found;
}

describe.if(isLinux)("what comes by a socket", () => {
	const folder = tempFolder();
	afterAll(() => folder[Symbol.dispose]());
	const path = join(folder.path, "f");
	const bytes = content(100_000);

	test("goes into the file at its position, no more than is asked, until nothing comes any more", async () => {
		using both = await socketPair();
		using into = target(path);
		const copy = await copier();
		const socket = numberOf(both.socket);
		await written(both.client, bytes);
		const some = copy({ socket, file: into.file, position: 7, mostBytes: 999 });
		expect(some).toEqual({ bytes: 999, socket: "ready" });
		const position = 7 + some.bytes;
		const all = copy({ socket, file: into.file, position, mostBytes: MIB });
		expect(all).toEqual({ bytes: 99_001, socket: "waiting" });
		expect(sha256(readFileSync(path).subarray(7))).toBe(sha256(bytes));
	});

	test("goes to a position beyond 4 GiB, too", async () => {
		using both = await socketPair();
		using into = target(path);
		const copy = await copier();
		await written(both.client, bytes.subarray(0, 10));
		const socket = numberOf(both.socket);
		const position = 5 * 1024 * MIB + 3;
		copy({ socket, file: into.file, position, mostBytes: MIB });
		const file = openSync(path, "r");
		try {
			const there = new Uint8Array(20);
			expect(readSync(file, there, 0, 20, position)).toBe(10);
			expect(there.subarray(0, 10)).toEqual(bytes.subarray(0, 10));
		} finally {
			closeSync(file);
		}
	});

	test("and its orderly end, is left for the stream to tell", async () => {
		using both = await socketPair();
		using into = target(path);
		const copy = await copier();
		both.client.end(bytes);
		const socket = numberOf(both.socket);
		let taken = 0;
		await becomes(
			() => `all of it taken: ${taken}`,
			() => {
				const order = { socket, file: into.file, position: taken };
				const report = copy({ ...order, mostBytes: MIB });
				expect(report.socket).toBe("waiting");
				taken += report.bytes;
				return taken === bytes.length;
			},
		);
		const ended = Promise.withResolvers<void>();
		both.socket.on("end", ended.resolve).resume();
		await ended.promise;
	});

	test("is taken up to a reset, which does not look like an end", async () => {
		using both = await socketPair();
		using into = target(path);
		const copy = await copier();
		const socket = numberOf(both.socket);
		both.client.write(bytes);
		both.client.resetAndDestroy();
		const states = new Set<CopyReport["socket"]>();
		await becomes(
			() => `it is lost: ${[...states]}`,
			() => {
				const order = { socket, file: into.file, position: 0 };
				states.add(copy({ ...order, mostBytes: MIB }).socket);
				return states.has("lost");
			},
		);
	});

	test("and does not fit into the file is given back", async () => {
		using both = await socketPair();
		const file = openSync("/dev/full", "w");
		try {
			const copy = await copier();
			await written(both.client, bytes.subarray(0, 5000));
			const socket = numberOf(both.socket);
			const report = copy({ socket, file, position: 0, mostBytes: MIB });
			expect(report.bytes).toBe(5000);
			expect(sha256(report.unwritten ?? new Uint8Array())).toBe(
				sha256(bytes.subarray(0, 5000)),
			);
		} finally {
			closeSync(file);
		}
	});
});

describe.if(isLinux)("a thread that copies", () => {
	const folder = tempFolder();
	afterAll(() => folder[Symbol.dispose]());
	const path = join(folder.path, "f");

	/** One is there and idle. */
	async function aThread(): Promise<void> {
		using into = target(path);
		using both = await socketPair();
		const socket = numberOf(both.socket);
		const order = { socket, file: into.file, position: 0, mostBytes: 1 };
		let copying: Promise<CopyReport> | undefined;
		await becomes(
			() => "a thread copies",
			() => {
				copying ??= copyThreads.copy(order, order);
				return copying !== undefined;
			},
		);
		await copying;
	}

	test("takes what comes faster than it is written, in order and whole, and leaves the rest", async () => {
		await aThread();
		using both = await socketPair();
		using into = target(path);
		const bytes = content(48 * MIB);
		const receiver = new Receiver(clearInflow(both.socket));
		const writer = new PositionedWriter(into.file, 0);
		both.client.end(bytes);
		let lent = 0;
		for (;;) {
			for (;;) {
				const socket = receiver.lend(() => copyThreads.isFree(writer));
				if (socket === undefined) break;
				const taken = await writer.take(socket, 16 * MIB);
				lent += taken?.bytes ?? 0;
				if (taken?.socket !== "ready") break;
			}
			const chunks = await receiver.take();
			if (chunks === undefined) break;
			await writer.write(chunks);
		}
		expect(sha256(readFileSync(path))).toBe(sha256(bytes));
		expect(lent).toBeGreaterThan(16 * MIB);
	});

	/** What a writer makes of an order, asked until a thread is free. */
	async function received(
		writer: PositionedWriter,
		socket: LentSocket,
	): Promise<Taken> {
		for (;;) {
			const taken = await writer.take(socket, MIB);
			if (taken !== undefined) return taken;
			await aThread();
		}
	}

	test("serves those who wait before it serves again whom it served last", async () => {
		using both = await socketPair();
		using into = target(path);
		const threads = new CopyThreads(1);
		const one = {};
		const other = {};
		await becomes(
			() => "a thread is free",
			() => threads.isFree(one),
		);
		const socket = numberOf(both.socket);
		const order = { socket, file: into.file, position: 0, mostBytes: 1 };
		await threads.copy(one, order);
		expect(threads.isFree(one)).toBe(true);
		const turn = threads.copy(one, order);
		expect(threads.isFree(other)).toBe(false);
		await turn;
		expect(threads.isFree(one)).toBe(false);
		await becomes(
			() => "it is free for the other",
			() => threads.isFree(other),
		);
	});

	test("tells by a failed write what the file does not take", async () => {
		using both = await socketPair();
		const file = openSync("/dev/full", "w");
		try {
			await written(both.client, content(5000));
			const descriptor = numberOf(both.socket);
			const writer = new PositionedWriter(file, 0);
			const lent = { descriptor, isIntact: () => true };
			await expect(received(writer, lent)).rejects.toThrow("ENOSPC");
		} finally {
			closeSync(file);
		}
	});

	test("has worked for nothing when others read beside it: the file is as long as before", async () => {
		using both = await socketPair();
		using into = target(path);
		await written(both.client, content(5000));
		const descriptor = numberOf(both.socket);
		const writer = new PositionedWriter(into.file, 0);
		await writer.write([content(700)]);
		const lent = { descriptor, isIntact: () => false };
		expect(await received(writer, lent)).toEqual({ bytes: 0, socket: "lost" });
		expect(sha256(readFileSync(path))).toBe(sha256(content(700)));
	});

	test("has a number of its own for the socket, and lets go of it at the end of its turn", async () => {
		await aThread();
		const before = descriptors(process.pid).length;
		const both = await socketPair();
		{
			using into = target(path);
			const socket = numberOf(both.socket);
			const order = { socket, file: into.file, position: 0, mostBytes: MIB };
			const turn = copyThreads.copy(order, order);
			both[Symbol.dispose]();
			expect((await turn)?.bytes).toBe(0);
		}
		await becomes(
			() => `${before} descriptors`,
			() => descriptors(process.pid).length <= before,
		);
	});
});

describe.if(isLinux)("a paused socket that is to be lent", () => {
	test("is not read from until it is resumed, and nothing of what had come is lost", async () => {
		using both = await socketPair();
		const { client, socket } = both;
		const bytes = content(300_000);
		let told = 0;
		socket.on("data", (chunk: Uint8Array) => {
			told += chunk.length;
		});
		socket.resume();
		await written(client, bytes.subarray(0, 1000));
		await becomes(
			() => `told: ${told}`,
			() => told === 1000,
		);
		socket.pause();
		await written(client, bytes.subarray(1000, 100_000));
		await becomes(
			() => `the stream reads on while it is paused: ${socket.readableLength}`,
			() => socket.readableLength > 0,
		);
		expect(stopReading(socket)).toBeUndefined();
		const before = told;
		expect(before).toBeGreaterThan(1000);
		await written(client, bytes.subarray(100_000));
		expect(stopReading(socket)).toBe(descriptorOf(socket));
		expect([told, socket.readableLength]).toEqual([before, 0]);
		socket.resume();
		await becomes(
			() => `all: ${told}`,
			() => told === bytes.length,
		);
	});

	test("is not intact any more when its connection breaks, for which the runtime reads what is left", async () => {
		using both = await socketPair();
		const { client, socket } = both;
		const inflow = clearInflow(socket);
		const lost = Promise.withResolvers<void>();
		inflow.start({
			chunk: () => inflow.hold(),
			ended: () => undefined,
			lost: () => lost.resolve(),
		});
		await written(client, content(1000));
		let lent: LentSocket | undefined;
		await becomes(
			() => "it is lent",
			() => {
				lent ??= socket.isPaused() ? inflow.lend?.() : undefined;
				return lent !== undefined;
			},
		);
		expect(lent?.isIntact()).toBe(true);
		await written(client, content(100_000));
		expect(lent?.isIntact()).toBe(true);
		client.resetAndDestroy();
		await lost.promise;
		expect(lent?.isIntact()).toBe(false);
	});
});
