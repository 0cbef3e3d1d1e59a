import type { Account } from "./account.ts";

/** What matters at the next login only, and ends or narrows no session that is open. */
const FOR_LOGIN_ONLY: ReadonlySet<keyof Account> = new Set([
	"passwordHash",
	"certificateRules",
	"certificateLogin",
] as const);

/**
 * Whether two states of an account let an open session go on as it is: they differ in nothing, or in the ways to prove
 * oneself only.
 */
export function sameEffect(a: Account, b: Account): boolean {
	if (a === b) return true;
	const names = new Set([...Object.keys(a), ...Object.keys(b)]);
	const left = new Map<string, unknown>(Object.entries(a));
	const right = new Map<string, unknown>(Object.entries(b));
	for (const name of FOR_LOGIN_ONLY) names.delete(name);
	return [...names].every((name) => sameValue(left.get(name), right.get(name)));
}

/** Compares what accounts are made of: plain values, arrays, sets and objects. */
function sameValue(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) return true;
	if (a instanceof Set && b instanceof Set) {
		return a.size === b.size && [...a].every((each) => b.has(each));
	}
	if (typeof a !== "object" || typeof b !== "object") return false;
	if (a === null || b === null) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	const left = Object.entries(a);
	const right = new Map<string, unknown>(Object.entries(b));
	return (
		left.length === right.size &&
		left.every(
			([key, value]) => right.has(key) && sameValue(value, right.get(key)),
		)
	);
}
