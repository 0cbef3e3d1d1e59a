import type { Socket } from "node:net";

/** The number by which the system knows an open socket; undefined once it is closed, and under Deno, which has none to show. */
export function descriptorOf(socket: Socket): number | undefined {
	const { _handle: handle } = socket as Socket & {
		_handle?: { fd?: number } | null;
	};
	const descriptor = handle?.fd;
	return typeof descriptor === "number" && descriptor >= 0
		? descriptor
		: undefined;
}
