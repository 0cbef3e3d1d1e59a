import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Endpoint } from "../../base/index.ts";
import { MIB } from "../../base/index.ts";
import type {
	ChannelRequest,
	DataConnection,
	IncomingChannel,
	OutgoingChannel,
	TlsFacts,
} from "../../ftp/index.ts";
import { DataFailure } from "../../ftp/index.ts";
import { endpointsOf } from "./control-stream.ts";
import { acknowledgeQuickly, acknowledgeQuicklyDuring } from "./quick-ack.ts";
import type { ConnectionTls } from "./secure-server.ts";
import { handshake } from "./secure-server.ts";
import { Tap } from "./tap.ts";

/** What may wait in memory for the disk on one upload; a little more comes in while the pause takes effect. */
const QUEUE_BYTES = MIB;

/** How long a finished connection may wait for the peer's end, so that what it still sends is not answered by a reset. */
const LINGER_MS = 5_000;

/** A data connection over a TCP socket that is paused since it was accepted or made: what waits in it is kept. */
export function dataConnection(
	raw: Socket,
	tls: ConnectionTls,
): DataConnection {
	const remote: Endpoint = endpointsOf(raw).remote;
	raw.on("error", () => undefined);
	return {
		remote,
		receive: (request) => openIncoming(raw, tls, request),
		send: (request) => openOutgoing(raw, tls, request),
		destroy: () => raw.destroy(),
	};
}

async function openIncoming(
	raw: Socket,
	tls: ConnectionTls,
	{ protection, closeNotify }: ChannelRequest,
): Promise<IncomingChannel> {
	if (protection === "clear") {
		return new Receiver({
			stream: raw,
			raw,
			hold: () => raw.pause(),
			release: () => raw.resume(),
			endedCleanly: () => true,
		});
	}
	const tap = new Tap(raw);
	const socket = tls.serveData(tap);
	const receiver = new Receiver({
		stream: socket,
		raw,
		hold: () => tap.hold(),
		release: () => tap.release(),
		// TLS ended by close_notify when it ended before TCP did.
		endedCleanly: () => closeNotify === "lenient" || !tap.hasEnded,
	});
	receiver.tls = await secured(socket, tap, raw);
	acknowledgeQuickly(raw);
	return receiver;
}

async function openOutgoing(
	raw: Socket,
	tls: ConnectionTls,
	{ protection }: ChannelRequest,
): Promise<OutgoingChannel> {
	if (protection === "clear") return new Sender(raw, raw, undefined);
	const socket = tls.serveData(raw);
	const facts = await secured(socket, raw, raw);
	return new Sender(socket, raw, facts);
}

async function secured(
	socket: TLSSocket,
	stream: Duplex,
	raw: Socket,
): Promise<TlsFacts> {
	try {
		return await acknowledgeQuicklyDuring(raw, handshake(socket, stream));
	} catch (failure) {
		raw.destroy();
		const why = failure instanceof Error ? failure.message : String(failure);
		throw new DataFailure("handshake", `data connection: ${why}`, failure);
	}
}

/** What differs between a clear and a protected inflow. */
interface Inflow {
	readonly stream: Socket | TLSSocket;
	readonly raw: Socket;
	hold(): void;
	release(): void;
	/** Asked when the stream ends: did the peer mean it? */
	endedCleanly(): boolean;
}

/** Gathers what comes until somebody takes it, within a bound. */
class Receiver implements IncomingChannel {
	tls: TlsFacts | undefined;
	readonly #inflow: Inflow;
	#queue: Uint8Array[] = [];
	#queuedBytes = 0;
	#isHeld = false;
	#end: "clean" | DataFailure | undefined;
	#wake: (() => void) | undefined;

	constructor(inflow: Inflow) {
		this.#inflow = inflow;
		const { stream, raw } = inflow;
		stream.on("data", (chunk: Uint8Array) => this.#accept(chunk));
		stream.on("end", () =>
			this.#finishWith(inflow.endedCleanly() ? "clean" : truncated()),
		);
		const lost = (error?: Error): void =>
			this.#finishWith(
				new DataFailure("reset", error?.message ?? "the connection closed"),
			);
		stream.on("error", lost);
		stream.on("close", () => lost());
		raw.on("error", lost);
		raw.on("close", () => lost());
		// A socket that was accepted paused does not begin to flow by a listener alone.
		stream.resume();
	}

	async take(): Promise<readonly Uint8Array[] | undefined> {
		while (this.#queue.length === 0 && this.#end === undefined) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		if (this.#queue.length === 0) {
			if (this.#end === "clean") return undefined;
			throw this.#end;
		}
		const chunks = this.#queue;
		this.#queue = [];
		this.#queuedBytes = 0;
		if (this.#isHeld) {
			this.#isHeld = false;
			this.#inflow.release();
		}
		return chunks;
	}

	finish(): void {
		this.#inflow.stream.end();
		linger(this.#inflow.stream, this.#inflow.raw);
	}

	destroy(): void {
		this.#finishWith(new DataFailure("aborted", "closed by the server"));
		this.#inflow.raw.destroy();
		this.#inflow.stream.destroy();
	}

	#accept(chunk: Uint8Array): void {
		this.#queue.push(chunk);
		this.#queuedBytes += chunk.length;
		if (!this.#isHeld && this.#queuedBytes >= QUEUE_BYTES) {
			this.#isHeld = true;
			this.#inflow.hold();
		}
		this.#notify();
	}

	/** The first end counts. */
	#finishWith(end: "clean" | DataFailure): void {
		this.#end ??= end;
		this.#notify();
	}

	#notify(): void {
		const wake = this.#wake;
		this.#wake = undefined;
		wake?.();
	}
}

function truncated(): DataFailure {
	return new DataFailure(
		"truncated",
		"the client closed the data connection without TLS close_notify",
	);
}

/** Sends chunks, one write in flight at a time. */
class Sender implements OutgoingChannel {
	readonly tls: TlsFacts | undefined;
	readonly #stream: Socket | TLSSocket;
	readonly #raw: Socket;
	#failure: DataFailure | undefined;
	#fail: ((failure: DataFailure) => void) | undefined;

	constructor(
		stream: Socket | TLSSocket,
		raw: Socket,
		facts: TlsFacts | undefined,
	) {
		this.#stream = stream;
		this.#raw = raw;
		this.tls = facts;
		const lost = (error?: Error): void =>
			this.#lose(
				new DataFailure("reset", error?.message ?? "the connection closed"),
			);
		stream.on("error", lost);
		stream.on("close", () => lost());
		raw.on("error", lost);
		raw.on("close", () => lost());
		// Nothing is expected from the peer; what comes is read away, so that its end is noticed.
		stream.on("data", () => undefined);
		stream.resume();
	}

	write(chunk: Uint8Array): Promise<void> {
		return this.#waitFor((done) => this.#stream.write(chunk, done));
	}

	async finish(): Promise<void> {
		await this.#waitFor((done) => this.#stream.end(() => done()));
		linger(this.#stream, this.#raw);
	}

	destroy(): void {
		this.#lose(new DataFailure("aborted", "closed by the server"));
		this.#raw.destroy();
		this.#stream.destroy();
	}

	/** Either the act's own call back, or the loss of the connection, whichever comes first: not every runtime calls back after a loss. */
	#waitFor(act: (done: (error?: Error | null) => void) => void): Promise<void> {
		return new Promise((resolve, reject) => {
			if (this.#failure !== undefined) {
				reject(this.#failure);
				return;
			}
			this.#fail = reject;
			act((error) => {
				this.#fail = undefined;
				if (error) reject(new DataFailure("reset", error.message, error));
				else resolve();
			});
		});
	}

	#lose(failure: DataFailure): void {
		this.#failure ??= failure;
		this.#fail?.(this.#failure);
		this.#fail = undefined;
	}
}

/** Reads a finished connection until the peer ends it too, for a while. */
function linger(stream: Socket | TLSSocket, raw: Socket): void {
	const destroy = (): void => {
		clearTimeout(timer);
		stream.destroy();
		raw.destroy();
	};
	const timer = setTimeout(destroy, LINGER_MS);
	raw.once("close", destroy);
	if (raw.readableEnded) destroy();
	else raw.once("end", destroy);
	raw.resume();
}
