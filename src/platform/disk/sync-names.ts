import { systemCode } from "../errno.ts";
import { FOLDER_ONLY, READ, syncDescriptor } from "./calls.ts";
import type { HeldFolder } from "./held-folder.ts";

/**
 * Opens a folder so that its names can be flushed to the disk. The content of an upload is flushed before it takes its name, so
 * that after a power cut there is the old file or the new one and never a part; without flushing the names too it may be the old one
 * for some seconds after the 226, and whoever deletes what was sent (a scanner does) has lost it. Costs 0.1 to 0.3 ms for each file
 * where the content's flush costs 0.5 ms; a disk that turns needs a turn more.
 *
 * @returns undefined for a folder that cannot be flushed (no right to read, a file system or a system that cannot), which is left
 * to the system
 * @throws the system's error when the disk fails
 */
export async function openNames(
	folder: HeldFolder,
): Promise<number | undefined> {
	try {
		return await folder.open(".", READ | FOLDER_ONLY);
	} catch (error) {
		return unlessBroken(error);
	}
}

/** Flushes the names of a folder that {@link openNames} opened. @throws the system's error when the disk fails */
export async function syncNames(names: number): Promise<void> {
	try {
		await syncDescriptor(names);
	} catch (error) {
		unlessBroken(error);
	}
}

function unlessBroken(error: unknown): undefined {
	if (systemCode(error) === "EIO") throw error;
}
