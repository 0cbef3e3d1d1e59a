import type { SessionView } from "../../server/index.ts";

/** How fast transfers are, from one look at the sessions to the next. */
export class TransferRates {
	#before: ReadonlyMap<string, number> = new Map();
	#beforeSeconds = 0;

	/** @returns bytes a second of the transfers that were under way at the last look already */
	measure(
		sessions: readonly SessionView[],
		nowSeconds: number,
	): ReadonlyMap<string, number> {
		const seconds = nowSeconds - this.#beforeSeconds;
		const now = new Map(
			sessions.flatMap(({ id, path, transferBytes }) =>
				transferBytes === null
					? []
					: [[id, { key: `${id} ${path}`, transferBytes }] as const],
			),
		);
		const rates = new Map<string, number>();
		for (const [id, { key, transferBytes }] of now) {
			const before = this.#before.get(key);
			const isSame = before !== undefined && before <= transferBytes;
			if (!isSame || seconds <= 0) continue;
			rates.set(id, Math.round((transferBytes - before) / seconds));
		}
		this.#before = new Map(
			[...now.values()].map(({ key, transferBytes }) => [key, transferBytes]),
		);
		this.#beforeSeconds = nowSeconds;
		return rates;
	}
}
