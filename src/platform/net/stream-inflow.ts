import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Inflow, InflowListener } from "./inflow.ts";
import { linger } from "./linger.ts";

/** What differs between a clear and a protected stream. */
export interface StreamInflowOptions {
	readonly stream: Socket | TLSSocket;
	readonly raw: Socket;
	hold(): void;
	release(): void;
	/** Our own direction is about to end: what was kept back of it must go out. */
	beforeEnd(): void;
	/** Asked when the stream ends: did the peer mean it? */
	endedCleanly(): boolean;
}

/** What comes by a stream of the runtime: in clear, or decrypted on top of a {@link Tap}. */
export function streamInflow(options: StreamInflowOptions): Inflow {
	const { stream, raw } = options;
	return {
		start: (listener) => start(options, listener),
		hold: options.hold,
		release: options.release,
		end: () => {
			options.beforeEnd();
			stream.end();
			linger(stream, raw);
		},
		destroy: () => {
			raw.destroy();
			stream.destroy();
		},
	};
}

function start(
	{ stream, raw, endedCleanly }: StreamInflowOptions,
	listener: InflowListener,
): void {
	stream.on("data", (chunk: Uint8Array) => listener.chunk(chunk));
	stream.on("end", () => listener.ended(endedCleanly()));
	const lost = (error?: Error): void =>
		listener.lost(error?.message ?? "the connection closed");
	for (const each of new Set([stream, raw])) {
		each.on("error", lost);
		each.on("close", () => lost());
	}
	// A socket that was accepted paused does not begin to flow by a listener alone.
	stream.resume();
}
