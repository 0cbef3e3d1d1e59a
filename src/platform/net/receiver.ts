import { MIB } from "../../base/index.ts";
import type { LentSocket } from "../../files/index.ts";
import type { IncomingChannel, TlsFacts } from "../../ftp/index.ts";
import { DataFailure } from "../../ftp/index.ts";
import type { Inflow } from "./inflow.ts";
import { spent } from "./spent.ts";

/** What may wait in memory for the disk on one upload; a little more comes in while the pause takes effect. */
const QUEUE_BYTES = MIB;
/** What may wait for somebody who takes a little at a time: so many times that. */
const PORTIONS = 2;

/** Gathers what comes until somebody takes it, within a bound. */
export class Receiver implements IncomingChannel {
	tls: TlsFacts | undefined;
	readonly #inflow: Inflow;
	#queue: Uint8Array[] = [];
	/** What the last {@link take} gave; its taker is done with it when it comes again. */
	#given: readonly Uint8Array[] = [];
	#queuedBytes = 0;
	#mostQueuedBytes: number = QUEUE_BYTES;
	#isHeld = false;
	/** More came than was taken: the queue was full. */
	#isAhead = false;
	/** What is taken next makes no room: the socket is to be lent. */
	#staysHeld = false;
	#isLent = false;
	#isRefused = false;
	#end: "clean" | DataFailure | undefined;
	#wake: (() => void) | undefined;

	constructor(inflow: Inflow) {
		this.#inflow = inflow;
		inflow.start({
			chunk: (chunk) => this.#accept(chunk),
			ended: (isClean) => this.#finishWith(isClean ? "clean" : truncated()),
			lost: (why) => this.#finishWith(new DataFailure("reset", why)),
		});
	}

	async take(mostBytes?: number): Promise<readonly Uint8Array[] | undefined> {
		for (const chunk of this.#given) spent(chunk);
		this.#given = [];
		this.#mostQueuedBytes = Math.min(
			QUEUE_BYTES,
			(mostBytes ?? QUEUE_BYTES) * PORTIONS,
		);
		this.#isLent = false;
		if (this.#queue.length === 0) {
			this.#isAhead = false;
			this.#release();
		}
		while (this.#queue.length === 0 && this.#end === undefined) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		if (this.#queue.length === 0) {
			if (this.#end === "clean") return undefined;
			throw this.#end;
		}
		const chunks = this.#portion(mostBytes ?? Number.POSITIVE_INFINITY);
		// A chunk that was cut in two shares its memory with what is still in the queue.
		this.#given = mostBytes === undefined ? chunks : [];
		const hasRoom = this.#queuedBytes < this.#mostQueuedBytes;
		if (hasRoom && !this.#staysHeld) this.#release();
		this.#staysHeld = false;
		return chunks;
	}

	lend(isWanted: () => boolean): LentSocket | undefined {
		const lends = this.#inflow.lend !== undefined;
		if (!lends || !this.#isAhead || this.#end !== undefined) return undefined;
		if (!isWanted()) return undefined;
		this.#hold();
		const socket = this.#queue.length === 0 ? this.#inflow.lend?.() : undefined;
		this.#isLent = socket !== undefined;
		this.#staysHeld = this.#queue.length > 0;
		if (socket === undefined) return undefined;
		return {
			descriptor: socket.descriptor,
			isIntact: () => this.#end === undefined && socket.isIntact(),
		};
	}

	/** The oldest bytes of the queue, which has some. */
	#portion(mostBytes: number): readonly Uint8Array[] {
		if (this.#queuedBytes <= mostBytes) {
			const all = this.#queue;
			this.#queue = [];
			this.#queuedBytes = 0;
			return all;
		}
		const portion: Uint8Array[] = [];
		let leftBytes = mostBytes;
		while (leftBytes > 0) {
			const [chunk] = this.#queue;
			if (chunk === undefined) break;
			const part = chunk.subarray(0, leftBytes);
			if (part.length === chunk.length) this.#queue.shift();
			else this.#queue[0] = chunk.subarray(part.length);
			portion.push(part);
			leftBytes -= part.length;
		}
		this.#queuedBytes -= mostBytes - leftBytes;
		return portion;
	}

	finish(): void {
		this.#inflow.end();
	}

	refuse(): void {
		this.#isRefused = true;
		this.#queue = [];
		this.#release();
		this.finish();
	}

	destroy(): void {
		this.#finishWith(new DataFailure("aborted", "closed by the server"));
		this.#inflow.destroy();
	}

	#accept(chunk: Uint8Array): void {
		if (this.#isRefused) {
			spent(chunk);
			return;
		}
		if (this.#isLent) {
			// Others have taken what came after it: in no order would the file be whole.
			this.#finishWith(new DataFailure("reset", "read by two at a time"));
			return;
		}
		this.#queue.push(chunk);
		this.#queuedBytes += chunk.length;
		if (this.#queuedBytes >= this.#mostQueuedBytes) {
			this.#isAhead = true;
			this.#hold();
		}
		this.#notify();
	}

	#hold(): void {
		if (this.#isHeld) return;
		this.#isHeld = true;
		this.#inflow.hold();
	}

	#release(): void {
		if (!this.#isHeld) return;
		this.#isHeld = false;
		this.#inflow.release();
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
