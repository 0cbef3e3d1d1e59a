import { FileFailure } from "../../files/index.ts";

/**
 * Keeps a descriptor open while the system still works with it. A transfer that is broken off closes its file at
 * once; were the number given out again meanwhile, a late read or write would reach another file.
 */
export class InFlight {
	#running = 0;
	#ended = false;
	#idle: (() => void) | undefined;

	/** Whether the descriptor is about to be closed, or is. */
	get hasEnded(): boolean {
		return this.#ended;
	}

	/** @throws {FileFailure} io after {@link InFlight.end} */
	async run<T>(work: () => Promise<T>): Promise<T> {
		if (this.#ended) throw new FileFailure("io", "used after its end");
		this.#running++;
		try {
			return await work();
		} finally {
			this.#running--;
			if (this.#running === 0) this.#idle?.();
		}
	}

	/** Lets nothing more begin, waits for what runs, then closes. The second time it does nothing. */
	async end(close: () => Promise<void>): Promise<void> {
		if (this.#ended) return;
		this.#ended = true;
		if (this.#running > 0) {
			await new Promise<void>((resolve) => {
				this.#idle = resolve;
			});
		}
		await close();
	}
}
