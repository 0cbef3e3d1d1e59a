/** An IP address and a TCP port. Addresses are in their plain form: never IPv4-mapped, no zone, no brackets. */
export interface Endpoint {
	readonly host: string;
	readonly port: number;
}

export type IpFamily = 4 | 6;

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The plain form of an address as a socket reports it: an IPv4 peer of a dual-stack listener
 * appears as `::ffff:192.0.2.1`, and must compare equal to `192.0.2.1`.
 *
 * @example plainAddress("::ffff:127.0.0.1") === "127.0.0.1"
 */
export function plainAddress(address: string): string {
	const withoutZone = address.replace(/%.*$/, "");
	return MAPPED.exec(withoutZone)?.[1] ?? withoutZone.toLowerCase();
}

/** @example familyOf("::1") === 6 */
export function familyOf(address: string): IpFamily {
	return address.includes(":") ? 6 : 4;
}

/** @example isLoopback("127.0.0.53") === true */
export function isLoopback(address: string): boolean {
	return address === "::1" || /^127\./.test(address);
}

/** `host:port`, with brackets around an IPv6 host. @example hostPort({ host: "::1", port: 21 }) === "[::1]:21" */
export function hostPort({ host, port }: Endpoint): string {
	return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Reads an IPv4 address in dotted form, four decimal bytes; undefined for all else (no octal, no short forms).
 *
 * @example parseIpv4("192.0.2.1") // "192.0.2.1"
 */
export function parseIpv4(text: string): string | undefined {
	const parts = text.split(".");
	if (parts.length !== 4) return undefined;
	const fits = parts.every(
		(part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255,
	);
	return fits ? text : undefined;
}

/** The eight 16-bit groups of an IPv6 address, or undefined when the text is none. Zones are refused. */
function ipv6Groups(text: string): number[] | undefined {
	const halves = text.split("::");
	if (halves.length > 2 || text === "") return undefined;
	const groups = halves.map((half) => {
		if (half === "") return [];
		const parts = half.split(":");
		const last = parts.at(-1) ?? "";
		const tail = last.includes(".") ? parseIpv4(last) : undefined;
		if (last.includes(".") && tail === undefined) return undefined;
		const hex = tail === undefined ? parts : parts.slice(0, -1);
		if (!hex.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
		const numbers = hex.map((part) => Number.parseInt(part, 16));
		if (tail === undefined) return numbers;
		const [a = 0, b = 0, c = 0, d = 0] = tail.split(".").map(Number);
		return [...numbers, a * 256 + b, c * 256 + d];
	});
	const [head, tail] = groups;
	if (head === undefined) return undefined;
	if (halves.length === 1) return head.length === 8 ? head : undefined;
	if (tail === undefined) return undefined;
	const missing = 8 - head.length - tail.length;
	return missing >= 1
		? [...head, ...Array<number>(missing).fill(0), ...tail]
		: undefined;
}

/**
 * Compares two addresses by value: `::1` equals `0:0:0:0:0:0:0:1`, and an IPv4-mapped form equals the IPv4 one.
 * Text that is no address equals nothing.
 */
export function sameAddress(a: string, b: string): boolean {
	const left = addressKey(a);
	return left !== undefined && left === addressKey(b);
}

function addressKey(address: string): string | undefined {
	return addressBytes(address)?.join(".");
}

/** The address as bytes: four, also for an IPv4-mapped one, or sixteen; undefined for text that is no address. */
export function addressBytes(address: string): readonly number[] | undefined {
	const plain = plainAddress(address);
	if (!plain.includes(":")) return parseIpv4(plain)?.split(".").map(Number);
	const bytes = ipv6Groups(plain)?.flatMap((group) => [
		group >> 8,
		group & 255,
	]);
	const isMapped =
		bytes?.slice(0, 10).every((byte) => byte === 0) === true &&
		bytes[10] === 255 &&
		bytes[11] === 255;
	return isMapped ? bytes.slice(12) : bytes;
}

/** Whether the text is an IPv4 or IPv6 address. @example isAddress("nas.local") === false */
export function isAddress(text: string): boolean {
	return parseIpv4(text) !== undefined || ipv6Groups(text) !== undefined;
}
