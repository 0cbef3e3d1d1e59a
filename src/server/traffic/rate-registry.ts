import type { Clock } from "../../base/index.ts";
import { SharedRate } from "./shared-rate.ts";

/** Sweeping is not worth its while below this. */
const FEW = 64;

/** The shared rates that are in use, by whom they belong to. */
export class RateRegistry {
	readonly #clock: Clock;
	readonly #rates = new Map<string, SharedRate>();
	#sweepAt = FEW;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** The rate of that name, at this speed from now on. */
	at(name: string, bytesPerSecond: number): SharedRate {
		const known = this.#rates.get(name);
		if (known !== undefined) {
			known.setRate(bytesPerSecond);
			return known;
		}
		this.#sweep();
		const rate = new SharedRate(bytesPerSecond, this.#clock);
		this.#rates.set(name, rate);
		return rate;
	}

	/** Only what is as good as new is forgotten: else a client would be the faster the more transfers it makes. */
	#sweep(): void {
		if (this.#rates.size < this.#sweepAt) return;
		for (const [name, rate] of this.#rates) {
			if (rate.isIdle) this.#rates.delete(name);
		}
		this.#sweepAt = Math.max(FEW, this.#rates.size * 2);
	}
}
