import { type Labels, numberText, type Sample } from "./prometheus-text.ts";

/** No family grows beyond this, whoever chooses the values of its labels; what is above is counted as `other`. */
const MOST_SERIES = 100;

/** Something for each combination of labels that has come so far. */
export class SeriesMap<T> {
	readonly #make: () => T;
	readonly #series = new Map<string, { labels: Labels; state: T }>();

	constructor(make: () => T) {
		this.#make = make;
	}

	at(labels: Labels): T {
		const key = Object.values(labels).join("\n");
		const known = this.#series.get(key);
		if (known !== undefined) return known.state;
		const isOther = Object.values(labels).every((value) => value === "other");
		if (this.#series.size >= MOST_SERIES && !isOther) {
			const names = Object.keys(labels);
			return this.at(Object.fromEntries(names.map((name) => [name, "other"])));
		}
		const state = this.#make();
		this.#series.set(key, { labels, state });
		return state;
	}

	entries(): readonly { readonly labels: Labels; readonly state: T }[] {
		return [...this.#series.values()];
	}
}

/** Counts what falls below each bound, and sums it up. */
export class Histogram {
	readonly #bounds: readonly number[];
	/** One more than there are bounds: for what is above all of them. */
	readonly #counts: number[];
	#sum = 0;

	/** @param bounds rising */
	constructor(bounds: readonly number[]) {
		this.#bounds = bounds;
		this.#counts = [...bounds, 0].map(() => 0);
	}

	observe(value: number): void {
		let index = 0;
		while (value > (this.#bounds[index] ?? Number.POSITIVE_INFINITY)) index++;
		this.#counts[index] = (this.#counts[index] ?? 0) + 1;
		this.#sum += value;
	}

	samples(labels: Labels): Sample[] {
		let total = 0;
		const buckets = this.#counts.map((count, index): Sample => {
			total += count;
			const le = numberText(this.#bounds[index] ?? Number.POSITIVE_INFINITY);
			return { suffix: "_bucket", labels: { ...labels, le }, value: total };
		});
		return [
			...buckets,
			{ suffix: "_sum", labels, value: this.#sum },
			{ suffix: "_count", labels, value: total },
		];
	}
}
