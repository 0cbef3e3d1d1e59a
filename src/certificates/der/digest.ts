/** SHA-256 as lower-case hex. @example "9f86d0…": 64 characters */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", bytes.slice());
	return toHex(new Uint8Array(digest));
}

/** Lower-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
	return bytes.toHex();
}

/** The form that people compare. @example fingerprint("0a1b…") === "0A:1B:…" */
export function fingerprint(hex: string): string {
	return (hex.toUpperCase().match(/../g) ?? []).join(":");
}

/** A hash cut to what tells keys apart in a sentence. @example shortHash("3b1f…9c") === "3b1f..9c" */
export function shortHash(hex: string): string {
	return `${hex.slice(0, 4)}..${hex.slice(-2)}`;
}
