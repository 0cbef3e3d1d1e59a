import { decodeUtf8 } from "../base/index.ts";

/** What the control connection carried, cut into lines. */
export type ControlLine =
	| { readonly kind: "command"; readonly text: string }
	/** Cannot be a command: answer 501. */
	| { readonly kind: "malformed"; readonly why: string }
	/** No end of line within the limit: answer 500 and close. */
	| { readonly kind: "tooLong" }
	/** A TLS handshake where FTP was expected: close. */
	| { readonly kind: "tlsHello" };

/** A path may take 4,096 bytes (files room); the rest is the verb, options and doubled quotes. */
export const MAX_LINE_BYTES = 8192;

const LF = 10;
const CR = 13;
const IAC = 0xff;
const TELNET_DM = 0xf2;
const TELNET_FIRST_COMMAND = 0xf0;
const TELNET_FIRST_NEGOTIATION = 0xfb;
const TLS_HANDSHAKE = 0x16;
const TLS_MAJOR = 0x03;

/**
 * Cuts the bytes of a control connection into lines. Lines end with CRLF or a bare LF. Telnet commands in front
 * of a line (IAC IP, IAC DM: what clients send before ABOR) are dropped; no state outlives a line.
 *
 * @see RFC 959 §3.1, RFC 854 (Telnet), CVE-2010-4221 for what Telnet parsing can do to a server
 */
export class LineReader {
	#buffer = new Uint8Array(512);
	#length = 0;
	#broken = false;

	/** Whether the beginning of a line waits for its end. */
	get holdsInput(): boolean {
		return this.#length > 0;
	}

	/** Takes bytes in, gives the lines that they complete. After `tooLong` and `tlsHello` nothing more comes out. */
	push(bytes: Uint8Array): readonly ControlLine[] {
		const lines: ControlLine[] = [];
		let from = 0;
		while (from < bytes.length && !this.#broken) {
			const end = bytes.indexOf(LF, from);
			const to = end === -1 ? bytes.length : end;
			const line = this.#take(bytes.subarray(from, to), end !== -1);
			if (line !== undefined) lines.push(line);
			from = to + 1;
		}
		return lines;
	}

	/** Forgets what has come so far: called when TLS begins (RFC 4217 §4.2). */
	clear(): void {
		this.#length = 0;
	}

	#take(part: Uint8Array, complete: boolean): ControlLine | undefined {
		if (this.#length + part.length > MAX_LINE_BYTES) {
			return this.#breakOff({ kind: "tooLong" });
		}
		// Most lines come whole.
		const held = complete && this.#length === 0 ? part : this.#with(part);
		if (held[0] === TLS_HANDSHAKE && (held[1] ?? TLS_MAJOR) === TLS_MAJOR) {
			return held.length < 2 && !complete
				? undefined
				: this.#breakOff({ kind: "tlsHello" });
		}
		if (!complete) return undefined;
		this.#length = 0;
		return parseLine(held);
	}

	/** What is held with its next part. */
	#with(part: Uint8Array): Uint8Array {
		const needed = this.#length + part.length;
		if (needed > this.#buffer.length) {
			const larger = new Uint8Array(
				Math.min(MAX_LINE_BYTES, Math.max(needed, this.#buffer.length * 2)),
			);
			larger.set(this.#buffer.subarray(0, this.#length));
			this.#buffer = larger;
		}
		this.#buffer.set(part, this.#length);
		this.#length = needed;
		return this.#buffer.subarray(0, needed);
	}

	#breakOff(line: ControlLine): ControlLine {
		this.#broken = true;
		this.#length = 0;
		return line;
	}
}

function parseLine(bytes: Uint8Array): ControlLine {
	const body = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
	const line = withoutTelnet(body);
	if (line.includes(0)) return { kind: "malformed", why: "NUL in the line" };
	if (line.includes(CR)) return { kind: "malformed", why: "CR in the line" };
	const text = decodeUtf8(line);
	if (text === undefined) {
		return { kind: "malformed", why: "the line is not UTF-8" };
	}
	return { kind: "command", text };
}

/** Drops Telnet commands in front. The DM of a Synch may come without its IAC, which travelled as urgent data. */
function withoutTelnet(bytes: Uint8Array): Uint8Array {
	let start = 0;
	for (;;) {
		const first = bytes[start];
		const second = bytes[start + 1] ?? 0;
		if (first === TELNET_DM) start += 1;
		else if (first !== IAC || second === IAC) break;
		else if (second >= TELNET_FIRST_NEGOTIATION) start += 3;
		else if (second >= TELNET_FIRST_COMMAND) start += 2;
		else start += 1;
	}
	return bytes.subarray(start);
}
