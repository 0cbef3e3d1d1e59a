import { accountKey } from "./account-name.ts";
import type { Entry } from "./accounts-document.ts";
import { type Effect, groupEffect, NO_EFFECT, under } from "./effect.ts";

/**
 * Works out what groups come to with all groups above them. Each is worked out once, whoever asks, and without recursion,
 * so that no depth of nesting ends the program.
 *
 * @param fault is told of a group's name, and what is wrong with the group that it names: unknown, or a circle
 * @returns the effect of a group by its key; undefined when there is no such group
 */
export function ceilings(
	groups: ReadonlyMap<string, Entry>,
	fault: (name: string, expected: string) => void,
): (key: string) => Effect | undefined {
	const known = new Map<string, Effect>();
	for (const key of groups.keys()) {
		const { chain, end } = chainAbove(key, groups, known);
		let effect = end.effect;
		if (end.fault !== undefined) {
			fault(chain.at(-1)?.name ?? key, end.fault);
		}
		for (const { name, declared } of chain.reverse()) {
			effect = under(groupEffect(name, declared), effect);
			known.set(accountKey(name), effect);
		}
	}
	return (key) => known.get(key);
}

/** The groups from one upwards as far as they are not worked out, nearest first, and what comes above the last. */
function chainAbove(
	key: string,
	groups: ReadonlyMap<string, Entry>,
	known: ReadonlyMap<string, Effect>,
): {
	readonly chain: Entry[];
	readonly end: { readonly effect: Effect; readonly fault?: string };
} {
	const chain: Entry[] = [];
	const passed = new Set<string>();
	let at: string | undefined = key;
	while (at !== undefined) {
		const effect = known.get(at);
		if (effect !== undefined) return { chain, end: { effect } };
		const group = groups.get(at);
		const last = chain.at(-1);
		if (group === undefined) {
			const named = last?.declared.group ?? at;
			const fault = `names the group ${named}, which is not there`;
			return { chain, end: { effect: NO_EFFECT, fault } };
		}
		if (passed.has(at)) {
			const start = chain.findIndex(({ name }) => name === group.name);
			const circle = [...chain.slice(start), group].map(({ name }) => name);
			const fault = `makes a circle: ${circle.join(" → ")}`;
			return { chain, end: { effect: NO_EFFECT, fault } };
		}
		passed.add(at);
		chain.push(group);
		at =
			group.declared.group === undefined
				? undefined
				: accountKey(group.declared.group);
	}
	return { chain, end: { effect: NO_EFFECT } };
}
