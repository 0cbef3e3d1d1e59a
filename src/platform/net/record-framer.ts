/** Type, version, length (RFC 8446 §5.1). */
const HEADER_BYTES = 5;

/**
 * Follows the records in a TLS stream, so that what comes behind the last one can be told from it: after CCC and REIN the
 * same connection goes on in clear, and the client's first clear command may come in one segment with its close_notify.
 */
export class RecordFramer {
	readonly #header: number[] = [];
	/** Bytes of the current record that are still to come. */
	#missing = 0;

	/** Whether the stream stands between two records. */
	get isBetween(): boolean {
		return this.#missing === 0 && this.#header.length === 0;
	}

	/**
	 * Takes bytes up to the end of the record that they begin or go on with.
	 *
	 * @returns how many bytes that is: all of them when the record does not end within
	 */
	take(bytes: Uint8Array): number {
		let at = 0;
		while (this.#missing === 0 && at < bytes.length) {
			this.#header.push(bytes[at] ?? 0);
			at += 1;
			if (this.#header.length < HEADER_BYTES) continue;
			const [, , , high = 0, low = 0] = this.#header.splice(0);
			this.#missing = high * 256 + low;
			if (this.#missing === 0) return at;
		}
		const part = Math.min(this.#missing, bytes.length - at);
		this.#missing -= part;
		return at + part;
	}
}
