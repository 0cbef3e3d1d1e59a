import { addressBytes } from "./endpoint.ts";

/** A range of addresses: those that share the first bits. */
export interface Network {
	/** Four bytes or sixteen. */
	readonly bytes: readonly number[];
	readonly prefixBits: number;
}

/**
 * Reads a network in CIDR form; a lone address is the network of that address alone. Bits behind the prefix must be 0, since
 * `10.1.2.3/8` may mean either of two things.
 *
 * @returns undefined when the text is none
 * @example parseNetwork("192.168.0.0/16") // { bytes: [192, 168, 0, 0], prefixBits: 16 }
 */
export function parseNetwork(text: string): Network | undefined {
	const [address = "", prefix, ...rest] = text.trim().split("/");
	const bytes = addressBytes(address);
	if (bytes === undefined || rest.length > 0) return undefined;
	// A mapped address may be meant with the prefix of either family.
	if (address.includes(":") && bytes.length === 4) return undefined;
	const allBits = bytes.length * 8;
	if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
	const prefixBits = prefix === undefined ? allBits : Number(prefix);
	if (prefixBits > allBits) return undefined;
	const network = { bytes, prefixBits };
	const base = bytes.map((byte, index) => byte & maskAt(index, prefixBits));
	return base.every((byte, index) => byte === bytes[index])
		? network
		: undefined;
}

/**
 * Reads a network as administrators write it: CIDR, a lone address, or a range of addresses `first-last`, which becomes
 * the fewest networks that hold exactly it. IPv4 in its IPv6 form (`::ffff:192.0.2.1`) is IPv4.
 *
 * @returns undefined when the text is none
 * @example parseNetworks("10.0.0.1-10.0.0.4") // 10.0.0.1/32, 10.0.0.2/31, 10.0.0.4/32
 */
export function parseNetworks(text: string): readonly Network[] | undefined {
	const [from = "", to, ...rest] = text.split("-");
	if (to === undefined) {
		const network = parseNetwork(text) ?? parseMapped(text);
		return network === undefined ? undefined : [network];
	}
	const first = addressBytes(from.trim());
	const last = addressBytes(to.trim());
	if (first === undefined || last === undefined || rest.length > 0) {
		return undefined;
	}
	if (first.length !== last.length) return undefined;
	return networksBetween(numberOf(first), numberOf(last), first.length);
}

function networksBetween(
	first: bigint,
	last: bigint,
	byteCount: number,
): readonly Network[] | undefined {
	if (first > last) return undefined;
	const allBits = byteCount * 8;
	const networks: Network[] = [];
	for (let at = first; at <= last; ) {
		let hostBits = 0;
		// As large as the address is even, and as the end allows.
		while (hostBits < allBits) {
			const size = 1n << BigInt(hostBits + 1);
			if (at % size !== 0n || at + size - 1n > last) break;
			hostBits++;
		}
		networks.push({
			bytes: bytesOf(at, byteCount),
			prefixBits: allBits - hostBits,
		});
		at += 1n << BigInt(hostBits);
	}
	return networks;
}

function numberOf(bytes: readonly number[]): bigint {
	return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function bytesOf(value: bigint, byteCount: number): number[] {
	return Array.from({ length: byteCount }, (_, index) =>
		Number((value >> BigInt(8 * (byteCount - 1 - index))) & 0xffn),
	);
}

/** Whether the address lies in the network; an IPv4-mapped one counts as IPv4. @example isInNetwork("10.1.2.3", parseNetwork("10.0.0.0/8")) */
export function isInNetwork(address: string, network: Network): boolean {
	const bytes = addressBytes(address);
	if (bytes === undefined || bytes.length !== network.bytes.length) {
		return false;
	}
	return bytes.every(
		(byte, index) =>
			(byte & maskAt(index, network.prefixBits)) === network.bytes[index],
	);
}

/** The mask's byte at an index. */
function maskAt(index: number, prefixBits: number): number {
	const bits = Math.min(8, Math.max(0, prefixBits - index * 8));
	return (0xff << (8 - bits)) & 0xff;
}

const MAPPED_BITS = 96;

/** `::ffff:10.0.0.0/104` is `10.0.0.0/8`; a prefix that reaches beyond what is mapped is none. */
function parseMapped(text: string): Network | undefined {
	const [address = "", prefix = "128", ...rest] = text.trim().split("/");
	const bytes = addressBytes(address);
	if (rest.length > 0 || !address.includes(":") || bytes?.length !== 4) {
		return undefined;
	}
	if (!/^\d{1,3}$/.test(prefix) || Number(prefix) < MAPPED_BITS) {
		return undefined;
	}
	return parseNetwork(`${bytes.join(".")}/${Number(prefix) - MAPPED_BITS}`);
}

/**
 * The network that an address is in, of the given length.
 *
 * @returns undefined when the text is no address, or has fewer bits
 * @example networkAround("2001:db8::1:2:3:4", 64) // 2001:db8::/64
 */
export function networkAround(
	address: string,
	prefixBits: number,
): Network | undefined {
	const bytes = addressBytes(address);
	if (bytes === undefined || prefixBits > bytes.length * 8) return undefined;
	return {
		bytes: bytes.map((byte, index) => byte & maskAt(index, prefixBits)),
		prefixBits,
	};
}

/**
 * A network as text; an address alone stands without its prefix. Two networks are the same exactly when their texts are.
 *
 * @example formatNetwork({ bytes: [10, 0, 0, 0], prefixBits: 8 }) // "10.0.0.0/8"
 */
export function formatNetwork({ bytes, prefixBits }: Network): string {
	const address = bytes.length === 4 ? bytes.join(".") : ipv6Text(bytes);
	return prefixBits === bytes.length * 8 ? address : `${address}/${prefixBits}`;
}

/** The form that RFC 5952 asks for: lower case, and `::` for the first longest run of at least two zero groups. */
function ipv6Text(bytes: readonly number[]): string {
	const groups = Array.from({ length: 8 }, (_, index) =>
		(((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
	);
	let longest = { at: 0, count: 0 };
	for (let at = 0; at < 8; at++) {
		const end = groups.findIndex(
			(group, index) => index >= at && group !== "0",
		);
		const count = (end === -1 ? 8 : end) - at;
		if (count > longest.count) longest = { at, count };
	}
	if (longest.count < 2) return groups.join(":");
	const head = groups.slice(0, longest.at).join(":");
	const tail = groups.slice(longest.at + longest.count).join(":");
	return `${head}::${tail}`;
}
