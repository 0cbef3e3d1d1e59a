import { expect, test } from "bun:test";
import { RecordFramer } from "../../src/platform/net/record-framer.ts";

const record = (length: number): number[] => [
	...[23, 3, 3, length >> 8, length & 255],
	...Array<number>(length).fill(7),
];

/** Where the framer says that records end when the stream comes in pieces of a size. */
function ends(stream: readonly number[], pieceBytes: number): number[] {
	const framer = new RecordFramer();
	const found: number[] = [];
	let position = 0;
	for (let at = 0; at < stream.length; at += pieceBytes) {
		let piece = Uint8Array.from(stream.slice(at, at + pieceBytes));
		while (piece.length > 0) {
			const taken = framer.take(piece);
			position += taken;
			piece = piece.subarray(taken);
			if (framer.isBetween) found.push(position);
		}
	}
	return found;
}

test("record framer finds the ends of records wherever the stream is cut", () => {
	const stream = [...record(300), ...record(0), ...record(1), ...record(16384)];
	for (const pieceBytes of [1, 2, 3, 5, 7, 304, 305, 306, 20_000]) {
		expect(ends(stream, pieceBytes)).toEqual([305, 310, 316, 16705]);
	}
});

test("record framer takes no byte behind the record", () => {
	const framer = new RecordFramer();
	const bytes = Uint8Array.from([...record(2), 80, 87, 68]);
	expect(framer.take(bytes)).toBe(7);
	expect(framer.isBetween).toBe(true);
});
