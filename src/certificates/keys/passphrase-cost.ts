import type { KeyDerivation } from "./key-material.ts";

/**
 * The most work that a file may ask for, in rounds of a hash: some seconds. The counts stand in the file, where
 * whoever sends it writes them; programs that mean well ask for 2,048 to 2,000,000.
 */
export const MOST_ROUNDS = 10_000_000;

/** The most memory for scrypt: OpenSSL's own default takes 16 MiB. */
const MOST_SCRYPT_BYTES = 256 * 1024 * 1024;

/** The hashes of PKCS#12 and PBES1 are called one by one, at some five times the price of PBKDF2's. */
const SINGLE_CALL = 5;

/** What a derivation costs, in rounds; infinite when it cannot be paid or is no count at all. */
export function roundsOf(derivation: KeyDerivation): number {
	switch (derivation.kind) {
		case "pbkdf2":
			return counted(derivation.iterations);
		case "pkcs12":
		case "pbkdf1":
			return counted(derivation.iterations) * SINGLE_CALL;
		case "old-pem":
			return 1;
		case "scrypt": {
			const { cost, blockSize, parallelization } = derivation;
			const memoryBytes = 128 * cost * blockSize;
			return memoryBytes > MOST_SCRYPT_BYTES
				? Number.POSITIVE_INFINITY
				: counted(cost * blockSize * parallelization);
		}
	}
}

function counted(rounds: number): number {
	return rounds >= 1 ? rounds : Number.POSITIVE_INFINITY;
}
