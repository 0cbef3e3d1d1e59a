import { OperatorError } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import type { HostFiles } from "../platform/index.ts";
import { checkServedFolder, FILES_FOLDER } from "./served-folder.ts";

/** What decides which folder is served. */
export interface RootParts {
	readonly settings: Settings;
	/** The data folder's real path; undefined when nothing is kept. */
	readonly dataFolder: string | undefined;
	readonly files: HostFiles;
}

/**
 * The folder to serve: one that somebody named must be there, our own is made.
 *
 * @throws {OperatorError} usage.missing, root.overlap, root.unusable
 */
export async function ensureRoot(parts: RootParts): Promise<string> {
	const { dataFolder, files, settings } = parts;
	const root = servedRoot(parts);
	if (root === undefined) throw needsRoot();
	await checkServedFolder(root, dataFolder, files);
	if (settings.root === undefined) await files.makePrivateFolder(root);
	await checkRoot(root, files);
	return root;
}

/** The folder that would be served; undefined when nothing is kept and none is named. */
export function servedRoot({
	dataFolder,
	files,
	settings,
}: RootParts): string | undefined {
	if (settings.root !== undefined || dataFolder === undefined) {
		return settings.root;
	}
	return files.resolve(dataFolder, FILES_FOLDER);
}

/** Nothing is kept, so there is no folder of our own to fall back on. */
export function needsRoot(): OperatorError {
	return new OperatorError("usage.missing", "There is no folder to serve.", {
		why: "--ephemeral keeps nothing on disk, so there is no folder of our own either",
		fix: "add --root DIR",
	});
}

/** @throws {OperatorError} root.unusable */
export async function checkRoot(root: string, files: HostFiles): Promise<void> {
	const facts = await files.facts(root);
	const why =
		facts === undefined
			? "there is no such folder"
			: !facts.isFolder
				? "it is no folder"
				: (await files.mayRead(root))
					? undefined
					: "this user may not list and enter it";
	if (why === undefined) return;
	throw new OperatorError("root.unusable", `${root} cannot be served.`, {
		why,
		fix: "make it, or name another folder with --root or root in oceanftp.toml",
	});
}
