import type { Clock } from "../../base/index.ts";

/** One transfer's part in a {@link SharedRate}. */
export interface Flow {
	/** Undefined: the bytes may pass now; else when the promise resolves. It rejects when the signal is aborted. */
	take(bytes: number, signal: AbortSignal): Promise<void> | undefined;
	/** The transfer is over. */
	leave(): void;
}

interface Request {
	readonly flow: FlowState;
	leftBytes: number;
	done(): void;
}

interface FlowState {
	/** Bytes that it was given, on the scale on which all flows are compared. */
	servedBytes: number;
}

/** What may pass at once after a pause. */
const BURST_SECONDS = 0.1;
/** What one flow gets before the next has its turn. */
const TURN_SECONDS = 0.02;
/** How far a flow may be behind and still catch up: as long as it may take to come back for more. */
const CATCH_UP_SECONDS = 0.25;

/**
 * A token bucket that all its flows share evenly: one alone gets everything, and of several the one that was given least is next.
 * Large requests are served in turns, so that their size does not matter.
 */
export class SharedRate {
	readonly #clock: Clock;
	#bytesPerSecond: number;
	#tokens: number;
	#filledMs: number;
	#flows = 0;
	/** What the flow in service has been given: where a new flow begins. */
	#level = 0;
	readonly #waiting = new Set<Request>();
	#cancelTimer: (() => void) | undefined;

	constructor(bytesPerSecond: number, clock: Clock) {
		this.#clock = clock;
		this.#bytesPerSecond = bytesPerSecond;
		this.#tokens = this.#burst;
		this.#filledMs = clock.monotonicMs();
	}

	get bytesPerSecond(): number {
		return this.#bytesPerSecond;
	}

	/** From now on; those who wait are served by it too. */
	setRate(bytesPerSecond: number): void {
		if (bytesPerSecond === this.#bytesPerSecond) return;
		this.#fill();
		this.#bytesPerSecond = bytesPerSecond;
		this.#tokens = Math.min(this.#tokens, this.#burst);
		this.#serve();
	}

	/** Whether it is as good as new: nobody uses it, and it has all its tokens. */
	get isIdle(): boolean {
		this.#fill();
		return this.#flows === 0 && this.#tokens >= this.#burst;
	}

	join(): Flow {
		const flow: FlowState = { servedBytes: this.#level };
		this.#flows++;
		let hasLeft = false;
		return {
			take: (bytes, signal) => this.#take(flow, bytes, signal),
			leave: () => {
				if (!hasLeft) this.#flows--;
				hasLeft = true;
			},
		};
	}

	get #burst(): number {
		return Math.max(1, this.#bytesPerSecond * BURST_SECONDS);
	}

	#take(
		flow: FlowState,
		bytes: number,
		signal: AbortSignal,
	): Promise<void> | undefined {
		this.#fill();
		const mayFallBack = this.#bytesPerSecond * CATCH_UP_SECONDS;
		flow.servedBytes = Math.max(flow.servedBytes, this.#level - mayFallBack);
		if (this.#waiting.size === 0 && this.#tokens >= bytes) {
			this.#give(flow, bytes);
			return undefined;
		}
		return new Promise((resolve, reject) => {
			if (signal.aborted) {
				reject(signal.reason);
				return;
			}
			const abort = (): void => {
				this.#waiting.delete(request);
				reject(signal.reason);
				this.#serve();
			};
			const request: Request = {
				flow,
				leftBytes: bytes,
				done: () => {
					signal.removeEventListener("abort", abort);
					resolve();
				},
			};
			signal.addEventListener("abort", abort, { once: true });
			this.#waiting.add(request);
			this.#serve();
		});
	}

	#serve(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		this.#fill();
		for (;;) {
			const request = this.#next();
			if (request === undefined) return;
			const turn = Math.min(request.leftBytes, this.#turn);
			const missing = turn - this.#tokens;
			// A rounded wait may end a hair's breadth too early; that must not make another wait of no time.
			if (missing > 0.001) {
				const waitMs = (missing / this.#bytesPerSecond) * 1000;
				this.#cancelTimer = this.#clock.after(waitMs, () => this.#serve());
				return;
			}
			this.#give(request.flow, turn);
			request.leftBytes -= turn;
			if (request.leftBytes > 0) continue;
			this.#waiting.delete(request);
			request.done();
		}
	}

	get #turn(): number {
		return Math.max(
			1,
			Math.min(this.#bytesPerSecond * TURN_SECONDS, this.#burst),
		);
	}

	/** The one that was given least; of equals the one that waits longest. */
	#next(): Request | undefined {
		let first: Request | undefined;
		for (const request of this.#waiting) {
			const isLess =
				first === undefined ||
				request.flow.servedBytes < first.flow.servedBytes;
			if (isLess) first = request;
		}
		return first;
	}

	#give(flow: FlowState, bytes: number): void {
		this.#level = Math.max(this.#level, flow.servedBytes);
		this.#tokens -= bytes;
		flow.servedBytes += bytes;
	}

	#fill(): void {
		const nowMs = this.#clock.monotonicMs();
		const gained = ((nowMs - this.#filledMs) / 1000) * this.#bytesPerSecond;
		this.#tokens = Math.min(this.#burst, this.#tokens + gained);
		this.#filledMs = nowMs;
	}
}
