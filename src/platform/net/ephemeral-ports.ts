import { readFileSync } from "node:fs";

/** The ports that Linux gives to whoever asks for any, without those that an administrator kept back. */
export interface EphemeralPorts {
	readonly from: number;
	readonly to: number;
	isReserved(port: number): boolean;
}

const FIRST_UNPRIVILEGED = 1024;

/** As the system has them now; undefined where it does not tell. */
export function ephemeralPorts(): EphemeralPorts | undefined {
	try {
		return parseEphemeralPorts(
			setting("ip_local_port_range"),
			setting("ip_local_reserved_ports"),
		);
	} catch {
		return undefined;
	}
}

/** @example parseEphemeralPorts("32768\t60999\n", "40000,50000-50010\n")?.isReserved(50001) === true */
export function parseEphemeralPorts(
	range: string,
	reserved: string,
): EphemeralPorts | undefined {
	const [first = Number.NaN, to = Number.NaN] = range
		.trim()
		.split(/\s+/)
		.map(Number);
	const from = Math.max(first, FIRST_UNPRIVILEGED);
	if (!(from <= to && to <= 0xffff)) return undefined;
	const kept = reserved
		.split(",")
		.filter((part) => part.trim() !== "")
		.map((part) => part.split("-").map(Number));
	return {
		from,
		to,
		isReserved: (port) =>
			kept.some(([low = 0, high = low]) => low <= port && port <= high),
	};
}

function setting(name: string): string {
	return readFileSync(`/proc/sys/net/ipv4/${name}`, "utf8");
}
