import { RecordFramer } from "./record-framer.ts";

/** Types of records (RFC 8446 §5.1). */
const ALERT = 21;
const APPLICATION_DATA = 23;

/** What a record of TLS 1.3 has beside its content: the type of it, and the tag, of 16 bytes in every cipher that is used here. */
const OVERHEAD_BYTES = 1 + 16;
/** Level and description (RFC 8446 §6). */
const ALERT_BYTES = 2;
/** Header, length and one byte (RFC 8446 §4.6.3). */
const KEY_UPDATE_BYTES = 5;

/**
 * Tells from the records of a TLS stream, without their keys, whether it ended with close_notify. TLS 1.2 says of each record what it is.
 * TLS 1.3 shows only lengths: there the last record must be as long as an alert is, and what has come must be longer than what
 * was decrypted by just that alert. Two bytes of a file make a record of the same length, but count as decrypted.
 *
 * A key update adds its five bytes each time. A client that pads its records (RFC 8446 §5.4; none is known that does for FTP) is taken for
 * cut: what is not certain to be whole must not count as whole.
 */
export class TlsEnding {
	readonly #framer = new RecordFramer((type, length) =>
		this.#count(type, length),
	);
	#lastType = 0;
	#lastBytes = 0;
	/** Of the records of TLS 1.3 that say nothing else the first is Finished. */
	#isFinished = false;
	/** Content of those behind it. */
	#hiddenBytes = 0;
	#decryptedBytes = 0;

	/** Ciphertext came, not yet decrypted. */
	received(ciphertext: Uint8Array): void {
		for (let at = 0; at < ciphertext.length; ) {
			at += this.#framer.take(ciphertext, at);
		}
	}

	/** So many bytes of it turned out to be content of the peer's. */
	decrypted(bytes: number): void {
		this.#decryptedBytes += bytes;
	}

	/** Whether the stream stands in the middle of a record: it was cut, whatever the peer meant. */
	get isInRecord(): boolean {
		return !this.#framer.isBetween;
	}

	/** Whether the last that came is a close_notify. Asked when the TLS engine has ended without an error. */
	isByCloseNotify(version: string): boolean {
		if (this.isInRecord) return false;
		if (version !== "TLSv1.3") return this.#lastType === ALERT;
		if (this.#lastType !== APPLICATION_DATA) return false;
		if (this.#lastBytes !== ALERT_BYTES + OVERHEAD_BYTES) return false;
		const unseenBytes = this.#hiddenBytes - this.#decryptedBytes;
		return unseenBytes % KEY_UPDATE_BYTES === ALERT_BYTES;
	}

	#count(type: number, length: number): void {
		this.#lastType = type;
		this.#lastBytes = length;
		if (type !== APPLICATION_DATA) return;
		if (this.#isFinished) this.#hiddenBytes += length - OVERHEAD_BYTES;
		this.#isFinished = true;
	}
}
