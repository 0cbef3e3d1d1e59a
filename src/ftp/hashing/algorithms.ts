import type { HashAlgorithm } from "../ports.ts";

/** What HASH offers, in the order of FEAT: the best first. */
export const HASH_ALGORITHMS: readonly HashAlgorithm[] = [
	"SHA-256",
	"SHA-512",
	"SHA-1",
	"MD5",
	"CRC32",
];

/** The algorithm of that name, letter case aside. */
export function hashAlgorithm(name: string): HashAlgorithm | undefined {
	const wanted = name.trim().toUpperCase();
	return HASH_ALGORITHMS.find((algorithm) => algorithm === wanted);
}
