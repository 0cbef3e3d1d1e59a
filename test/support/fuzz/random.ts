/** Random choices that are the same for the same seed. */
export interface Random {
	/** A whole number from 0 to below the limit. */
	below(limit: number): number;
	/** True in so many cases of a hundred. */
	percent(cases: number): boolean;
	pick<T>(from: readonly T[]): T;
	bytes(count: number): Uint8Array;
}

/** @param seed any whole number */
export function seeded(seed: number): Random {
	let state = (seed ^ 0x9e3779b9) >>> 0;
	/** One step of a 32-bit generator: an odd increment, then its bits are mixed. */
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
	const below = (limit: number): number => next() % limit;
	return {
		below,
		percent: (cases) => below(100) < cases,
		pick: (from) => {
			const chosen = from[below(from.length)];
			if (chosen === undefined) throw new Error("nothing to pick from");
			return chosen;
		},
		bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
	};
}
