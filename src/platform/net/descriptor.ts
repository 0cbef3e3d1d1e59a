import type { Socket } from "node:net";

/** What is below a socket of `node:net`: another thing in each runtime. */
interface Handle {
	readonly fd?: number;
	pause?(): void;
}

/** The number by which the system knows an open socket; undefined once it is closed, and under Deno, which has none to show. */
export function descriptorOf(socket: Socket): number | undefined {
	const descriptor = handleOf(socket)?.fd;
	return typeof descriptor === "number" && descriptor >= 0
		? descriptor
		: undefined;
}

/**
 * Sees to it that nothing more is read from a socket that is paused, until it is resumed: by itself a paused stream reads on until
 * something has come. That is told as `data`.
 *
 * @returns the socket's number; undefined where it cannot be done, and when something had come
 */
export function stopReading(socket: Socket): number | undefined {
	const handle = handleOf(socket);
	if (handle?.pause === undefined) return undefined;
	// Asking lets the stream read on, so that it comes first.
	const come: unknown = socket.read();
	handle.pause();
	return come === null ? descriptorOf(socket) : undefined;
}

function handleOf(socket: Socket): Handle | undefined {
	const { _handle: handle } = socket as Socket & { _handle?: Handle | null };
	return handle ?? undefined;
}
