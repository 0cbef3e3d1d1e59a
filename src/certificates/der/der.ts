/**
 * The little of DER (ITU-T X.690) that reading certificates needs. @peculiar/x509 reads far more, but costs
 * 80 ms to load on Bun; a server that starts with a certificate at hand should not pay that.
 */

/** The bytes are not the DER that was expected. */
export class DerError extends Error {
	override readonly name = "DerError";
}

/** One tag-length-value element. All arrays are views into the bytes that were read. */
export interface DerElement {
	/** The identifier octet: class, constructed bit and number together. */
	readonly tag: number;
	readonly content: Uint8Array;
	/** Identifier, length and content: what is signed and hashed. */
	readonly whole: Uint8Array;
}

/** Identifier octets, as they stand in the bytes. */
export const TAG = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	objectId: 0x06,
	utf8String: 0x0c,
	teletexString: 0x14,
	utcTime: 0x17,
	generalizedTime: 0x18,
	universalString: 0x1c,
	bmpString: 0x1e,
	sequence: 0x30,
	set: 0x31,
	/** `[0]`, `[1]`, `[3]`: context tags around another element. */
	context0: 0xa0,
	context1: 0xa1,
	context3: 0xa3,
} as const;

/**
 * The one element that the bytes are.
 *
 * @throws {DerError} when they are cut off, when something follows, and for lengths that DER does not have
 * @example readDer(Uint8Array.of(2, 1, 5)).tag === TAG.integer
 */
export function readDer(bytes: Uint8Array): DerElement {
	const element = elementAt(bytes, 0);
	if (element.whole.length !== bytes.length) {
		throw new DerError("bytes follow the end of the structure");
	}
	return element;
}

/** The element that the bytes begin with, whatever follows. @throws {DerError} when it is cut off */
export function readLeadingDer(bytes: Uint8Array): DerElement {
	return elementAt(bytes, 0);
}

/** The elements within a SEQUENCE, a SET or a context tag. @throws {DerError} */
export function childrenOf(element: DerElement): readonly DerElement[] {
	const children: DerElement[] = [];
	for (let offset = 0; offset < element.content.length; ) {
		const child = elementAt(element.content, offset);
		children.push(child);
		offset += child.whole.length;
	}
	return children;
}

/** The elements within, when the tag is the one expected. @throws {DerError} for another tag, or none */
export function childrenAs(
	tag: number,
	element: DerElement | undefined,
): readonly DerElement[] {
	if (element?.tag !== tag) throw new DerError("another structure stands here");
	return childrenOf(element);
}

function elementAt(bytes: Uint8Array, offset: number): DerElement {
	const tag = bytes[offset];
	const first = bytes[offset + 1];
	if (tag === undefined || first === undefined) {
		throw new DerError("the structure is cut off");
	}
	if ((tag & 0x1f) === 0x1f) throw new DerError("a tag of several bytes");
	const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
	if (first === 0x80 || lengthBytes > 4) {
		throw new DerError("a length that DER does not have");
	}
	let length = first < 0x80 ? first : 0;
	for (let index = 0; index < lengthBytes; index++) {
		length = length * 256 + (bytes[offset + 2 + index] ?? 0);
	}
	const start = offset + 2 + lengthBytes;
	if (start + length > bytes.length) {
		throw new DerError("the structure is cut off");
	}
	return {
		tag,
		content: bytes.subarray(start, start + length),
		whole: bytes.subarray(offset, start + length),
	};
}

/** An OBJECT IDENTIFIER as dotted numbers. @throws {DerError} when it is none */
export function objectIdOf(element: DerElement | undefined): string {
	if (element?.tag !== TAG.objectId || element.content.length === 0) {
		throw new DerError("an object identifier is missing");
	}
	const arcs: number[] = [];
	let arc = 0;
	for (const byte of element.content) {
		arc = arc * 128 + (byte & 0x7f);
		if (byte & 0x80) continue;
		if (arcs.length === 0) {
			const root = Math.min(2, Math.floor(arc / 40));
			arcs.push(root, arc - root * 40);
		} else arcs.push(arc);
		arc = 0;
	}
	return arcs.join(".");
}

/** How many bits a positive INTEGER takes. @example the modulus of an RSA key: 2048 */
export function integerBits(element: DerElement | undefined): number {
	if (element?.tag !== TAG.integer) throw new DerError("a number is missing");
	const digits = [...element.content];
	const start = digits.findIndex((byte) => byte !== 0);
	if (start === -1) return 0;
	const leading = 32 - Math.clz32(digits[start] ?? 0);
	return (digits.length - start - 1) * 8 + leading;
}

/** A small positive INTEGER, such as a version or a count. @throws {DerError} for none, a negative or a huge one */
export function smallInteger(element: DerElement | undefined): number {
	const bits = integerBits(element);
	const isNegative = ((element?.content[0] ?? 0) & 0x80) !== 0;
	if (bits > 48 || isNegative) throw new DerError("a number out of range");
	return [...(element?.content ?? [])].reduce(
		(sum, byte) => sum * 256 + byte,
		0,
	);
}

/** The bytes of a BIT STRING that fills whole bytes. @throws {DerError} when it is none */
export function bitStringBytes(element: DerElement | undefined): Uint8Array {
	if (element?.tag !== TAG.bitString || element.content.length === 0) {
		throw new DerError("a bit string is missing");
	}
	return element.content.subarray(1);
}

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

/** A UTCTime or GeneralizedTime as milliseconds since 1970 UTC. @throws {DerError} @see RFC 5280 §4.1.2.5 */
export function timeOf(element: DerElement | undefined): number {
	if (element === undefined) throw new DerError("a date is missing");
	const text = latin1(element.content);
	const isShort = element.tag === TAG.utcTime;
	const parts = (isShort ? UTC_TIME : GENERALIZED_TIME).exec(text);
	if (parts === null) throw new DerError(`"${text}" is no date`);
	const [first = 0, month = 0, ...rest] = parts.slice(1).map(Number);
	const year = isShort ? first + (first < 50 ? 2000 : 1900) : first;
	const [day = 0, hour = 0, minute = 0, second = 0] = rest;
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The text of a string element, whichever of ASN.1's string types it is. */
export function stringOf(element: DerElement): string {
	const { tag, content } = element;
	if (tag === TAG.utf8String) return new TextDecoder().decode(content);
	if (tag === TAG.bmpString) return wide(content, 2);
	if (tag === TAG.universalString) return wide(content, 4);
	return latin1(content);
}

function wide(bytes: Uint8Array, width: 2 | 4): string {
	let text = "";
	for (let offset = 0; offset + width <= bytes.length; offset += width) {
		let code = 0;
		for (let index = 0; index < width; index++) {
			code = code * 256 + (bytes[offset + index] ?? 0);
		}
		text += code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
	}
	return text;
}

/** Bytes as the characters of the same numbers. */
export function latin1(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return text;
}
