const CR = 13;
const LF = 10;

/** Changes chunks of text on their way; keeps what a line end that is cut by a chunk's edge needs. */
export interface TextConverter {
	/** The chunk converted; may be the chunk itself when nothing is to change. */
	convert(chunk: Uint8Array): Uint8Array;
	/** What was held back at the edge; undefined when nothing was. */
	end(): Uint8Array | undefined;
}

/**
 * Local line ends (LF) to those of the network (CRLF). A CRLF that is in the file already stays as it is.
 *
 * @see RFC 959 §3.1.1.1
 */
export function toNetworkText(): TextConverter {
	let last = 0;
	return {
		convert(chunk) {
			const before = last;
			last = chunk.at(-1) ?? last;
			let missing = 0;
			for (
				let at = chunk.indexOf(LF);
				at !== -1;
				at = chunk.indexOf(LF, at + 1)
			) {
				if ((at === 0 ? before : chunk[at - 1]) !== CR) missing += 1;
			}
			if (missing === 0) return chunk;
			const out = new Uint8Array(chunk.length + missing);
			let to = 0;
			let previous = before;
			for (const byte of chunk) {
				if (byte === LF && previous !== CR) out[to++] = CR;
				out[to++] = byte;
				previous = byte;
			}
			return out;
		},
		end: () => undefined,
	};
}

/** Line ends of the network (CRLF) to local ones (LF). A CR without LF stays. */
export function toLocalText(): TextConverter {
	let held = false;
	return {
		convert(chunk) {
			if (!held && !chunk.includes(CR)) return chunk;
			const out = new Uint8Array(chunk.length + 1);
			let to = 0;
			for (const byte of chunk) {
				if (held && byte !== LF) out[to++] = CR;
				held = byte === CR;
				if (!held) out[to++] = byte;
			}
			return out.subarray(0, to);
		},
		end() {
			const rest = held ? new Uint8Array([CR]) : undefined;
			held = false;
			return rest;
		},
	};
}
