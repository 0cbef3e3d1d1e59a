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

/** RETR: send a file, from REST's byte on. */
export const RETR: Command = defineCommand({
	verb: "RETR",
	rfc: "RFC 959 §4.1.3, RFC 3659 §5.3",
	syntax: "RETR <SP> path",
	help: "Download a file.",
	transfers: true,
	argument: path,
	async run(session, target, announce) {
		const offsetBytes = session.pending.restartAt ?? 0;
		const file = await session.files.openRead(target);
		const refused = transferRefusal(session);
		if (refused !== undefined || offsetBytes > file.sizeBytes) {
			await file.close();
			if (refused !== undefined) return { reply: refused };
			throw new FileFailure("offsetBeyondEnd", `REST ${offsetBytes}`);
		}
		const converter = session.convertsText ? toNetworkText() : undefined;
		const plan: TransferPlan = {
			path: target,
			// Old clients read the size from these words.
			opening: `Sending the file (${file.sizeBytes - offsetBytes} bytes).`,
			closing: "Transfer complete.",
			work: {
				direction: "download",
				run: (channel, progress) =>
					pumpOut(channel, { file, offsetBytes, converter, progress }),
				close: () => file.close(),
			},
		};
		return await runTransfer(session, plan, announce);
	},
});
