import { foldName } from "../base/index.ts";
import type { Backend } from "./backend.ts";
import { TRASH_NAME } from "./view.ts";
import { childOf, ROOT, type VirtualPath } from "./virtual-path.ts";

/** What a tree holds, as a quota counts it. */
export interface TreeSize {
	readonly bytes: number;
	/** Regular files; folders do not count. */
	readonly files: number;
}

/**
 * Counts all that is in a tree: what links lead to counts where it is, and what was deleted into the trash does not count. Takes a
 * look at every file, so it is for when the count is not known otherwise.
 *
 * @throws {FileFailure} when a folder cannot be read
 */
export async function measureTree(backend: Backend): Promise<TreeSize> {
	const tree = backend.links?.unfollowed ?? backend;
	const waiting: VirtualPath[] = [ROOT];
	let bytes = 0;
	let files = 0;
	for (
		let folder = waiting.pop();
		folder !== undefined;
		folder = waiting.pop()
	) {
		for await (const batch of tree.entries(folder)) {
			for (const { name, facts } of batch) {
				if (folder === ROOT && foldName(name) === TRASH_NAME) continue;
				if (facts.kind === "folder") waiting.push(childOf(folder, name));
				if (facts.kind !== "file") continue;
				bytes += facts.sizeBytes;
				files += 1;
			}
		}
	}
	return { bytes, files };
}
