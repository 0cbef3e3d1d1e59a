import { lookup } from "node:dns/promises";
import { parseIpv4 } from "../../base/index.ts";
import { DataFailure } from "../../ftp/index.ts";

/**
 * The IPv4 address of a host. A name is asked for each time: behind a home router its address changes, and the system
 * remembers answers as long as they hold.
 *
 * @throws {DataFailure} noConnection when the name has no IPv4 address now
 */
export async function resolveIpv4(host: string): Promise<string> {
	if (parseIpv4(host) !== undefined) return host;
	try {
		const { address } = await lookup(host, { family: 4 });
		return address;
	} catch (failure) {
		throw new DataFailure(
			"noConnection",
			`[passive] host = "${host}" cannot be resolved to an IPv4 address`,
			failure,
		);
	}
}
