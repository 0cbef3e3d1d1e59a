import type { Upload } from "../../files/index.ts";
import type { IncomingChannel } from "../ports.ts";
import type { TextConverter } from "./ascii.ts";
import { copyIn } from "./copy-in.ts";
import type { Progress } from "./progress.ts";

/** An upload to be received. */
export interface Receiving {
	readonly upload: Upload;
	readonly converter: TextConverter | undefined;
	readonly progress: Progress;
}

/**
 * Receives until the clean end of the channel. What comes while the disk writes is gathered by the channel, up to its
 * bound, and written as one batch.
 *
 * @throws {FileFailure} when writing fails; {DataFailure} when the channel breaks
 */
export async function pumpIn(
	channel: IncomingChannel,
	{ upload, converter, progress }: Receiving,
): Promise<void> {
	const goesAsItIs =
		converter === undefined && progress.grainBytes === undefined;
	for (;;) {
		if (goesAsItIs) await copyIn(channel, upload, progress.pass);
		const chunks = await channel.take(progress.grainBytes);
		if (chunks === undefined) break;
		const turn = progress.pass(
			chunks.reduce((sum, chunk) => sum + chunk.length, 0),
		);
		if (turn !== undefined) await turn;
		await upload.write(
			converter === undefined ? chunks : chunks.map(converter.convert),
		);
	}
	const rest = converter?.end();
	if (rest !== undefined) await upload.write([rest]);
}
