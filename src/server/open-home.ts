import type { Account } from "../accounts/index.ts";
import { type AccountFiles, accountFiles } from "../files/index.ts";
import {
	diskBackend,
	type HostFiles,
	type UploadJournal,
} from "../platform/index.ts";
import { checkServedFolder } from "./served-folder.ts";

/** Where accounts' homes are. */
export interface HomeOptions {
	/** The folder that relative homes are in; absolute. */
	readonly root: string;
	/** Undefined when nothing is kept on disk. */
	readonly dataFolder: string | undefined;
	/** Every account sees the root itself, whatever its home says: `--ephemeral`. */
	readonly isRootShared: boolean;
	readonly files: HostFiles;
	/** Where uploads under way are written down; undefined when nothing is kept. */
	readonly journal: UploadJournal | undefined;
}

/** Opens an account's home at login, making it when it is missing. @throws {OperatorError} root.overlap, file.no-right */
export function homeOpener(
	options: HomeOptions,
): (account: Account) => Promise<AccountFiles> {
	const { dataFolder, files, isRootShared, journal, root } = options;
	return async (account) => {
		const home = isRootShared ? root : files.resolve(root, account.home);
		await checkServedFolder(home, dataFolder, files);
		if (!isRootShared) await files.makePrivateFolder(home);
		const backend = await diskBackend({
			root: home,
			...(journal === undefined ? {} : { journal }),
		});
		return accountFiles({ backend, rights: account.rights });
	};
}
