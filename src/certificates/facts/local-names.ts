import { isAddress, OperatorError } from "../../base/index.ts";
import { type CertificateName, distinctNames, parseName } from "./names.ts";

/** What the machine calls itself. */
export interface LocalMachine {
	readonly hostname: string;
	/** Addresses of all interfaces, with or without a zone (`fe80::1%eth0`). */
	readonly addresses: readonly string[];
}

/**
 * The names under which clients nearby reach this machine: its host name, the name that mDNS gives it
 * (`.local`), `localhost`, and every address. Zones are dropped, for no certificate has a place for them.
 *
 * @example localNames({ hostname: "nas", addresses: ["192.0.2.7"] }) // dns:nas, dns:nas.local, dns:localhost, ip:192.0.2.7
 */
export function localNames({
	hostname,
	addresses,
}: LocalMachine): readonly CertificateName[] {
	const host = usable(hostname);
	const hosts: CertificateName[] = [];
	if (host !== undefined) {
		hosts.push(host);
		if (!host.value.includes(".")) {
			hosts.push({ kind: "dns", value: `${host.value}.local` });
		}
	}
	const ips = addresses
		.map((address) => address.replace(/%.*$/, ""))
		.filter(isAddress)
		.map((address) => parseName(`ip:${address}`));
	return distinctNames([...hosts, { kind: "dns", value: "localhost" }, ...ips]);
}

/** A machine may have a name that no certificate can carry; it is then reached by its addresses. */
function usable(hostname: string): CertificateName | undefined {
	try {
		return hostname === "" || isAddress(hostname)
			? undefined
			: parseName(`dns:${hostname}`);
	} catch (error) {
		if (error instanceof OperatorError) return undefined;
		throw error;
	}
}
