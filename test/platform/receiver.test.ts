import { expect, test } from "bun:test";
import { clearInflow } from "../../src/platform/net/clear-inflow.ts";
import type { InflowListener } from "../../src/platform/net/inflow.ts";
import { Receiver } from "../../src/platform/net/receiver.ts";
import { content, sha256 } from "../support/content.ts";
import { socketPair } from "../support/socket-pair.ts";

const KIB = 1024;

test("who takes little at a time gets no more than that, in order and whole, and little more is gathered", async () => {
	using both = await socketPair();
	const { client, socket } = both;
	const receiver = new Receiver(clearInflow(socket));
	const bytes = content(4096 * KIB);
	client.end(bytes);
	const taken: Uint8Array[] = [];
	let takenBytes = 0;
	let mostAhead = 0;
	for (;;) {
		const portion = await receiver.take(10 * KIB);
		if (portion === undefined) break;
		const size = portion.reduce((sum, chunk) => sum + chunk.length, 0);
		expect(size).toBeLessThanOrEqual(10 * KIB);
		takenBytes += size;
		taken.push(...portion);
		await new Promise((resolve) => setImmediate(resolve));
		mostAhead = Math.max(mostAhead, socket.bytesRead - takenBytes);
	}
	expect(sha256(Buffer.concat(taken))).toBe(sha256(bytes));
	// What came before the first take, or in one go: never the megabyte that may wait for a fast taker, and more.
	expect(mostAhead).toBeLessThan(1280 * KIB);
});

/** An inflow of which the test says what comes. */
function saidInflow(): {
	readonly receiver: Receiver;
	readonly listener: InflowListener;
} {
	let listener: InflowListener | undefined;
	const receiver = new Receiver({
		start: (wanted) => {
			listener = wanted;
		},
		hold: () => undefined,
		release: () => undefined,
		lend: () => ({ descriptor: 7, isIntact: () => true }),
		end: () => undefined,
		destroy: () => undefined,
	});
	if (listener === undefined) throw new Error("nobody listens");
	return { receiver, listener };
}

test("a socket is lent when more came than may wait, and all of that was taken", async () => {
	const { listener, receiver } = saidInflow();
	listener.chunk(content(KIB));
	await receiver.take();
	expect(receiver.lend(() => true)).toBeUndefined();
	listener.chunk(content(1024 * KIB));
	expect(receiver.lend(() => true)).toBeUndefined();
	await receiver.take();
	expect(receiver.lend(() => false)).toBeUndefined();
	expect(receiver.lend(() => true)?.isIntact()).toBe(true);
});

test("bytes that are told while the socket is lent break the upload off: in which order they came is not known", async () => {
	const { listener, receiver } = saidInflow();
	listener.chunk(content(1024 * KIB));
	await receiver.take();
	const lent = receiver.lend(() => true);
	expect(lent?.isIntact()).toBe(true);
	listener.chunk(content(KIB));
	expect(lent?.isIntact()).toBe(false);
	expect(receiver.lend(() => true)).toBeUndefined();
	await expect(receiver.take()).rejects.toThrow("read by two at a time");
});
