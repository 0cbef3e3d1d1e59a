import { FileFailure } from "../../files/index.ts";
import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import type { TransferPlan } from "../transfer/index.ts";
import {
	pumpOut,
	runTransfer,
	toNetworkText,
	transferRefusal,
} from "../transfer/index.ts";

/**
 * RETR: send a file, from REST's byte on, or the part that RANG chose. A REST past the end is refused; of a range counts what
 * lies in the file, be it nothing.
 *
 * @see RFC 3659 §5.3, draft-bryan-ftp-range-08 §4.3
 */
export const RETR: Command = defineCommand({
	verb: "RETR",
	rfc: "RFC 959 §4.1.3, RFC 3659 §5.3",
	syntax: "RETR <SP> path",
	help: "Download a file.",
	transfers: true,
	argument: path,
	async run(session, target, announce) {
		const { range, restartAt } = session.pending;
		const file = await session.files.openRead(target);
		const offsetBytes =
			range === undefined
				? (restartAt ?? 0)
				: Math.min(range.fromByte, file.sizeBytes);
		const refused = transferRefusal(session, "download");
		if (refused !== undefined || offsetBytes > file.sizeBytes) {
			await file.close();
			if (refused !== undefined) return { reply: refused };
			throw new FileFailure("offsetBeyondEnd", `REST ${offsetBytes}`);
		}
		const endByte = Math.min(range?.toByte ?? file.sizeBytes, file.sizeBytes);
		const converter = session.convertsText ? toNetworkText() : undefined;
		const plan: TransferPlan = {
			path: target,
			// Old clients read the size from these words.
			opening: `Sending the file (${endByte - offsetBytes} bytes).`,
			closing: "Transfer complete.",
			work: {
				direction: "download",
				run: (channel, progress) =>
					pumpOut(channel, {
						file,
						offsetBytes,
						converter,
						progress,
						...(range === undefined ? {} : { endByte }),
					}),
				close: () => file.close(),
			},
		};
		return await runTransfer(session, plan, announce);
	},
});
