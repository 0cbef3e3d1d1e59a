import {
	isAddress,
	isInNetwork,
	isLoopback,
	type Network,
	parseNetwork,
} from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import type { MachineAddress } from "../platform/index.ts";

const PRIVATE: readonly Network[] = [
	"10.0.0.0/8",
	"100.64.0.0/10",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.168.0.0/16",
	"fc00::/7",
	"fe80::/10",
].flatMap((text) => parseNetwork(text) ?? []);

/**
 * Whether only machines nearby can use the address.
 *
 * @see RFC 1918, RFC 6598, RFC 4193
 * @example isPrivate("192.168.1.7") === true
 */
export function isPrivate(address: string): boolean {
	return (
		isLoopback(address) ||
		PRIVATE.some((network) => isInNetwork(address, network))
	);
}

/** Whether a listener's host stands for every address of the machine. */
export function isEvery(host: string | undefined): boolean {
	return host === undefined || host === "::" || host === "0.0.0.0";
}

/** The addresses under which clients on other machines reach the listeners; none when all of them are on loopback. */
export function outsideAddresses(
	{ listen }: Pick<Settings, "listen">,
	machine: readonly MachineAddress[],
): readonly string[] {
	const usable = machine
		.filter((each) => !each.isLoopback && !each.isLinkLocal)
		.map(({ address }) => address);
	const found = listen.flatMap(({ host }) =>
		host === undefined || isEvery(host) ? usable : [host],
	);
	return [...new Set(found)].filter(
		(host) => isAddress(host) && !isLoopback(host),
	);
}
