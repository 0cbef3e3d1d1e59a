import { READY_FILE, type ReadyFacts, readyFile } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import type { Ground } from "../greet.ts";

/** The file that a script waits for, and the one in the data folder by which other commands find the ports. */
export interface ReadyFiles {
	write(facts: ReadyFacts): Promise<void>;
	remove(): Promise<void>;
}

export function openReadyFiles(
	{ files, input }: Invocation,
	{ place }: Ground,
): ReadyFiles {
	const own = readyFile(
		place && files.resolve(place.realPath, READY_FILE),
		files,
	);
	const wanted = readyFile(input.value("ready-file"), files);
	return {
		write: async (facts) => {
			await own.write(facts);
			await wanted.write(facts);
		},
		remove: async () => {
			await wanted.remove();
			await own.remove();
		},
	};
}
