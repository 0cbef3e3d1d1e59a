import { isInNetwork, isLoopback } from "../base/index.ts";
import type { Settings } from "../config/index.ts";

/**
 * What 227 tells a client, as far as the settings say; undefined: the address that it reached. A client on this machine
 * reached a loopback address, and could not use the one for the outside.
 */
export function advertisedHost(
	{ host, networks }: Pick<Settings["passive"], "host" | "networks">,
	client: string,
): string | undefined {
	const own = networks.find(({ from }) => isInNetwork(client, from));
	if (own !== undefined) return own.host;
	return isLoopback(client) ? undefined : host;
}
