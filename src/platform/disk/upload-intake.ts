import type { Upload } from "../../files/index.ts";
import { CAN_COPY, copyThreads } from "../copying/threads.ts";
import { failing } from "../errno.ts";
import type { InFlight } from "./in-flight.ts";
import type { PositionedWriter } from "./positioned-writer.ts";

/** What an upload into a file of its own has for {@link Upload.intake}. */
export function uploadIntake(
	writer: PositionedWriter,
	{ doing, file }: { readonly doing: string; readonly file: InFlight },
): Pick<Upload, "intake"> {
	if (!CAN_COPY) return {};
	return {
		intake: {
			isReady: () => copyThreads.isFree(writer),
			take: (socket, mostBytes) =>
				failing(doing, () => file.run(() => writer.take(socket, mostBytes))),
		},
	};
}
