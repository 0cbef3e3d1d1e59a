import { FileFailure } from "./file-failure.ts";
import type { Somewhere } from "./size-at.ts";
import { TRASH_NAME } from "./view.ts";
import { childOf, nameOf, ROOT, resolvePath } from "./virtual-path.ts";

const PRIVATE_MODE = 0o700;

/**
 * Moves a file to the trash of its tree, under its name with the time before it: `20261122T223436.123Z-5f3a-report.pdf`.
 * A link is no file of its own and is removed.
 *
 * @returns the size of the file; undefined when it was none
 */
export async function moveToTrash(
	{ backend, path }: Somewhere,
	nowMs: number,
): Promise<number | undefined> {
	if (path === ROOT) throw new FileFailure("notAFile", "the root is a folder");
	const links = backend.links?.unfollowed ?? backend;
	const facts = await links.facts(path).catch((error) => {
		if (error instanceof FileFailure && error.reason === "denied") return;
		throw error;
	});
	if (facts?.kind !== "file") return await backend.remove(path);
	const trash = resolvePath(ROOT, TRASH_NAME);
	const target = childOf(trash, trashedName(nameOf(path), nowMs));
	try {
		await backend.rename(path, target);
	} catch (error) {
		if (!(error instanceof FileFailure && error.reason === "notFound")) {
			throw error;
		}
		await backend.makeFolder(trash);
		await backend.setMode(trash, PRIVATE_MODE);
		await backend.rename(path, target);
	}
	return facts.sizeBytes;
}

const LONGEST_NAME = 150;

/** Three bytes at most for each UTF-16 unit: a long name loses its beginning, since its end tells what it is. */
function trashedName(name: string, nowMs: number): string {
	const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, "");
	const random = crypto.getRandomValues(new Uint8Array(4)).toHex();
	const end =
		new TextEncoder().encode(name).length <= LONGEST_NAME
			? name
			: [...name].slice(-LONGEST_NAME / 4).join("");
	return `${time}-${random}-${end}`;
}
