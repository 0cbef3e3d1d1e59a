import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** How long a finished connection may wait for the peer's end, so that what it still sends is not answered by a reset. */
export const LINGER_MS = 5_000;

/** Reads a finished connection until the peer ends it too, for a while. */
export function linger(stream: Socket | TLSSocket, raw: Socket): void {
	const destroy = (): void => {
		clearTimeout(timer);
		stream.destroy();
		raw.destroy();
	};
	const timer = setTimeout(destroy, LINGER_MS);
	stream.once("close", destroy);
	raw.once("close", destroy);
	if (raw.readableEnded || stream.destroyed) destroy();
	else raw.once("end", destroy);
	raw.resume();
}
