import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** `bytes`, or `bytes R record-bytes`, whose second part says nothing in file structure. */
function bytesOfFile(given: string | undefined): Parsed<number> {
	const digits = /^(\d{1,15})( R \d+)?$/i.exec(given?.trim() ?? "")?.[1];
	return digits === undefined
		? { refused: "A number of bytes is expected." }
		: { value: Number(digits) };
}

/**
 * ALLO: is there room for a file? Nothing is set aside: the answer is about now. RFC 959 §5.4 names no code for "no" behind ALLO;
 * 452 is the one that §4.2 has for a lack of space, and its first digit tells clients to try again some time.
 */
export const ALLO: Command = defineCommand({
	verb: "ALLO",
	rfc: "RFC 959 §4.1.3",
	syntax: "ALLO <SP> bytes",
	help: "Ask whether there is room for a file of so many bytes.",
	keepsRestart: true,
	argument: bytesOfFile,
	async run(session, bytes) {
		const { largestFileBytes } = session.files;
		if (largestFileBytes !== undefined && bytes > largestFileBytes) {
			return answer(552, `Files may have ${largestFileBytes} bytes here.`);
		}
		const free = await session.files.freeBytes(session.cwd);
		if (free === undefined) return answer(202, "Not needed here.");
		return bytes <= free
			? answer(200, "There is room for that.")
			: answer(452, `There is room for ${free} bytes only.`);
	},
});
