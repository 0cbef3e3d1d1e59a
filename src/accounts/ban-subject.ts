import {
	formatNetwork,
	type Network,
	networkAround,
	parseNetworks,
} from "../base/index.ts";
import { accountKey, accountNameFault } from "./account-name.ts";

/** Who is banned: an address or network, or whoever logs in by a name. */
export type BanSubject =
	| { readonly kind: "address"; readonly network: Network }
	| { readonly kind: "name"; readonly name: string };

/** Providers hand out IPv6 by the /64 at least, so one address of many is no more than one IPv4 address. */
const IPV6_BITS_OF_ONE = 64;
const IPV4_BITS = 32;

/** The subject by which an address is counted and banned; undefined for text that is no address. @example subjectOfAddress("2001:db8::1") // 2001:db8::/64 */
export function subjectOfAddress(address: string): BanSubject | undefined {
	const asIpv4 = networkAround(address, IPV4_BITS);
	const network =
		asIpv4?.bytes.length === 4
			? asIpv4
			: networkAround(address, IPV6_BITS_OF_ONE);
	return network && { kind: "address", network };
}

/** Whether a network is what {@link subjectOfAddress} makes of an address. */
export function isOneAddress({ bytes, prefixBits }: Network): boolean {
	return prefixBits === (bytes.length === 4 ? IPV4_BITS : IPV6_BITS_OF_ONE);
}

/**
 * Reads whom a person means: what reads as an address or a network in CIDR form is one, all else is a name.
 *
 * @param options.isName it is a name also when it looks like an address
 * @returns undefined when it is neither; also for a range that is no single network
 */
export function parseBanSubject(
	text: string,
	options: { readonly isName?: true } = {},
): BanSubject | undefined {
	const networks = options.isName === true ? undefined : parseNetworks(text);
	const [network, ...more] = networks ?? [];
	if (network !== undefined) {
		return more.length === 0 ? { kind: "address", network } : undefined;
	}
	return accountNameFault(text) === undefined
		? { kind: "name", name: accountKey(text) }
		: undefined;
}

/** The subject for people, and as it is kept; with its kind it tells subjects apart. */
export function formatBanSubject(subject: BanSubject): string {
	return subject.kind === "name"
		? subject.name
		: formatNetwork(subject.network);
}

/** The inverse of {@link formatBanSubject} for what was kept. */
export function keptBanSubject(
	kind: string,
	text: string,
): BanSubject | undefined {
	if (kind === "name") return { kind: "name", name: text };
	const [network] = parseNetworks(text) ?? [];
	return network && { kind: "address", network };
}
