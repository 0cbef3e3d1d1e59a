import { expect, test } from "bun:test";
import { TlsEnding } from "../../src/platform/net/tls-ending.ts";

/** A record as it goes over the wire. */
interface SentRecord {
	readonly type: 20 | 21 | 22 | 23;
	/** As long as it looks. */
	readonly length: number;
	/** As much of it as is the peer's own content. */
	readonly content?: number;
}

const TAG_AND_TYPE = 17;
const hidden = (length: number): SentRecord => ({
	type: 23,
	length: length + TAG_AND_TYPE,
});
const data = (content: number, padding = 0): SentRecord => ({
	...hidden(content + padding),
	content,
});
const CHANGE: SentRecord = { type: 20, length: 1 };
const HELLO: SentRecord = { type: 22, length: 300 };
const FINISHED: SentRecord = hidden(52);
const KEY_UPDATE: SentRecord = hidden(5);
const CLOSE_NOTIFY: SentRecord = hidden(2);
const OPENING = [HELLO, CHANGE, FINISHED];

function bytesOf({ type, length }: SentRecord): Uint8Array {
	const bytes = new Uint8Array(5 + length).fill(7);
	bytes.set([type, 3, 3, length >> 8, length & 255]);
	return bytes;
}

/** What is concluded from a stream that comes in pieces of a size. */
function isByCloseNotify(
	records: readonly SentRecord[],
	{ version = "TLSv1.3", pieceBytes = 1 << 20, missingBytes = 0 } = {},
): boolean {
	const ending = new TlsEnding();
	const stream = Buffer.concat(records.map(bytesOf));
	const end = stream.length - missingBytes;
	for (let at = 0; at < end; at += pieceBytes) {
		ending.received(stream.subarray(at, Math.min(end, at + pieceBytes)));
	}
	for (const { content } of records) ending.decrypted(content ?? 0);
	return ending.isByCloseNotify(version);
}

const STREAMS: ReadonlyArray<
	readonly [string, readonly SentRecord[], boolean]
> = [
	["nothing at all", [], false],
	["the handshake alone", OPENING, false],
	["close_notify right behind the handshake", [...OPENING, CLOSE_NOTIFY], true],
	["data and close_notify", [...OPENING, data(16384), CLOSE_NOTIFY], true],
	["data and nothing behind it", [...OPENING, data(16384)], false],
	["two bytes of data and nothing", [...OPENING, data(9), data(2)], false],
	[
		"two bytes of data and close_notify",
		[...OPENING, data(2), CLOSE_NOTIFY],
		true,
	],
	[
		"empty records and close_notify",
		[...OPENING, data(0), data(5), data(0), CLOSE_NOTIFY],
		true,
	],
	["an empty record and nothing", [...OPENING, data(5), data(0)], false],
	[
		"a key update and close_notify",
		[...OPENING, data(5), KEY_UPDATE, data(7), CLOSE_NOTIFY],
		true,
	],
	[
		"a key update, two bytes of data and nothing",
		[...OPENING, KEY_UPDATE, data(2)],
		false,
	],
	[
		"three key updates and nothing",
		[...OPENING, data(5), KEY_UPDATE, KEY_UPDATE, KEY_UPDATE],
		false,
	],
	["padded data and nothing", [...OPENING, data(100, 2), data(100)], false],
];

for (const [name, records, expected] of STREAMS) {
	for (const pieceBytes of [1, 7, 300, 1 << 20]) {
		test(`${name}, in pieces of ${pieceBytes}, is ${expected ? "" : "not "}an end by close_notify in TLS 1.3`, () => {
			expect(isByCloseNotify(records, { pieceBytes })).toBe(expected);
		});
	}
}

test("a close_notify of which a byte is missing is none", () => {
	for (const missingBytes of [1, 18, 20, 23]) {
		const records = [...OPENING, data(50), CLOSE_NOTIFY];
		expect(isByCloseNotify(records, { missingBytes })).toBe(false);
	}
});

test("TLS 1.2 says by its type that the last record is an alert", () => {
	const version = "TLSv1.2";
	const opening = [HELLO, CHANGE, { type: 22, length: 40 } as const];
	const sent = { type: 23, length: 1000, content: 976 } as const;
	const alert = { type: 21, length: 26 } as const;
	expect(isByCloseNotify([...opening, sent, alert], { version })).toBe(true);
	expect(isByCloseNotify([...opening, alert], { version })).toBe(true);
	expect(isByCloseNotify([...opening, sent], { version })).toBe(false);
	const cut = { version, missingBytes: 3 };
	expect(isByCloseNotify([...opening, sent, alert], cut)).toBe(false);
});
