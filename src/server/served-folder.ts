import { OperatorError } from "../base/index.ts";
import type { HostFiles } from "../platform/index.ts";

/** The part of the data folder that may be served. */
export const FILES_FOLDER = "files";

/**
 * Refuses a folder that would serve keys and passwords: one that contains the data folder, or lies in it
 * outside its `files/`. Links are followed on both sides.
 *
 * @param served a root, a home or a mount; need not exist yet
 * @param dataFolder undefined when nothing is kept on disk
 * @returns the real path of what is served
 * @throws {OperatorError} root.overlap
 */
export async function checkServedFolder(
	served: string,
	dataFolder: string | undefined,
	files: HostFiles,
): Promise<string> {
	if (dataFolder === undefined) return await files.realPath(served);
	const [real, data] = await Promise.all([
		files.realPath(served),
		files.realPath(dataFolder),
	]);
	const open = await files.realPath(files.resolve(data, FILES_FOLDER));
	const isOpenPart = files.contains(data, open) && files.contains(open, real);
	if (isOpenPart && open !== data) return real;
	if (!files.contains(real, data) && !files.contains(data, real)) return real;
	throw new OperatorError(
		"root.overlap",
		`${served} cannot be served: it and the data folder overlap.`,
		{
			why: `the data folder, with its keys and passwords, is ${data}; what would be served is ${real}`,
			fix: `serve a folder outside of it, or one in ${files.resolve(data, FILES_FOLDER)}`,
		},
	);
}
