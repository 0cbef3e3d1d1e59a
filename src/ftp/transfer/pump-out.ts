import { KIB } from "../../base/index.ts";
import type { ReadableFile } from "../../files/index.ts";
import { FileFailure } from "../../files/index.ts";
import type { OutgoingChannel } from "../ports.ts";
import type { TextConverter } from "./ascii.ts";
import { BUFFER_BYTES, giveBack, lend } from "./buffers.ts";
import { copyOut } from "./copy-out.ts";
import type { Progress } from "./progress.ts";

/** A file to be sent. */
export interface Sending {
	readonly file: ReadableFile;
	/** Where to begin. */
	readonly offsetBytes: number;
	/** The byte before which to stop; absent: the end of the file, wherever that is by then. */
	readonly endByte?: number;
	readonly converter: TextConverter | undefined;
	readonly progress: Progress;
}

/** Downloads that run now, in the whole process. */
let sending = 0;

/**
 * What one download reads and sends at a time. A command waits until every download in front of it has encrypted its portion, so
 * several that run together take less each. NOOP under 4 downloads over TLS on a busy machine, medians of 2 rounds: 6.5 ms (p99 39 ms) with
 * whole buffers, 1.9 (9.8) with 64 KiB in the same run, for 12 % more CPU; in another run 3.3 (18) with 128 KiB, 1.4 (11) with 64 KiB
 * (`bun run bench --only tls/noop,tls/down`).
 */
function portionBytes(): number {
	return sending > 1 ? SHARED_BYTES : BUFFER_BYTES;
}

const SHARED_BYTES = 64 * KIB;

/**
 * Sends a file from an offset to its end, or up to a byte. Two pooled buffers: while one is on its way out, the next is read.
 *
 * @throws {FileFailure} when reading fails; {DataFailure} when sending does
 */
export async function pumpOut(
	channel: OutgoingChannel,
	{ file, offsetBytes, endByte, converter, progress }: Sending,
): Promise<void> {
	let filling = lend();
	let leaving = lend();
	const { grainBytes = filling.length } = progress;
	sending += 1;
	let position = offsetBytes;
	let isAtEnd = false;
	let inFlight: Promise<void> | undefined;
	try {
		if (converter === undefined && progress.grainBytes === undefined) {
			position = await copyOut(channel, {
				file,
				position,
				end: Math.min(endByte ?? file.sizeBytes, file.sizeBytes),
				pass: progress.pass,
				portionBytes,
			});
		}
		for (;;) {
			const most = Math.min(
				grainBytes,
				portionBytes(),
				endByte === undefined ? filling.length : endByte - position,
			);
			const wanted =
				most >= filling.length
					? filling
					: filling.subarray(0, Math.max(most, 0));
			const count: number =
				isAtEnd || wanted.length === 0 ? 0 : await file.read(wanted, position);
			await inFlight;
			inFlight = undefined;
			if (count === 0) {
				refuseShrunk(
					position,
					Math.min(endByte ?? file.sizeBytes, file.sizeBytes),
				);
				break;
			}
			position += count;
			// Less than was asked for, and as much as was promised: a small file needs no second look for its end.
			isAtEnd = count < wanted.length && position >= file.sizeBytes;
			const chunk = filling.subarray(0, count);
			const text = converter === undefined ? chunk : converter.convert(chunk);
			const turn = progress.pass(text.length);
			if (turn !== undefined) await turn;
			inFlight = channel.write(text);
			// A failure is met at the next turn's await; until then it must not count as unhandled.
			inFlight.catch(() => undefined);
			[filling, leaving] = [leaving, filling];
		}
	} catch (failure) {
		// A write may still hold the other buffer: these two are left to the collector.
		if (inFlight !== undefined) throw failure;
		giveBack(filling);
		giveBack(leaving);
		throw failure;
	} finally {
		sending -= 1;
	}
	giveBack(filling);
	giveBack(leaving);
}

/** A file that has lost its end meanwhile must not pass for a whole one: the 150 named another size. */
function refuseShrunk(position: number, wantedEnd: number): void {
	if (position >= wantedEnd) return;
	throw new FileFailure(
		"io",
		`the file ended at byte ${position}; when it was opened byte ${wantedEnd} was still to come`,
	);
}
