import {
	ACCOUNTS_FILE,
	type AccountStore,
	openAccounts,
} from "../accounts/index.ts";
import { type Folder, memoryFolder } from "../base/index.ts";
import { diskFolder } from "../platform/index.ts";
import {
	chooseDataFolder,
	type DataFolder,
	type DataFolderChoice,
	openDataFolder,
	whileAccountsLocked,
} from "../server/index.ts";
import type { Invocation } from "./command.ts";
import type { Output } from "./output.ts";

/** An open data folder. */
export interface OpenData {
	readonly place: DataFolder;
	readonly folder: Folder;
}

/** Which data folder the flags and the environment mean. */
export function chosenData(invocation: Invocation): Promise<DataFolderChoice> {
	const { input } = invocation;
	const data = input.value("data");
	return chooseDataFolder(
		{
			...(data === undefined ? {} : { data }),
			portable: input.has("portable"),
		},
		invocation,
	);
}

/** What each command has said already: some open the folder more than once. */
const TOLD = new WeakMap<Output, Set<string>>();

/** Opens the data folder, and makes it when it is missing. Warnings go to stderr, each once a command. */
export async function openData(invocation: Invocation): Promise<OpenData> {
	const place = await openDataFolder(await chosenData(invocation), invocation);
	const { output } = invocation;
	const told = TOLD.get(output) ?? new Set();
	TOLD.set(output, told);
	for (const warning of place.warnings) {
		if (!told.has(warning)) output.note(warning);
		told.add(warning);
	}
	return { place, folder: diskFolder(place.realPath) };
}

/**
 * The accounts as they are now, in memory: changes of this store reach no disk, which makes it the one for a dry run.
 * A data folder that is missing is not made, and holds none.
 */
export async function readAccounts(
	invocation: Invocation,
): Promise<AccountStore> {
	const choice = await chosenData(invocation);
	const facts = await invocation.files.facts(choice.path);
	if (facts === undefined) return openAccounts({ folder: memoryFolder() });
	const { folder } = await openData(invocation);
	const content = await folder.read(ACCOUNTS_FILE);
	const copy = memoryFolder();
	if (content !== undefined) await copy.write(ACCOUNTS_FILE, content);
	return openAccounts({ folder: { ...copy, location: folder.location } });
}

/**
 * Changes accounts while no other command does, so that two scripts at once lose nothing.
 * Under `--dry-run` the change is made to a copy in memory, and there is no data folder.
 */
export async function changeAccounts<T>(
	invocation: Invocation,
	change: (accounts: AccountStore, data: OpenData | undefined) => Promise<T>,
): Promise<T> {
	if (invocation.input.has("dry-run")) {
		return change(await readAccounts(invocation), undefined);
	}
	const data = await openData(invocation);
	return await whileAccountsLocked(
		{ dataFolder: data.place.realPath, files: invocation.files },
		async () => change(await openAccounts({ folder: data.folder }), data),
	);
}
