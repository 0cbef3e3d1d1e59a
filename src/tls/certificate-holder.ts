import type { ContextSpec } from "./context-spec.ts";

/** One certificate in use, and its place in the row of those that were. */
export interface Generation {
	/** Counts from 1. */
	readonly number: number;
	readonly spec: ContextSpec;
}

/**
 * Where new connections find the certificate of the moment. A session takes a generation once, when it begins, and
 * keeps it for its data connections: a client that resumes its control session must meet the certificate it knows.
 */
export interface CertificateHolder {
	current(): Generation;
	/** From now on new sessions get `next`. Check the pair before: what is here is served. */
	swap(next: ContextSpec): Generation;
}

export function certificateHolder(first: ContextSpec): CertificateHolder {
	let generation: Generation = { number: 1, spec: first };
	return {
		current: () => generation,
		swap: (spec) => {
			generation = { number: generation.number + 1, spec };
			return generation;
		},
	};
}
