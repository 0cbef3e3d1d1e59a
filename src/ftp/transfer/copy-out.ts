import type { ReadableFile } from "../../files/index.ts";
import type { OutgoingChannel } from "../ports.ts";
import { giveBack, lend } from "./buffers.ts";
import type { Progress } from "./progress.ts";

/** The part of a file that is to go out as it is. */
export interface Copying {
	readonly file: ReadableFile;
	readonly position: number;
	/** The byte before which to stop, not behind the end of the file. */
	readonly end: number;
	readonly pass: Progress["pass"];
	/** What may be encrypted in one turn, now; copying by the kernel takes a fourth of the time for as much. */
	readonly portionBytes: () => number;
}

/**
 * Lets the kernel copy from the file into the connection by itself, where both can. When there is no room, or a part is not in memory, a
 * piece is read and written instead, which waits for that.
 *
 * @returns how far it came: not at all where it cannot be done, and not to the end when the file has lost it
 * @throws {FileFailure} when reading fails; {DataFailure} when sending does
 */
export async function copyOut(
	channel: OutgoingChannel,
	{ file, position, end, pass, portionBytes }: Copying,
): Promise<number> {
	let at = position;
	while (at < end) {
		const socket = channel.clearSocket;
		if (socket === undefined || file.sendTo === undefined) break;
		const mostBytes = Math.min(end - at, 4 * portionBytes());
		const sent = await file.sendTo(socket, at, mostBytes);
		const moved =
			sent === 0 ? await writePiece(channel, file, at, mostBytes) : sent;
		if (moved === 0) break;
		at += moved;
		await pass(moved);
	}
	return at;
}

/** @returns bytes written; 0 when there are none any more */
async function writePiece(
	channel: OutgoingChannel,
	file: ReadableFile,
	position: number,
	mostBytes: number,
): Promise<number> {
	const buffer = lend();
	const count = await file.read(buffer.subarray(0, mostBytes), position);
	if (count > 0) await channel.write(buffer.subarray(0, count));
	// Not after a failure: a read or a write that is under way may still use it.
	giveBack(buffer);
	return count;
}
