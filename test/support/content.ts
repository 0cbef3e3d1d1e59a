import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Sizes around one TLS record (16384 bytes) and beyond: where off-by-one faults live. */
export const SIZES: readonly number[] = [
	0,
	1,
	16383,
	16384,
	16385,
	1024 * 1024,
];

/** Bytes that look random, hold every value (CR, LF and IAC too) and are the same for the same size and seed. */
export function content(size: number, seed = 1): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(size);
	let state = (seed * 2654435761 + size) >>> 0 || 1;
	for (let i = 0; i < size; i++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		bytes[i] = state & 255;
	}
	return bytes;
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file's bytes from `start` on, without holding them. */
export async function sha256OfFile(path: string, start = 0): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path, { start }))
		hash.update(chunk);
	return hash.digest("hex");
}

/** The server's half-finished uploads below a folder: none may be left when nothing runs. Links are not followed. */
export function temporaryUploads(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return temporaryUploads(path);
		return entry.name.startsWith(".oceanftp-") ? [path] : [];
	});
}
