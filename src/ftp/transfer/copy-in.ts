import { MIB } from "../../base/index.ts";
import type { Upload } from "../../files/index.ts";
import { DataFailure, type IncomingChannel } from "../ports.ts";
import type { Progress } from "./progress.ts";

/** What is taken at a time at most; how much it was is known afterwards. */
const PORTION_BYTES: number = 16 * MIB;

/**
 * As long as bytes come faster than they are taken, lets the file take them out of the socket by itself, where both can.
 *
 * @throws {FileFailure} when writing fails; {DataFailure} when the channel breaks
 */
export async function copyIn(
	channel: IncomingChannel,
	upload: Upload,
	pass: Progress["pass"],
): Promise<void> {
	const { intake } = upload;
	while (intake !== undefined) {
		const socket = channel.lend?.(() => intake.isReady());
		if (socket === undefined) return;
		const taken = await intake.take(socket, PORTION_BYTES);
		if (taken === undefined) return;
		await pass(taken.bytes);
		if (taken.socket === "lost") {
			throw new DataFailure("reset", "the connection was reset");
		}
		if (taken.socket === "waiting") return;
	}
}
