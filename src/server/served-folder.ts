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
	return await servedFolderCheck(dataFolder, files)(served);
}

/** {@link checkServedFolder} for many folders: where the data folder really is, is looked up once, and again before a folder is refused. */
export function servedFolderCheck(
	dataFolder: string | undefined,
	files: HostFiles,
): (served: string) => Promise<string> {
	let known: DataPlaces | undefined;
	return async (served) => {
		if (dataFolder === undefined) return await files.realPath(served);
		const [real, places] = await Promise.all([
			files.realPath(served),
			known ?? dataPlaces(dataFolder, files),
		]);
		if (isApart(real, places, files)) {
			known = places;
			return real;
		}
		known = await dataPlaces(dataFolder, files);
		if (isApart(real, known, files)) return real;
		const { data } = known;
		throw new OperatorError(
			"root.overlap",
			`${served} cannot be served: it and the data folder overlap.`,
			{
				why: `the data folder, with its keys and passwords, is ${data}; what would be served is ${real}`,
				fix: `serve a folder outside of it, or one in ${files.resolve(data, FILES_FOLDER)}`,
			},
		);
	};
}

/** Real paths: of the data folder, and of its part that may be served. */
interface DataPlaces {
	readonly data: string;
	readonly open: string;
}

async function dataPlaces(
	dataFolder: string,
	files: HostFiles,
): Promise<DataPlaces> {
	const data = await files.realPath(dataFolder);
	const open = await files.realPath(files.resolve(data, FILES_FOLDER));
	return { data, open };
}

function isApart(
	real: string,
	{ data, open }: DataPlaces,
	files: HostFiles,
): boolean {
	const isOpenPart = files.contains(data, open) && files.contains(open, real);
	if (isOpenPart && open !== data) return true;
	return !files.contains(real, data) && !files.contains(data, real);
}
