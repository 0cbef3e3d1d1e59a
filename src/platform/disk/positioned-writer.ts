import type { LentSocket, Taken } from "../../files/index.ts";
import { copyThreads } from "../copying/threads.ts";
import { truncateDescriptor, writeAt } from "./calls.ts";

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

	/** The same with what comes by a socket, where a thread is free for that. What may be out of order is cut off again. */
	async take(
		socket: LentSocket,
		mostBytes: number,
	): Promise<Taken | undefined> {
		const taken = await copyThreads.copy(this, {
			socket: socket.descriptor,
			file: this.#descriptor,
			position: this.#position,
			mostBytes,
		});
		if (taken === undefined) return undefined;
		if (!socket.isIntact()) {
			await truncateDescriptor(this.#descriptor, this.#position);
			return { bytes: 0, socket: "lost" };
		}
		const { bytes, unwritten } = taken;
		this.#position += bytes - (unwritten?.length ?? 0);
		if (unwritten !== undefined) await this.write([unwritten]);
		return taken;
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
