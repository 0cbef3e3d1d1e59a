import { systemCode } from "../errno.ts";
import {
	closeDescriptor,
	FOLDER_ONLY,
	openDescriptor,
	READ,
	syncDescriptor,
} from "./calls.ts";
import type { HeldFolder } from "./held-folder.ts";

/**
 * Flushes a folder's names to the disk. The content of an upload is flushed before it takes its name, so that after a power
 * cut there is the old file or the new one and never a part; without this it may be the old one for some seconds after the
 * 226, and whoever deletes what was sent (a scanner does) has lost it. Costs 0.1 to 0.3 ms for each file where the content's
 * flush costs 0.5 ms; a disk that turns needs a turn more.
 *
 * @throws the system's error when the disk fails. Folders that cannot be flushed (no right to read, a file system or a system
 * that cannot) are left to the system.
 */
export async function syncNames(folder: HeldFolder): Promise<void> {
	try {
		const descriptor = await openDescriptor(folder.at("."), READ | FOLDER_ONLY);
		try {
			await syncDescriptor(descriptor);
		} finally {
			await closeDescriptor(descriptor);
		}
	} catch (error) {
		if (systemCode(error) === "EIO") throw error;
	}
}
