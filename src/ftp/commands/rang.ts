import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import type { ByteRange } from "../session.ts";

/** First and last byte, both in the range; `1 0`, and no other pair whose first is behind its last, takes the range back. */
function firstAndLast(given: string | undefined): Parsed<ByteRange | "none"> {
	const [, from, to] =
		/^(\d{1,15}) (\d{1,15})$/.exec(given?.trim() ?? "") ?? [];
	if (from === undefined || to === undefined) {
		return { refused: "Two numbers are expected." };
	}
	const range = { fromByte: Number(from), toByte: Number(to) + 1 };
	if (range.fromByte < range.toByte) return { value: range };
	if (range.fromByte === 1 && range.toByte === 1) return { value: "none" };
	return { refused: "The first byte lies behind the last one." };
}

/**
 * RANG: the part of a file that the next RETR sends, or the next HASH hashes. A refused RANG leaves no range behind, as
 * the draft wants it. With STOR it is not offered: an upload here replaces or continues a file, and writes into the middle of none.
 *
 * @see draft-bryan-ftp-range-08 §3 (RANG 1 0, 501), §4.3 (ranges that reach past the end), §5 (551)
 */
export const RANG: Command = defineCommand({
	verb: "RANG",
	rfc: "draft-bryan-ftp-range-08 §3",
	syntax: "RANG <SP> first <SP> last",
	help: "Let the next RETR or HASH be of these bytes only; RANG 1 0 takes it back.",
	argument: firstAndLast,
	feature: () => "RANG STREAM",
	run(session, range) {
		if (range === "none") {
			session.pending = {};
			return answer(350, "The whole file is meant.");
		}
		if (session.convertsText) {
			return answer(551, "In TYPE A there are no ranges; send TYPE I first.");
		}
		session.pending = { range };
		const last = range.toByte - 1;
		return answer(350, `Send RETR or HASH for ${range.fromByte} to ${last}.`);
	},
});
