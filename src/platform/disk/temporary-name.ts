import type { RESERVED_PREFIX } from "../../files/index.ts";

/** The same word as in files: the type does not let them differ. */
export const TEMPORARY_PREFIX: typeof RESERVED_PREFIX = ".oceanftp-";

/** A name that no client can send and nobody can guess, for what is not complete yet. */
export function temporaryName(): string {
	const random = crypto.getRandomValues(new Uint8Array(16));
	return TEMPORARY_PREFIX + random.toHex();
}
