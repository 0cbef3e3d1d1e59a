import { expect, test } from "bun:test";
import { connect, createServer, type Socket } from "node:net";
import { Receiver } from "../../src/platform/net/receiver.ts";
import { streamInflow } from "../../src/platform/net/stream-inflow.ts";
import { content, sha256 } from "../support/content.ts";

const KIB = 1024;

/** A connection of which the server's end is paused, as it is after an accept. */
async function pair(): Promise<
	{ client: Socket; socket: Socket } & Disposable
> {
	const accepted = Promise.withResolvers<Socket>();
	const server = createServer({ pauseOnConnect: true }, accepted.resolve);
	const bound = Promise.withResolvers<void>();
	server.listen(0, "127.0.0.1", bound.resolve);
	await bound.promise;
	const address = server.address();
	const port = typeof address === "object" ? (address?.port ?? 0) : 0;
	const client = connect(port, "127.0.0.1");
	const socket = await accepted.promise;
	const dispose = (): void => {
		client.destroy();
		socket.destroy();
		server.close();
	};
	return { client, socket, [Symbol.dispose]: dispose };
}

test("who takes little at a time gets no more than that, in order and whole, and little more is gathered", async () => {
	using both = await pair();
	const { client, socket } = both;
	const receiver = new Receiver(
		streamInflow({
			stream: socket,
			raw: socket,
			hold: () => socket.pause(),
			release: () => socket.resume(),
			beforeEnd: () => undefined,
			endedCleanly: () => true,
		}),
	);
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
