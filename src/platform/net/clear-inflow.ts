import type { Socket } from "node:net";
import type { LentSocket } from "../../files/index.ts";
import { CAN_COPY } from "../copying/threads.ts";
import { stopReading } from "./descriptor.ts";
import type { Inflow } from "./inflow.ts";
import { streamInflow } from "./stream-inflow.ts";

/** What comes as it is by a TCP connection. */
export function clearInflow(raw: Socket): Inflow {
	const inflow = streamInflow({
		stream: raw,
		raw,
		hold: () => raw.pause(),
		release: () => raw.resume(),
		beforeEnd: () => undefined,
		endedCleanly: () => true,
	});
	// Elsewhere to hold it for somebody else would only cost time.
	return CAN_COPY ? { ...inflow, lend: () => lent(raw) } : inflow;
}

function lent(raw: Socket): LentSocket | undefined {
	const descriptor = stopReading(raw);
	if (descriptor === undefined) return undefined;
	return {
		descriptor,
		// When the peer resets the connection Bun reads what is left, held or not.
		isIntact: () => !raw.destroyed && raw.readableLength === 0,
	};
}
