import type { Log } from "../log/index.ts";
import {
	type HostFiles,
	type OpenedJournal,
	openUploadJournal,
} from "../platform/index.ts";

/** Removes what uploads left when the last run was killed. Serving goes on without a journal: only that care is lost. */
export async function uploadJournal({
	dataFolder,
	files,
	log,
}: {
	readonly dataFolder: string | undefined;
	readonly files: HostFiles;
	readonly log: Log;
}): Promise<OpenedJournal | undefined> {
	if (dataFolder === undefined) return undefined;
	const file = files.resolve(dataFolder, "run", "uploads.journal");
	const onFailure = (error: unknown): void =>
		log.event({
			kind: "problem",
			what: `${file} cannot be kept, so a crash would leave unfinished uploads: ${error instanceof Error ? error.message : String(error)}`,
		});
	try {
		const journal = await openUploadJournal({
			base: dataFolder,
			file,
			onFailure,
		});
		for (const path of journal.removed) {
			const what = `an upload that the last run did not finish was removed: ${path}`;
			log.event({ kind: "problem", what });
		}
		for (const path of journal.cutBack) {
			const what = `an append that the last run did not finish was cut back: ${path}`;
			log.event({ kind: "problem", what });
		}
		return journal;
	} catch (error) {
		onFailure(error);
		return undefined;
	}
}
