import type { Backend, FileFacts } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import type { VirtualPath } from "./virtual-path.ts";

/** A tree and a path in it. */
export interface Somewhere {
	readonly backend: Backend;
	readonly path: VirtualPath;
}

/** Undefined when nothing is there. */
export async function factsIfThere({
	backend,
	path,
}: Somewhere): Promise<FileFacts | undefined> {
	try {
		return await backend.facts(path);
	} catch (error) {
		if (error instanceof FileFailure && error.reason === "notFound") {
			return undefined;
		}
		throw error;
	}
}

/** The size of the regular file that is there; undefined when there is none. */
export async function sizeAt(place: Somewhere): Promise<number | undefined> {
	const facts = await factsIfThere(place);
	return facts?.kind === "file" ? facts.sizeBytes : undefined;
}
