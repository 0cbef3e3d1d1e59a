/** Type, version, length (RFC 8446 §5.1). */
const HEADER_BYTES = 5;

/**
 * Follows the records in a TLS stream, so that what comes behind the last one can be told from it: after CCC and REIN the
 * same connection goes on in clear, and the client's first clear command may come in one segment with its close_notify.
 */
export class RecordFramer {
	readonly #onRecord: (type: number, length: number) => void;
	readonly #header = new Uint8Array(HEADER_BYTES);
	#headerBytes = 0;
	/** Bytes of the current record that are still to come. */
	#missing = 0;

	/** @param onRecord told of each record that is whole: its type, and its length without the header */
	constructor(
		onRecord: (type: number, length: number) => void = () => undefined,
	) {
		this.#onRecord = onRecord;
	}

	/** Whether the stream stands between two records. */
	get isBetween(): boolean {
		return this.#missing === 0 && this.#headerBytes === 0;
	}

	/**
	 * Takes bytes up to the end of the record that they begin or go on with.
	 *
	 * @param from where in the bytes to begin
	 * @returns how many bytes that is: all of them when the record does not end within
	 */
	take(bytes: Uint8Array, from = 0): number {
		let at = from;
		while (this.#headerBytes < HEADER_BYTES && at < bytes.length) {
			this.#header[this.#headerBytes] = bytes[at] ?? 0;
			this.#headerBytes += 1;
			at += 1;
			if (this.#headerBytes === HEADER_BYTES) this.#missing = this.#length;
		}
		const part = Math.min(this.#missing, bytes.length - at);
		this.#missing -= part;
		if (this.#missing === 0 && this.#headerBytes === HEADER_BYTES) {
			this.#headerBytes = 0;
			this.#onRecord(this.#header[0] ?? 0, this.#length);
		}
		return at + part - from;
	}

	get #length(): number {
		const [, , , high = 0, low = 0] = this.#header;
		return high * 256 + low;
	}
}
