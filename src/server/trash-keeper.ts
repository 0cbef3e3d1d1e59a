import type { Settings } from "../config/index.ts";
import { FileFailure, type SweptTrash, sweepTrash } from "../files/index.ts";
import type { Log } from "../log/index.ts";
import { diskBackend, type HostFiles } from "../platform/index.ts";
import { foldersSeenBy, type HomeAccount } from "./open-home.ts";
import { checkServedFolder } from "./served-folder.ts";

/** What goes in one look at most; the next look goes on where this one ended. */
const MOST_FILES = 10_000;

/** Where trashes are, and how long things stay in them. */
export interface TrashParts {
	readonly root: string;
	/** Undefined when nothing is kept on disk; what is served is then the root itself. */
	readonly dataFolder: string | undefined;
	readonly files: HostFiles;
	settings(): Pick<Settings, "files">;
	accounts(): readonly HomeAccount[];
	readonly log: Log;
	nowMs(): number;
}

/** What came of a look at all trashes. */
export type TrashLook = "done" | "more";

/**
 * Deletes what has been in the trashes of homes and mounts for long enough, while the settings want a trash. What an account that is
 * gone left behind stays.
 *
 * @returns a look that may be taken again and again, not two at the same time
 */
export function trashKeeper(
	parts: TrashParts,
): (signal: AbortSignal) => Promise<TrashLook> {
	return async (signal) => {
		const { log, nowMs, settings } = parts;
		const { trash, trashMs } = settings().files;
		if (!trash || trashMs === undefined) return "done";
		const beforeMs = nowMs() - trashMs;
		let gone: SweptTrash = { files: 0, bytes: 0 };
		const failures: string[] = [];
		for (const folder of await treesOf(parts)) {
			if (signal.aborted || gone.files >= MOST_FILES) break;
			const most = MOST_FILES - gone.files;
			try {
				const backend = await diskBackend({ root: folder, symlinks: "never" });
				const swept = await sweepTrash(backend, { beforeMs, most, signal });
				gone = {
					files: gone.files + swept.files,
					bytes: gone.bytes + swept.bytes,
				};
			} catch (failure) {
				if (!(failure instanceof FileFailure)) throw failure;
				// A home is made at the first login; a mount may be a disk that is not there.
				if (failure.reason === "notFound") continue;
				failures.push(`${folder}: ${failure.message}`);
			}
		}
		if (gone.files > 0) log.event({ kind: "trashEmptied", ...gone });
		if (failures.length > 0) {
			throw new Error(
				`The trash of ${failures.length} folders cannot be emptied, such as ${failures[0]}`,
			);
		}
		return gone.files >= MOST_FILES ? "more" : "done";
	};
}

/** By real path, each once: accounts may share a folder. */
async function treesOf({
	accounts,
	dataFolder,
	files,
	root,
}: TrashParts): Promise<ReadonlySet<string>> {
	const found = new Set<string>();
	const isRootShared = dataFolder === undefined;
	for (const account of accounts()) {
		for (const folder of foldersSeenBy(
			{ files, isRootShared, root },
			account,
		)) {
			try {
				found.add(await checkServedFolder(folder, dataFolder, files));
			} catch {
				// It is not served, so nothing is deleted in it.
			}
		}
	}
	return found;
}
