import { Secret } from "../base/index.ts";

/** Letters and digits that nobody mistakes for another in print: no 0 O o, 1 l I i, no u beside v. */
const ALPHABET = "abcdefghjkmnpqrstvwxyzABCDEFGHJKLMNPQRSTVWXYZ23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/**
 * A password that can be read aloud and typed: 16 signs out of 53 in groups of four, 91 bits.
 *
 * @example generatePassword().reveal() // "hK7m-Qx2v-9TnB-fw4R"
 */
export function generatePassword(): Secret {
	const groups = Array.from({ length: GROUPS }, () =>
		Array.from({ length: GROUP_LENGTH }, randomSign).join(""),
	);
	return new Secret(groups.join("-"));
}

/** Bytes beyond the last whole multiple are thrown away, or the first signs would come more often. */
function randomSign(): string {
	const limit = 256 - (256 % ALPHABET.length);
	const byte = new Uint8Array(1);
	do crypto.getRandomValues(byte);
	while ((byte[0] ?? 0) >= limit);
	return ALPHABET[(byte[0] ?? 0) % ALPHABET.length] ?? "";
}
