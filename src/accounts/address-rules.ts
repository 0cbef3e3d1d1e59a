import { isInNetwork, type Network } from "../base/index.ts";

/** From where one may come: the lists of a server, a group or an account. */
export interface AddressRules {
	/** May come whatever the other list says, and is never banned. */
	readonly safe: readonly Network[];
	readonly blocked: readonly Network[];
	/**
	 * What becomes of addresses in neither list. Where nobody says (groups and accounts have no such switch) a list of safe
	 * addresses alone means these and no others, and else everybody may come.
	 */
	readonly default?: "allow" | "deny";
}

/** `safe` and `allowed` may come. */
export type AddressVerdict = "safe" | "allowed" | "blocked";

/**
 * Judges an address by one level of rules: safe beats blocked, and both beat the default.
 * Text that is no address is in no list.
 *
 * @example addressVerdict({ safe: [], blocked: [], default: "deny" }, "192.0.2.1") === "blocked"
 */
export function addressVerdict(
	rules: AddressRules,
	address: string,
): AddressVerdict {
	if (isInAny(rules.safe, address)) return "safe";
	if (isInAny(rules.blocked, address)) return "blocked";
	return otherwise(rules) === "allow" ? "allowed" : "blocked";
}

/**
 * Judges an address by several levels, such as an account's and those of its groups: one that blocks it is enough.
 * It is safe where a level says so and none blocks it.
 *
 * @example addressVerdictOfAll([{ safe: [], blocked: [] }], "192.0.2.1") === "allowed"
 */
export function addressVerdictOfAll(
	levels: readonly AddressRules[],
	address: string,
): AddressVerdict {
	const verdicts = levels.map((rules) => addressVerdict(rules, address));
	if (verdicts.includes("blocked")) return "blocked";
	return verdicts.includes("safe") ? "safe" : "allowed";
}

function otherwise(rules: AddressRules): "allow" | "deny" {
	if (rules.default !== undefined) return rules.default;
	const isClosedList = rules.safe.length > 0 && rules.blocked.length === 0;
	return isClosedList ? "deny" : "allow";
}

function isInAny(networks: readonly Network[], address: string): boolean {
	return networks.some((network) => isInNetwork(address, network));
}
