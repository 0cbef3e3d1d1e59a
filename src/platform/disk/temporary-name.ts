import type { RESERVED_PREFIX } from "../../files/index.ts";

/** The same word as in files: the type does not let them differ. */
export const TEMPORARY_PREFIX: typeof RESERVED_PREFIX = ".oceanftp-";

const RANDOM_BYTES = 16;

/** Whether {@link temporaryName} may have made it. */
export function isTemporaryName(name: string): boolean {
	const random = name.slice(TEMPORARY_PREFIX.length);
	return name.startsWith(TEMPORARY_PREFIX) && /^[0-9a-f]{32}$/.test(random);
}

/** A name that no client can send and nobody can guess, for what is not complete yet. */
export function temporaryName(): string {
	const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
	return TEMPORARY_PREFIX + random.toHex();
}
