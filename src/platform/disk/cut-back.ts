import {
	closeDescriptor,
	NO_FOLLOW,
	openDescriptor,
	statDescriptor,
	truncateDescriptor,
	WRITE,
} from "./calls.ts";
import { uniqueOf } from "./file-facts.ts";
import type { BeforeGrowing } from "./upload-journal.ts";

/**
 * Gives a file the size that it had before somebody appended to it, if it still is that file and has become longer.
 *
 * @returns whether anything was cut off
 * @throws the system's error
 */
export async function cutBack(
	path: string,
	{ sizeBytes, unique }: BeforeGrowing,
): Promise<boolean> {
	const descriptor = await openDescriptor(path, WRITE | NO_FOLLOW, 0);
	try {
		const facts = await statDescriptor(descriptor);
		if (!facts.isFile() || uniqueOf(facts) !== unique) return false;
		if (Number(facts.size) <= sizeBytes) return false;
		await truncateDescriptor(descriptor, sizeBytes);
		return true;
	} finally {
		await closeDescriptor(descriptor);
	}
}
