import { TAG } from "./der.ts";

/**
 * The little of DER that writing encrypted keys and PKCS#12 needs. Parts are bytes that are DER themselves, or the
 * content of a primitive.
 *
 * @example writeDer(TAG.sequence, writeInteger(1)) // 30 03 02 01 01
 */
export function writeDer(
	tag: number,
	...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	return joinBytes([Uint8Array.of(tag), writeLength(length), ...parts]);
}

function writeLength(length: number): Uint8Array {
	if (length < 0x80) return Uint8Array.of(length);
	const digits = bigEndian(length);
	return Uint8Array.of(0x80 | digits.length, ...digits);
}

/** A positive INTEGER. */
export function writeInteger(value: number): Uint8Array {
	const digits = bigEndian(value);
	// A leading bit would make it negative.
	const padded = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
	return writeDer(TAG.integer, Uint8Array.from(padded));
}

function bigEndian(value: number): readonly number[] {
	const digits = [value % 256];
	for (let rest = Math.floor(value / 256); rest > 0; ) {
		digits.unshift(rest % 256);
		rest = Math.floor(rest / 256);
	}
	return digits;
}

/** An OBJECT IDENTIFIER from dotted numbers. */
export function writeObjectId(oid: string): Uint8Array {
	const [first = 0, second = 0, ...rest] = oid.split(".").map(Number);
	const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
		const digits = [arc % 128];
		for (let left = Math.floor(arc / 128); left > 0; ) {
			digits.unshift(0x80 | (left % 128));
			left = Math.floor(left / 128);
		}
		return digits;
	});
	return writeDer(TAG.objectId, Uint8Array.from(bytes));
}

export const DER_NULL: Uint8Array = Uint8Array.of(0x05, 0x00);

/** A BMPString: two bytes for each UTF-16 unit. */
export function writeBmpString(text: string): Uint8Array {
	const bytes = Array.from({ length: text.length }, (_, index) => {
		const unit = text.charCodeAt(index);
		return [unit >> 8, unit & 0xff];
	}).flat();
	return writeDer(TAG.bmpString, Uint8Array.from(bytes));
}

export function joinBytes(
	parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const joined = new Uint8Array(length);
	let offset = 0;
	for (const part of parts) {
		joined.set(part, offset);
		offset += part.length;
	}
	return joined;
}
