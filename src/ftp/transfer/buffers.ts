import { KIB } from "../../base/index.ts";

/** One read of a file, and one write of the socket: larger ones gained nothing when measured, smaller ones cost. */
export const BUFFER_BYTES: number = 256 * KIB;

const KEPT = 32;
const free: Uint8Array[] = [];

/** A buffer of {@link BUFFER_BYTES}, with old bytes in it. Give it back with {@link giveBack}. */
export function lend(): Uint8Array {
	return free.pop() ?? new Uint8Array(BUFFER_BYTES);
}

/** Only when nothing reads or writes it any more. */
export function giveBack(buffer: Uint8Array): void {
	if (free.length < KEPT) free.push(buffer);
}
