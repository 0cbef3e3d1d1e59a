import { utf8 } from "../../base/index.ts";
import type { VirtualPath } from "../../files/index.ts";
import type { Announce } from "../command.ts";
import type { Outcome } from "../reply.ts";
import type { Session } from "../session.ts";
import { runTransfer } from "./run-transfer.ts";
import type { TransferPlan } from "./transfer-plan.ts";

/** A listing to be sent. */
export interface ListingRequest {
	readonly folder: VirtualPath;
	/** Lines with CRLF behind each, some at a time, or none. */
	readonly lines: AsyncIterable<string>;
}

/**
 * Sends a listing over the data connection as it comes from the folder, whose first lines are asked for while the client makes the
 * connection.
 */
export async function runListing(
	session: Session,
	{ folder, lines }: ListingRequest,
	announce: Announce,
): Promise<Outcome> {
	const rest = lines[Symbol.asyncIterator]();
	const first = rest.next();
	// Told when it is awaited, unless there is no connection to tell it of.
	first.catch(() => undefined);
	const plan: TransferPlan = {
		path: folder,
		opening: "Sending the listing.",
		closing: "Listing sent.",
		work: {
			direction: "listing",
			run: async (channel, progress, signal) => {
				for (let step = await first; !step.done; step = await rest.next()) {
					const text = step.value;
					// Nothing need have been sent for long, so the channel alone does not tell.
					signal.throwIfAborted();
					if (text === "") continue;
					const bytes = utf8(text);
					await progress.pass(bytes.length);
					await channel.write(bytes);
				}
			},
			close: async () => {
				await rest.return?.();
			},
		},
	};
	return await runTransfer(session, plan, announce);
}
