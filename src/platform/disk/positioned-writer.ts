import { writeAt } from "./calls.ts";

/** Most systems take at most this many pieces in one call (IOV_MAX). */
const MOST_PIECES = 1024;

/** Writes pieces one after the other from a position on, at absolute positions. */
export class PositionedWriter {
	readonly #descriptor: number;
	#position: number;

	constructor(descriptor: number, position: number) {
		this.#descriptor = descriptor;
		this.#position = position;
	}

	/** Resolves when every byte was taken; the system may take fewer at a time. */
	async write(chunks: readonly Uint8Array[]): Promise<void> {
		let rest = chunks.filter((chunk) => chunk.length > 0);
		while (rest.length > 0) {
			const written = await writeAt(
				this.#descriptor,
				rest.length > MOST_PIECES ? rest.slice(0, MOST_PIECES) : rest,
				this.#position,
			);
			this.#position += written;
			rest = without(rest, written);
		}
	}
}

/** What is left of the chunks when so many bytes are done. */
export function without(
	chunks: readonly Uint8Array[],
	doneBytes: number,
): Uint8Array[] {
	let left = doneBytes;
	let index = 0;
	for (const chunk of chunks) {
		if (chunk.length > left) break;
		left -= chunk.length;
		index++;
	}
	const [first, ...others] = chunks.slice(index);
	if (first === undefined) return [];
	return [left === 0 ? first : first.subarray(left), ...others];
}
