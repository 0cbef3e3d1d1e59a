import * as v from "valibot";
import { type Network, parseNetworks } from "../../base/index.ts";
import { listOf, networks, oneOf, setting } from "../words.ts";

/** `[access]` as it is written. */
export interface RawAccess {
	safe: readonly string[];
	blocked: readonly string[];
	default: "allow" | "deny";
}

/** Which addresses may connect; safe beats blocked, and the rest is as `default` says. */
export interface AccessSettings {
	readonly safe: readonly Network[];
	readonly blocked: readonly Network[];
	readonly default: "allow" | "deny";
}

export const accessTable: v.GenericSchema<unknown, RawAccess> = v.strictObject({
	safe: setting({
		is: listOf(networks),
		preset: [],
		example: ["192.168.0.0/16", "fd00::/8"],
		about:
			"Networks, addresses and ranges that may always connect, and are never banned.",
	}),
	blocked: setting({
		is: listOf(networks),
		preset: [],
		example: ["198.51.100.0/24", "203.0.113.5-203.0.113.20"],
		about:
			"Networks, addresses and ranges that are turned away before any reply, unless they are safe.",
	}),
	default: setting({
		is: oneOf("allow", "deny"),
		preset: "allow",
		about: "What holds for addresses in neither list.",
	}),
});

export function accessSettings(raw: RawAccess): AccessSettings {
	return {
		safe: raw.safe.flatMap((text) => parseNetworks(text) ?? []),
		blocked: raw.blocked.flatMap((text) => parseNetworks(text) ?? []),
		default: raw.default,
	};
}
