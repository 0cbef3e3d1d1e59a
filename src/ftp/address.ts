import type { Endpoint, IpFamily } from "../base/index.ts";
import { familyOf, isAddress, parseIpv4 } from "../base/index.ts";

/** Network numbers of EPRT and EPSV (RFC 2428 §2, IANA address family numbers). */
export const NETWORKS: Readonly<Record<string, IpFamily>> = { "1": 4, "2": 6 };

/** The number by which EPRT and EPSV name an address family. @example networkNumber(6) === "2" */
export function networkNumber(family: IpFamily): string {
	return family === 4 ? "1" : "2";
}

/**
 * The argument of PORT and the parentheses of 227: `h1,h2,h3,h4,p1,p2`, decimal bytes.
 *
 * @example parseHostPort("192,0,2,1,4,1") // { host: "192.0.2.1", port: 1025 }
 * @see RFC 959 §4.1.2
 */
export function parseHostPort(text: string): Endpoint | undefined {
	const bytes = text.trim().split(",");
	if (bytes.length !== 6) return undefined;
	if (!bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) <= 255)) {
		return undefined;
	}
	const [a, b, c, d, high = 0, low = 0] = bytes.map(Number);
	return { host: `${a}.${b}.${c}.${d}`, port: high * 256 + low };
}

/** @example formatHostPort({ host: "192.0.2.1", port: 1025 }) === "192,0,2,1,4,1" */
export function formatHostPort({ host, port }: Endpoint): string {
	return [...host.split("."), port >> 8, port & 255].join(",");
}

/** What an EPRT argument says, or why it says nothing. */
export type ExtendedPort =
	| { readonly kind: "endpoint"; readonly endpoint: Endpoint }
	| { readonly kind: "unknownNetwork" }
	| { readonly kind: "malformed" };

/**
 * The argument of EPRT: `|1|192.0.2.1|1025|`, with any printable delimiter.
 *
 * @see RFC 2428 §2
 */
export function parseExtendedPort(text: string): ExtendedPort {
	const delimiter = text[0] ?? "";
	if (!/^[!-~]$/.test(delimiter)) return { kind: "malformed" };
	const parts = text.split(delimiter);
	const [before, network = "", host = "", port = "", after] = parts;
	if (parts.length !== 5 || before !== "" || after !== "") {
		return { kind: "malformed" };
	}
	const family = NETWORKS[network];
	if (family === undefined) {
		return { kind: /^\d+$/.test(network) ? "unknownNetwork" : "malformed" };
	}
	const fits = isAddress(host) && familyOf(host) === family;
	if (!fits || !/^\d{1,5}$/.test(port)) return { kind: "malformed" };
	const number = Number(port);
	if (number < 1 || number > 65535) return { kind: "malformed" };
	if (family === 4 && parseIpv4(host) === undefined) {
		return { kind: "malformed" };
	}
	return { kind: "endpoint", endpoint: { host, port: number } };
}
